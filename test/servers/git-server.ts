import { spawn } from "node:child_process";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname } from "node:path";
import { onTestFinished } from "vitest";

/** A git server on loopback, as GitHub is for a private repository: whoever has no good token gets nothing. */
export interface GitServer {
  /** What stands in front of `/acme/models`. */
  readonly url: string;
  /** The tokens that came, in order; an empty text for none. */
  readonly tokens: readonly string[];
}

/**
 * Serves a bare repository at `/acme/models` with git's own program for it (https://git-scm.com/docs/git-http-backend)
 * to who brings a token that `accepts` takes, as GitHub wants it: as the password of anybody.
 */
export async function serveGit(gitDir: string, accepts: (token: string) => boolean): Promise<GitServer> {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    const [, encoded = ""] = /^basic (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const [, token = ""] = /^x-access-token:(.*)$/.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
    tokens.push(token);
    if (accepts(token)) return serve(gitDir, request, response);
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end("Repository not found.");
    return request.resume();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens };
}

function serve(gitDir: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://git");
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: dirname(gitDir),
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname.replace(/^\/acme\/models(?:\.git)?/, `/${basename(gitDir)}`),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const headers = answer
      .toString("utf8", 0, end)
      .split("\r\n")
      .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
    const status = Number.parseInt(headers.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    response.writeHead(status, headers.filter(([name]) => name !== "Status").flat()).end(answer.subarray(end + 4));
  });
}
