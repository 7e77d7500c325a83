import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Keys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * What is wrong with a request's signature, as S3's error code; undefined where nothing is. Written from the documentation
 * (Amazon S3 API Reference, "Signature Calculations for the Authorization Header"), apart from the client under test.
 */
export function signatureProblem(request: IncomingMessage, keys: Keys, region: string): string | undefined {
  const authorization = request.headers.authorization ?? "";
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (parts === null) return authorization === "" ? "AccessDenied" : "AuthorizationHeaderMalformed";
  const [, accessKey = "", day = "", signedRegion = "", names = "", signature = ""] = parts;
  if (accessKey !== keys.accessKey) return "InvalidAccessKeyId";
  if (signedRegion !== region) return "AuthorizationHeaderMalformed";
  if (keys.sessionToken !== undefined && header(request, "x-amz-security-token") !== keys.sessionToken)
    return "InvalidToken";
  const signedHeaders = names.split(";");
  const mustBeSigned = Object.keys(request.headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  if (mustBeSigned.some((name) => !signedHeaders.includes(name))) return "AccessDenied";
  const url = new URL(request.url ?? "/", "http://server");
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).toSorted();
  const canonical = [
    request.method,
    url.pathname
      .split("/")
      .map((part) => encode(decodeURIComponent(part)))
      .join("/"),
    query.join("&"),
    ...signedHeaders.map((name) => `${name}:${header(request, name).trim().replaceAll(/ +/g, " ")}`),
    "",
    names,
    header(request, "x-amz-content-sha256"),
  ].join("\n");
  const scope = `${day}/${signedRegion}/s3/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", header(request, "x-amz-date"), scope, digest].join("\n");
  let key: Buffer = Buffer.from(`AWS4${keys.secretKey}`);
  for (const part of [day, signedRegion, "s3", "aws4_request"]) key = hmac(key, part);
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, "hex")) ? undefined : "SignatureDoesNotMatch";
}

export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** RFC 3986, as the signature wants it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
