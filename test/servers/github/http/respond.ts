import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Answer } from "./call.ts";

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  /** Cut the connection after so many bytes of the body. */
  readonly cutAfterBytes: number | null;
}

const etagOf = (text: string): string => `W/"${createHash("sha256").update(text).digest("hex")}"`;

const opaque = (etag: string): string => etag.trim().replace(/^W\//, "");

/** Does the client already hold what would be sent? */
const unchanged = (request: IncomingMessage, etag: string): boolean =>
  (request.headers["if-none-match"] ?? "").split(",").some((known) => opaque(known) === opaque(etag));

/** Gives every successful GET an ETag, and answers 304 to a client that names it. */
export function conditional(request: IncomingMessage, answer: Answer): Answer {
  const reading = request.method === "GET" || request.method === "HEAD";
  if (!reading || answer.status !== 200 || (answer.kind !== "json" && answer.kind !== "bytes")) return answer;
  const etag = etagOf(answer.kind === "json" ? JSON.stringify(answer.json) : Buffer.from(answer.bytes).toString("hex"));
  const headers = { ...answer.headers, etag };
  return unchanged(request, etag) ? { kind: "empty", status: 304, headers } : { ...answer, headers };
}

/** Sends an answer, or as much of it as a fault lets through. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  delivery: Delivery,
): Promise<void> {
  const body = bodyOf(answer);
  const headers = { ...delivery.headers, ...body.headers, ...answer.headers };
  // A 204 or 304 has no body, so no length either.
  const lengthless = answer.status === 204 || answer.status === 304;
  response.writeHead(answer.status, lengthless ? headers : { ...headers, "content-length": body.sizeBytes });
  const limit = delivery.cutAfterBytes;
  if (request.method === "HEAD") {
    response.end();
  } else if (answer.kind === "file") {
    const { file, start, end } = answer.slice;
    const last = limit === null ? end : Math.min(end, start + limit - 1);
    const options = { end: limit === null || limit >= body.sizeBytes };
    if (last >= start)
      await pipeline(createReadStream(file, { start, end: last, highWaterMark: 1_048_576 }), response, options);
    if (!options.end) hangUp(response);
  } else if (limit === null) {
    response.end(body.bytes);
  } else {
    response.write(body.bytes.subarray(0, limit), () => hangUp(response));
  }
}

/** Ends the connection after what was written has left, in the middle of the body. */
function hangUp(response: ServerResponse): void {
  response.socket?.destroySoon();
}

interface Body {
  readonly bytes: Buffer;
  readonly sizeBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

const none = Buffer.alloc(0);

function bodyOf(answer: Answer): Body {
  if (answer.kind === "json") {
    const bytes = Buffer.from(JSON.stringify(answer.json));
    return { bytes, sizeBytes: bytes.length, headers: { "content-type": "application/json; charset=utf-8" } };
  }
  if (answer.kind === "bytes") return { bytes: Buffer.from(answer.bytes), sizeBytes: answer.bytes.length, headers: {} };
  const sizeBytes = answer.kind === "file" ? answer.slice.end - answer.slice.start + 1 : 0;
  return { bytes: none, sizeBytes, headers: {} };
}
