import type { IncomingMessage } from "node:http";
import type { RequestBody } from "./request-body.ts";
import type { Misbehaviour } from "./faults.ts";
import type { Repository, Token, World } from "../state.ts";

/** What a handler sees of a request. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly token: Token | null;
  readonly body: RequestBody;
  /** The raw stream; only uploads read it themselves. */
  readonly request: IncomingMessage;
  /** Where the API answers for this client: with `/api/v3` when it asked so. */
  readonly apiUrl: string;
  /** The fault ordered for this request, for the few handlers that play one themselves. */
  readonly fault: Misbehaviour | null;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export type Answer =
  | { readonly kind: "json"; readonly status: number; readonly json: unknown; readonly headers?: Headers }
  | { readonly kind: "empty"; readonly status: number; readonly headers?: Headers }
  | { readonly kind: "bytes"; readonly status: number; readonly bytes: Uint8Array; readonly headers?: Headers }
  | { readonly kind: "file"; readonly status: number; readonly slice: FileSlice; readonly headers?: Headers };

type Headers = Readonly<Record<string, string>>;

/** Bytes `start` to `end`, both included, of a file. */
interface FileSlice {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export const ok = (json: unknown, headers: Headers = {}): Answer => ({ kind: "json", status: 200, json, headers });
export const created = (json: unknown): Answer => ({ kind: "json", status: 201, json });
export const noContent = (): Answer => ({ kind: "empty", status: 204 });

/** The login behind the call; routes that need it are only reached with a token. */
export function actor(call: Call): Token {
  if (call.token === null) throw new Error("a route for signed-in callers was reached without a token");
  return call.token;
}

/** The media type asked for, without parameters: `application/vnd.github.raw+json`. */
export const accepts = (call: Call, pattern: RegExp): boolean => pattern.test(call.headers.accept ?? "");
