import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError, OutsideError } from "../../../../core/errors.ts";
import { createFetch } from "../../../http/fetch.ts";
import { type RetrySettings, backoffMs, wait } from "../../../http/retries.ts";
import { isMapping, parseText, type PlainMapping } from "../../plain/document.ts";
import { withoutTrailing } from "../../../../core/text/trailing.ts";

/** How to prove who asks: MLflow's servers know basic and bearer authentication. */
export type MlflowCredentials =
  | { readonly type: "basic"; readonly username: string; readonly password: string }
  | { readonly type: "bearer"; readonly token: string };

export interface RestOptions extends RetrySettings {
  readonly credentials?: MlflowCredentials | undefined;
  /** As in MLFLOW_WORKSPACE: which of the workspaces of a server or database that has some. */
  readonly workspace?: string | undefined;
  /** Called for each piece of a download. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

const answerWithinMs = 60_000;
const worthRetrying: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Speaks to MLflow's REST interface. Everything here only reads, so every request may be repeated. */
export class MlflowRest {
  /** Without credentials, and without a slash at its end. */
  readonly base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #retries: Required<RetrySettings>;
  readonly #onBytes: (count: number) => void;
  readonly #send = createFetch();

  constructor(address: string, options: RestOptions) {
    const { credentials, workspace, onBytes = () => undefined } = options;
    const { attempts = ATTEMPTS, firstWaitMs = FIRST_WAIT_MS } = options;
    const url = parseAddress(address);
    const own = credentials ?? credentialsIn(url);
    this.base = url.origin + withoutTrailing(url.pathname, "/");
    this.#headers = {
      "user-agent": "modelyard",
      ...(own && { authorization: authorization(own) }),
      // Source: mlflow/utils/workspace_utils.py.
      ...(workspace !== undefined && { "x-mlflow-workspace": workspace }),
    };
    this.#retries = { attempts, firstWaitMs };
    this.#onBytes = onBytes;
  }

  /** @throws InputError when MLflow has no such thing; OutsideError when it refuses or does not answer. */
  async get(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<PlainMapping> {
    return this.#json(this.#url(path, parameters), {});
  }

  async post(path: string, body: object): Promise<PlainMapping> {
    return this.#json(this.#url(path, {}), { body: JSON.stringify(body) });
  }

  /** Writes what is at an address into a file, which appears when it is complete. */
  async download(path: string, parameters: Readonly<Record<string, string>>, file: string): Promise<void> {
    const url = this.#url(path, parameters);
    const part = `${file}.part`;
    await mkdir(dirname(file), { recursive: true });
    await this.#repeated(url, {}, async (response) => {
      if (!response.body) throw new TypeError("The answer has no body.");
      const chunks = counted(Readable.fromWeb(response.body), this.#onBytes);
      await pipeline(chunks, createWriteStream(part)).catch(async (error: unknown) => {
        await rm(part, { force: true });
        throw error;
      });
    });
    await rename(part, file);
  }

  #url(path: string, parameters: Readonly<Record<string, string>>): URL {
    const url = new URL(this.base + path);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  }

  async #json(url: URL, request: Request): Promise<PlainMapping> {
    const text = await this.#repeated(url, { ...request, withinMs: answerWithinMs }, (response) => response.text());
    const value = parseAnswer(text, url);
    if (isMapping(value)) return value;
    throw notMlflow(url);
  }

  #fetch(url: URL, { body, withinMs }: Request): Promise<Response> {
    const signal = withinMs === undefined ? {} : { signal: AbortSignal.timeout(withinMs) };
    if (body === undefined) return this.#send(url, { headers: this.#headers, ...signal });
    return this.#send(url, {
      method: "POST",
      body,
      headers: { ...this.#headers, "content-type": "application/json" },
      ...signal,
    });
  }

  async #repeated<Value>(url: URL, request: Request, read: (response: Response) => Promise<Value>): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= this.#retries.attempts;
      try {
        const response = await this.#fetch(url, request);
        if (response.ok) return await read(response);
        if (isLast || !worthRetrying.has(response.status)) throw refusal(url, response.status, await response.text());
        await response.body?.cancel();
      } catch (cause) {
        if (cause instanceof InputError || cause instanceof OutsideError) throw cause;
        if (isLast) throw unreachable(url, cause);
      }
      await wait(backoffMs(attempt, this.#retries.firstWaitMs));
    }
  }
}

interface Request {
  /** Makes it a POST. */
  readonly body?: string;
  /** For the whole answer; a download may take as long as bytes keep coming. */
  readonly withinMs?: number;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  const message = `${JSON.stringify(address)} is no address of a server.`;
  throw new InputError({ code: "mlflow-address-invalid", message, hint: "Write it as https://host:port." });
}

function credentialsIn({ username, password }: URL): MlflowCredentials | undefined {
  if (username === "") return undefined;
  return { type: "basic", username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function authorization(credentials: MlflowCredentials): string {
  if (credentials.type === "bearer") return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
}

function parseAnswer(text: string, url: URL): ReturnType<typeof parseText> {
  try {
    return parseText(text, { format: "json", path: url.href });
  } catch {
    throw notMlflow(url);
  }
}

function refusal(url: URL, status: number, body: string): Error {
  const { error_code: code, message: said } = mlflowError(body);
  const about = said === undefined ? "" : `: ${withoutTrailing(said, ".")}`;
  // Of an alias that is not there MLflow says INVALID_PARAMETER_VALUE.
  const isMissing = code === "RESOURCE_DOES_NOT_EXIST" || code === "NOT_FOUND" || /\bnot found\.?$/.test(said ?? "");
  if (isMissing && status < 500) {
    const hint = "Check the name, or name another server with --tracking-uri.";
    return new InputError({ code: "mlflow-not-found", message: `${url.origin} has no such thing${about}.`, hint });
  }
  if (status === 401 || status === 403) {
    const hint =
      "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, of somebody who may read it.";
    return new OutsideError({
      code: status === 401 ? "mlflow-refused" : "mlflow-forbidden",
      message: `${url.origin} refuses (${status})${about}.`,
      hint,
      path: url.href,
    });
  }
  if (code === undefined && status === 404) return notMlflow(url);
  const message = `${url.origin} answered ${status}${about}.`;
  return new OutsideError({
    code: "mlflow-failed",
    message,
    hint: "Look at the server's log, or try again.",
    path: url.href,
  });
}

function mlflowError(body: string): { error_code?: string; message?: string } {
  try {
    const { error_code: code, message } = JSON.parse(body) as Record<string, unknown>;
    return {
      ...(typeof code === "string" && { error_code: code }),
      ...(typeof message === "string" && { message: message.slice(0, 500) }),
    };
  } catch {
    return {};
  }
}

function notMlflow(url: URL): OutsideError {
  const message = `${url.origin}${url.pathname} does not answer as MLflow does.`;
  const hint = "Check --tracking-uri: the address of the server, with its path where it has one.";
  return new OutsideError({ code: "mlflow-not-a-server", message, hint, path: url.href });
}

function unreachable(url: URL, cause: unknown): OutsideError {
  const reason =
    cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
  const message = `${url.origin} cannot be reached: ${reason}.`;
  return new OutsideError({
    code: "mlflow-unreachable",
    message,
    hint: "Check --tracking-uri and the network.",
    path: url.href,
    cause,
  });
}
