import { once } from "node:events";
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer of a server to a request. */
export interface Answer {
  /** `METHOD /path?query`, and the body behind a space where there is one. */
  readonly request: string;
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export interface Serving {
  readonly address: string;
  close(): void;
}

/** Stands in answers for the server's own address, which is another each time. */
const HERE = "http://recorded.invalid";

async function serve(answer: (request: string) => Promise<Omit<Answer, "request">>): Promise<Serving> {
  const server: Server = createServer((incoming, response) => {
    void requestOf(incoming)
      .then(answer)
      .then(({ status, type, body }) => {
        response.writeHead(status, { "content-type": type }).end(body);
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function requestOf(incoming: IncomingMessage): Promise<string> {
  const body = Buffer.concat(await incoming.toArray()).toString("utf8");
  return `${incoming.method} ${incoming.url} ${body}`.trim();
}

/** Answers as was recorded; what was not asked then is not found. */
export async function replay(answers: readonly Answer[]): Promise<Serving> {
  const known = new Map(answers.map((answer) => [answer.request, answer]));
  let address = "";
  const serving = await serve(async (request) => {
    const answer = known.get(request);
    if (answer === undefined)
      return { status: 404, type: "application/json", body: Buffer.from('{"message": "Not Found"}') };
    return { ...answer, body: exchanged(answer.body, HERE, address) };
  });
  address = serving.address;
  return serving;
}

/** Passes requests on to a server while `use` runs, and keeps what it answers. */
export async function record(
  origin: string,
  token: string,
  use: (address: string) => Promise<void>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let address = "";
  const serving = await serve(async (request) => {
    const [, method = "", path = "", body] = /^(\S+) (\S+)(?: (.*))?$/s.exec(request) ?? [];
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
    });
    const bytes = exchanged(new Uint8Array(await answer.arrayBuffer()), origin, HERE);
    const type = answer.headers.get("content-type") ?? "application/octet-stream";
    answers.push({ request, status: answer.status, type, body: bytes });
    return { status: answer.status, type, body: exchanged(bytes, HERE, address) };
  });
  address = serving.address;
  await use(address);
  serving.close();
  return answers;
}

function exchanged(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(from, to), "latin1");
}
