import { createHash, randomUUID } from "node:crypto";

export interface StoredObject {
  bytes: Buffer;
  etag: string;
  /** SHA-256 in base64, of the whole or of the parts' digests. */
  checksum: string | undefined;
}

interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: string;
  readonly parts: Map<number, StoredObject>;
}

/** What a bucket of the fake S3 holds; tests may change it behind the server's back. */
export interface FakeBucket {
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Upload[];
}

/** How the server treats conditions and checksums, which servers of other makers do in their own ways. */
export interface Habits {
  /** What becomes of `If-None-Match: *`. */
  conditions: "kept" | "ignored" | "refused";
  /** Whether SHA-256 checksums are kept and told. */
  checksums: boolean;
  /** Whether `Range` is heeded. */
  ranges: boolean;
}

export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Carries out one request (Amazon S3 API Reference), as far as a store needs it. */
export function answer(bucket: FakeBucket | undefined, request: S3Request, habits: Habits): S3Answer {
  if (bucket === undefined) return refusal(404, "NoSuchBucket", "The specified bucket does not exist");
  const { method, key, query } = request;
  const uploadId = query.get("uploadId");
  if (method === "GET" && query.has("uploads")) return listUploads(bucket, query);
  if (method === "POST" && query.has("uploads")) return beginUpload(bucket, key);
  if (uploadId !== null) {
    const upload = bucket.uploads.find((each) => each.id === uploadId && each.key === key);
    if (upload === undefined) return refusal(404, "NoSuchUpload", "The specified upload does not exist");
    if (method === "PUT") return putPart(upload, request, habits);
    if (method === "GET") return listParts(upload, query);
    if (method === "POST") return complete(bucket, upload, request, habits);
    bucket.uploads.splice(bucket.uploads.indexOf(upload), 1);
    return { status: 204 };
  }
  if (method === "PUT") return putObject(bucket, request, habits);
  return getObject(bucket, request, habits);
}

function putObject({ objects }: FakeBucket, request: S3Request, habits: Habits): S3Answer {
  const source = request.headers["x-amz-copy-source"];
  if (source !== undefined) return copyObject(objects, request, decodeURIComponent(source));
  const refused = conditionProblem(objects, request, habits) ?? checksumProblem(request, habits);
  if (refused !== undefined) return refused;
  const object = storedObject(request.body, habits);
  objects.set(request.key, object);
  return { status: 200, headers: headersOf(object) };
}

/** @param source `bucket/key`, of this bucket */
function copyObject(objects: FakeBucket["objects"], { key, headers }: S3Request, source: string): S3Answer {
  const object = objects.get(source.slice(source.indexOf("/") + 1));
  if (object === undefined) return refusal(404, "NoSuchKey", "The specified key does not exist.");
  const wanted = headers["x-amz-copy-source-if-match"];
  if (wanted !== undefined && wanted !== object.etag) return preconditionFailed();
  objects.set(key, object);
  return xml("CopyObjectResult", tag("ETag", object.etag));
}

function getObject({ objects }: FakeBucket, { key, headers, method }: S3Request, { ranges }: Habits): S3Answer {
  const object = objects.get(key);
  if (object === undefined) return refusal(404, "NoSuchKey", "The specified key does not exist.");
  const told = headers["x-amz-checksum-mode"] === "ENABLED" ? headersOf(object) : { etag: object.etag };
  if (method === "HEAD") return { status: 200, headers: told, body: object.bytes };
  const range = ranges ? /^bytes=(\d+)-(\d*)$/.exec(headers["range"] ?? "") : null;
  if (range === null) return { status: 200, headers: told, body: object.bytes };
  const from = Number(range[1]);
  const body = object.bytes.subarray(from, range[2] === "" ? undefined : Number(range[2]) + 1);
  if (from >= object.bytes.length) return refusal(416, "InvalidRange", "The requested range is not satisfiable");
  const contentRange = `bytes ${from}-${from + body.length - 1}/${object.bytes.length}`;
  return { status: 206, headers: { ...told, "content-range": contentRange }, body };
}

function beginUpload({ uploads }: FakeBucket, key: string): S3Answer {
  const upload = { id: randomUUID(), key, initiated: new Date().toISOString(), parts: new Map() };
  uploads.push(upload);
  return xml("InitiateMultipartUploadResult", tag("UploadId", upload.id));
}

function listUploads({ uploads }: FakeBucket, query: URLSearchParams): S3Answer {
  const found = uploads.filter(({ key }) => key.startsWith(query.get("prefix") ?? ""));
  const listed = found.map(({ id, key, initiated }) =>
    tag("Upload", tag("Key", key) + tag("UploadId", id) + tag("Initiated", initiated)),
  );
  return xml("ListMultipartUploadsResult", listed.join(""));
}

/** Two parts a page, so that whoever reads only the first page is found out. */
function listParts({ parts }: Upload, query: URLSearchParams): S3Answer {
  const after = Number(query.get("part-number-marker") ?? 0);
  const left = [...parts].filter(([number]) => number > after).toSorted(([a], [b]) => a - b);
  const page = left.slice(0, 2);
  const listed = page.map(([number, { bytes, etag, checksum }]) =>
    tag(
      "Part",
      tag("PartNumber", String(number)) +
        tag("Size", String(bytes.length)) +
        tag("ETag", etag) +
        (checksum === undefined ? "" : tag("ChecksumSHA256", checksum)),
    ),
  );
  const more = left.length > page.length;
  const marker = more ? tag("NextPartNumberMarker", String(page.at(-1)?.[0])) : "";
  return xml("ListPartsResult", `${tag("IsTruncated", String(more))}${marker}${listed.join("")}`);
}

function putPart({ parts }: Upload, request: S3Request, habits: Habits): S3Answer {
  const refused = checksumProblem(request, habits);
  if (refused !== undefined) return refused;
  const part = storedObject(request.body, habits);
  parts.set(Number(request.query.get("partNumber")), part);
  return { status: 200, headers: headersOf(part) };
}

function complete(bucket: FakeBucket, upload: Upload, request: S3Request, habits: Habits): S3Answer {
  const refused = conditionProblem(bucket.objects, request, habits);
  if (refused !== undefined) return refused;
  const named = [...request.body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, text = ""]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(text)?.[1]),
    etag: /<ETag>(.*?)</.exec(text)?.[1]?.replaceAll("&quot;", '"'),
  }));
  const parts: StoredObject[] = [];
  for (const { number, etag } of named) {
    const part = upload.parts.get(number);
    if (part === undefined || part.etag !== etag) return refusal(400, "InvalidPart", "A part could not be found.");
    parts.push(part);
  }
  const digests = parts.map(({ bytes }) => createHash("sha256").update(bytes).digest());
  const object = {
    bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
    etag: `"${createHash("md5")
      .update(Buffer.concat(parts.map(({ bytes }) => md5(bytes))))
      .digest("hex")}-${parts.length}"`,
    checksum: habits.checksums
      ? `${createHash("sha256").update(Buffer.concat(digests)).digest("base64")}-${parts.length}`
      : undefined,
  };
  bucket.objects.set(upload.key, object);
  bucket.uploads.splice(bucket.uploads.indexOf(upload), 1);
  return xml("CompleteMultipartUploadResult", tag("ETag", object.etag));
}

function conditionProblem(
  objects: FakeBucket["objects"],
  { key, headers }: S3Request,
  { conditions }: Habits,
): S3Answer | undefined {
  const [none, match] = [headers["if-none-match"], headers["if-match"]];
  if ((none === undefined && match === undefined) || conditions === "ignored") return undefined;
  if (conditions === "refused")
    return refusal(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  const held = objects.get(key);
  return (match === undefined ? held === undefined : held?.etag === match) ? undefined : preconditionFailed();
}

function preconditionFailed(): S3Answer {
  return refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
}

function checksumProblem({ body, headers }: S3Request, { checksums }: Habits): S3Answer | undefined {
  const claimed = headers["x-amz-checksum-sha256"];
  const hash = createHash("sha256").update(body);
  if (checksums && claimed !== undefined && claimed !== hash.copy().digest("base64"))
    return refusal(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
  const signed = headers["x-amz-content-sha256"] ?? "";
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== hash.digest("hex"))
    return refusal(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match.");
  return undefined;
}

function storedObject(bytes: Buffer, { checksums }: Habits): StoredObject {
  const checksum = checksums ? createHash("sha256").update(bytes).digest("base64") : undefined;
  return { bytes, etag: `"${md5(bytes).toString("hex")}"`, checksum };
}

function md5(bytes: Buffer): Buffer {
  return createHash("md5").update(bytes).digest();
}

function headersOf({ etag, checksum }: StoredObject): Record<string, string> {
  return checksum === undefined ? { etag } : { etag, "x-amz-checksum-sha256": checksum };
}

export function refusal(status: number, code: string, message: string, more = ""): S3Answer {
  return { ...xml("Error", tag("Code", code) + tag("Message", message) + more), status };
}

function xml(name: string, content: string): S3Answer & { readonly status: 200 } {
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${tag(name, content)}`,
  };
}

export function tag(name: string, content: string): string {
  return `<${name}>${/[<]/.test(content) ? content : content.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}</${name}>`;
}
