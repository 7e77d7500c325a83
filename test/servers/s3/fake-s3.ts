import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type FakeBucket, type Habits, type S3Answer, type S3Request, answer, refusal, tag } from "./objects.ts";
import { type Keys, header, signatureProblem } from "./signature.ts";

/** What goes wrong with a request. */
export type Fault =
  /** Answered so, without effect. */
  | {
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Record<string, string>;
    }
  /** The connection ends before or after the request has its effect. */
  | "cut-before"
  | "cut-after"
  /** The answer's body ends, or stands still, after so many bytes. */
  | { readonly cutBody: number }
  | { readonly stallBody: number }
  /** The request is never answered. */
  | "stall"
  /** A byte of the body changes on its way in, after it was signed. */
  | "corrupt";

export interface FakeS3 {
  readonly url: string;
  readonly buckets: Map<string, FakeBucket>;
  readonly requests: S3Request[];
  readonly habits: Habits;
  keys: Keys;
  region: string;
  /** How far this server's clock is ahead of ours. */
  clockAheadMs: number;
  /** Asked about every request, with how many came before it. */
  fault: ((request: S3Request, count: number) => Fault | undefined) | undefined;
  close(): Promise<void>;
}

export const KEYS: Keys = { accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

const MAX_SKEW_MS = 15 * 60_000;

/** An S3 server with one bucket, `models`, that checks every signature. */
export async function startFakeS3(): Promise<FakeS3> {
  const server = createServer((request, response) => void serve(fake, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const fake: FakeS3 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    buckets: new Map([["models", { objects: new Map(), uploads: [] }]]),
    requests: [],
    habits: { conditions: "kept", checksums: true, ranges: true },
    keys: KEYS,
    region: "us-east-1",
    clockAheadMs: 0,
    fault: undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}

async function serve(fake: FakeS3, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Uint8Array);
  } catch {
    // The client went away: what came of it has no effect, as with S3.
    return;
  }
  const request = parse(message, Buffer.concat(chunks));
  const fault = fake.fault?.(request, fake.requests.length);
  fake.requests.push(request);
  if (fault === "stall") return;
  if (fault === "cut-before") return void message.socket.destroy();
  const given = fault === "corrupt" ? { ...request, body: corrupted(request.body) } : request;
  const result = isRefusal(fault) ? refused(fault) : judged(fake, message, given);
  if (fault === "cut-after") return void message.socket.destroy();
  const body = Buffer.from(result.body ?? "");
  const date = new Date(Date.now() + fake.clockAheadMs).toUTCString();
  response.writeHead(result.status, { date, ...result.headers, "content-length": String(body.length) });
  if (message.method === "HEAD") return void response.end();
  if (typeof fault === "object" && "cutBody" in fault) {
    response.write(body.subarray(0, fault.cutBody), () => message.socket.destroy());
    return;
  }
  if (typeof fault === "object" && "stallBody" in fault) return void response.write(body.subarray(0, fault.stallBody));
  response.end(body);
}

function parse(message: IncomingMessage, body: Buffer): S3Request {
  const url = new URL(message.url ?? "/", "http://server");
  const virtual = /^([^.]+)\.s3\./.exec(message.headers.host ?? "")?.[1];
  const path = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const bucket = virtual ?? path.shift() ?? "";
  const names = Object.keys(message.headers);
  const headers = Object.fromEntries(names.map((name) => [name, header(message, name)]));
  return { method: message.method ?? "", bucket, key: path.join("/"), query: url.searchParams, headers, body };
}

function judged(fake: FakeS3, message: IncomingMessage, request: S3Request): S3Answer {
  const signedAt = header(message, "x-amz-date").replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:");
  if (Math.abs(Date.parse(signedAt) - Date.now() - fake.clockAheadMs) > MAX_SKEW_MS)
    return refusal(403, "RequestTimeTooSkewed", "The difference between the request time and ours is too large.");
  const problem = signatureProblem(message, fake.keys, fake.region);
  const status = problem === "AuthorizationHeaderMalformed" || problem === "InvalidToken" ? 400 : 403;
  if (problem !== undefined) return refusal(status, problem, problem, tag("Region", fake.region));
  return answer(fake.buckets.get(request.bucket), request, fake.habits);
}

function isRefusal(fault: Fault | undefined): fault is Extract<Fault, { status: number }> {
  return typeof fault === "object" && "status" in fault;
}

function refused({ status, code, message = code, headers }: Extract<Fault, { status: number }>): S3Answer {
  const answer = refusal(status, code, message);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function corrupted(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  if (copy.length > 0) copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}
