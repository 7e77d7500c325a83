import { backoffMs, wait } from "../../http/retries.ts";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { HttpClient } from "@actions/http-client";
import { garbageCollector } from "../../files/collect-garbage.ts";
import { STALLED_MS } from "../../http/fetch.ts";
import type { GitHubClient } from "./client.ts";
import { explainRefusal, readRefusal } from "./errors.ts";
import { type ContentOf, fields, maybe, number, readAnswer, text } from "./shape.ts";

const DOWNLOAD_ATTEMPTS = 5;
const MAX_REDIRECTS = 5;

/**
 * An uploaded asset as GitHub describes it (REST API, release assets).
 * Its state is `uploaded`, or `starter` for what a failed upload left; its digest is `sha256:<hex>`, and null where GitHub
 * has not computed it.
 */
export const ASSET = fields({ id: number, name: text, size: number, state: text, digest: maybe(text) });

export type AssetDescription = ContentOf<typeof ASSET>;

export interface Upload {
  /** The release's own `upload_url`, template and all. */
  readonly uploadUrl: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Sends one asset in a single request, streamed: neither `fetch` nor Octokit can send a body without keeping it in memory.
 *
 * @throws GitHubError when GitHub says no; any other error leaves it open whether the asset is there
 */
export async function uploadAsset(client: GitHubClient, upload: Upload): Promise<AssetDescription> {
  const http = newHttpClient();
  const url = `${upload.uploadUrl.split("{", 1)[0] ?? ""}?name=${encodeURIComponent(upload.name)}`;
  const body = Readable.from(collected(upload.bytes), { objectMode: false, highWaterMark: 256 * 1024 });
  // A pipe does not pass the source's error on: the request would wait for the rest.
  const broken = new Promise<never>((_, reject) => body.once("error", reject));
  try {
    const sending = http.sendStream("POST", url, body, {
      ...authorization(client),
      accept: "application/vnd.github+json",
      "content-type": "application/octet-stream",
      "content-length": String(upload.sizeBytes),
    });
    const response = await Promise.race([sending, broken]);
    // GitHub may refuse before it has read the body: nothing more is sent then.
    body.destroy();
    const status = response.message.statusCode ?? 0;
    const said = Buffer.from((await response.readBody()) || "{}");
    if (status === 201) return readAnswer(said, ASSET);
    if (status >= 500) throw new Error(`it answered ${status}`);
    const data = readAnswer(said, fields({}));
    const attempt = { what: `upload ${upload.name}`, repository: client.name, hasToken: true };
    throw explainRefusal(readRefusal(status, headersOf(response.message), data), attempt);
  } finally {
    body.destroy();
    http.dispose();
  }
}

/**
 * The bytes of an asset from `offsetBytes` on, through the API's address, which works for private repositories too.
 * A connection that breaks is taken up again where it broke.
 */
export async function* downloadAsset(
  client: GitHubClient,
  asset: AssetDescription,
  offsetBytes: number,
): AsyncIterable<Uint8Array> {
  let at = offsetBytes;
  const collect = garbageCollector();
  for (let attempt = 1; at < asset.size; attempt++) {
    const startedAt = at;
    try {
      for await (const chunk of await openDownload(client, asset, at)) {
        at += chunk.length;
        yield chunk;
        collect(chunk.length);
      }
      if (at < asset.size) throw new Error(`the connection ended after ${at} of ${asset.size} bytes`);
    } catch (error) {
      // Progress since the last failure buys new attempts: only a connection that brings nothing is given up.
      if (at > startedAt) attempt = 1;
      if (attempt >= DOWNLOAD_ATTEMPTS) await client.read(`send ${asset.name}`, () => Promise.reject(error as Error));
      await wait(backoffMs(attempt, client.firstWaitMs));
    }
  }
}

async function openDownload(
  client: GitHubClient,
  asset: AssetDescription,
  offsetBytes: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { owner, repo } = client.repo;
  const url = `${client.options.apiUrl}/repos/${owner}/${repo}/releases/assets/${asset.id}`;
  const range: Record<string, string> = offsetBytes === 0 ? {} : { range: `bytes=${offsetBytes}-` };
  const headers = { accept: "application/octet-stream", ...range };
  const { message, isElsewhere } = await follow(client, url, headers);
  const status = message.statusCode ?? 0;
  if (status === 206 || (status === 200 && offsetBytes === 0)) return message;
  if (status === 200) return skip(message, offsetBytes);
  message.resume();
  if (status >= 500 || isElsewhere || isRedirect(message)) throw new Error(`the download answered ${status}`);
  const attempt = { what: `send ${asset.name}`, repository: client.name, hasToken: client.options.token !== undefined };
  throw explainRefusal(readRefusal(status, headersOf(message), { message: message.statusMessage }), attempt);
}

/**
 * Asks as the server leads on: within the API where a repository has another name by now, then to a signed address, which
 * brings its own credential and refuses a second one. The token goes to the API alone.
 */
async function follow(
  client: GitHubClient,
  address: string,
  headers: Record<string, string>,
): Promise<{ readonly message: IncomingMessage; readonly isElsewhere: boolean }> {
  let url = new URL(address);
  const { origin } = url;
  for (let redirects = 0; ; redirects++) {
    const isElsewhere = url.origin !== origin;
    const message = await get(url.href, isElsewhere ? headers : { ...headers, ...authorization(client) });
    if (!isRedirect(message) || redirects === MAX_REDIRECTS) return { message, isElsewhere };
    message.resume();
    url = new URL(message.headers.location ?? "", url);
  }
}

function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
}

async function* collected(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const collect = garbageCollector();
  for await (const chunk of chunks) {
    yield chunk;
    collect(chunk.length);
  }
}

/** A server that ignores `Range` sends the beginning again. */
async function* skip(message: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const chunk of message) {
    const begin = Math.min(left, chunk.length);
    left -= begin;
    if (begin < chunk.length) yield chunk.subarray(begin);
  }
}

async function get(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return (await newHttpClient().get(url, headers)).message;
}

/** Follows proxies as the environment says; redirects are ours to follow. */
function newHttpClient(): HttpClient {
  return new HttpClient("modelyard", [], {
    allowRedirects: false,
    allowRetries: false,
    socketTimeout: STALLED_MS,
    keepAlive: false,
  });
}

function authorization({ options: { token } }: GitHubClient): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
