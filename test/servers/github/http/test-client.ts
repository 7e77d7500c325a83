import type { FakeGitHub } from "./server.ts";

/** A body; the fields that tests build addresses of are promised, the rest is for matchers. */
interface Json extends Record<string, unknown> {
  readonly id: number;
  readonly number: number;
  readonly sha: string;
  readonly upload_url: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as an object; empty when there is none. */
  readonly json: Json;
  /** The body as a list of objects; empty when it is none. */
  readonly list: readonly Json[];
  readonly text: string;
}

interface Options {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly baseUrl?: string;
}

export type Client = (method: string, path: string, options?: Options) => Promise<Reply>;

/** A caller of the fake that knows no more than HTTP. */
export const client =
  (github: FakeGitHub, token?: string): Client =>
  async (method, path, options = {}) => {
    const response = await fetch(path.startsWith("http") ? path : `${options.baseUrl ?? github.apiUrl}${path}`, {
      method,
      redirect: "manual",
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const parsed: unknown = (response.headers.get("content-type") ?? "").startsWith("application/json")
      ? JSON.parse(text)
      : {};
    const list = Array.isArray(parsed) ? (parsed as Json[]) : [];
    return { status: response.status, headers: response.headers, json: parsed as Json, list, text };
  };

/** Ends a test: whatever the fake has answered, GitHub's description must allow it. */
export async function stop(github: FakeGitHub): Promise<void> {
  await github.close();
  const wrong = github.contractViolations.filter(({ side }) => side === "response");
  if (wrong.length > 0) throw new Error(`The fake does not answer as GitHub does: ${JSON.stringify(wrong, null, 2)}`);
}

/** Uploads bytes to a release by the address that the release itself names. */
export async function upload(token: string, release: Json, name: string, bytes: string | Uint8Array): Promise<Reply> {
  const url = release.upload_url.replace(/\{[^}]*\}$/, "");
  const response = await fetch(`${url}?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: JSON.parse(text) as Json, list: [], text };
}
