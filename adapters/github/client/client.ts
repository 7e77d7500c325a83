import { type RetrySettings, backoffMs, wait } from "../../http/retries.ts";
import { Octokit } from "@octokit/rest";
import { OutsideError } from "../../../core/errors.ts";
import { createFetch } from "../../http/fetch.ts";
import {
  type Attempt,
  GitHubError,
  type Refusal,
  UncertainError,
  brokenAnswer,
  explainRefusal,
  readRefusal,
} from "./errors.ts";
import { type Shape, checkAnswer, list } from "./shape.ts";

export interface GitHubOptions extends Pick<RetrySettings, "firstWaitMs"> {
  readonly apiUrl: string;
  readonly token: string | undefined;
  readonly owner: string;
  readonly repository: string;
  /** How long a server may send nothing; tests make it short. */
  readonly stalledMs?: number;
}

type Parameters = Readonly<Record<string, string | number | boolean>>;

const REPOSITORY = "/repos/{owner}/{repo}";
/** As many as GitHub gives at once. */
const PER_PAGE = 100;
const ATTEMPTS = 4;
/** The first wait before a repetition, unless the options say another. */
const FIRST_WAIT_MS = 500;
/** A rate limit that ends later than this is reported instead of waited for. */
const MAX_WAIT_MS = 5 * 60 * 1000;

/**
 * GitHub's REST API for one repository, with our own repetitions: a request that only reads is repeated as it is; one
 * that writes is repeated only after a look whether it took effect, because its answer may just have been lost.
 */
export class GitHubClient {
  readonly octokit: Octokit;
  readonly options: GitHubOptions;
  readonly repo: { readonly owner: string; readonly repo: string };

  constructor(options: GitHubOptions) {
    this.options = options;
    this.repo = { owner: options.owner, repo: options.repository };
    this.octokit = new Octokit({
      baseUrl: options.apiUrl,
      ...(options.token === undefined ? {} : { auth: options.token }),
      userAgent: "modelyard",
      request: { fetch: createFetch(options.stalledMs === undefined ? {} : { stalledMs: options.stalledMs }) },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    this.octokit.hook.after("request", refuseText);
  }

  /** The first wait before a repetition; each later one is twice as long. */
  get firstWaitMs(): number {
    return this.options.firstWaitMs ?? FIRST_WAIT_MS;
  }

  /** `owner/name`. */
  get name(): string {
    return `${this.options.owner}/${this.options.repository}`;
  }

  /**
   * One answer about the repository, held against its shape.
   *
   * @param route below `/repos/OWNER/NAME`
   * @example await client.get("read pull request 12", "/pulls/{pull_number}", { pull_number: 12 }, fields({ state: text }))
   */
  async get<Content>(what: string, route: string, parameters: Parameters, shape: Shape<Content>): Promise<Content> {
    return this.getFrom(what, `${REPOSITORY}${route}`, { ...this.repo, ...parameters }, shape);
  }

  /** The same for any route of GitHub's. */
  async getFrom<Content>(what: string, route: string, parameters: Parameters, shape: Shape<Content>): Promise<Content> {
    return this.read(what, async () =>
      checkAnswer((await this.octokit.request(`GET ${route}`, { ...parameters })).data as unknown, shape),
    );
  }

  /** All items of a list about the repository, each held against its shape. */
  async list<Item>(what: string, route: string, parameters: Parameters, item: Shape<Item>): Promise<readonly Item[]> {
    return this.listFrom(what, `${REPOSITORY}${route}`, { ...this.repo, ...parameters }, item);
  }

  /** The same for any route of GitHub's. */
  async listFrom<Item>(
    what: string,
    route: string,
    parameters: Parameters,
    item: Shape<Item>,
  ): Promise<readonly Item[]> {
    const found: Item[] = [];
    for (let page = 1; ; page++) {
      const asked = { ...parameters, per_page: PER_PAGE, page };
      const { data, headers } = await this.read(what, async () => {
        const answer = await this.octokit.request(`GET ${route}`, asked);
        return { data: checkAnswer(answer.data as unknown, list(item)), headers: answer.headers };
      });
      found.push(...data);
      if (!/\brel="next"/.test(headers.link ?? "")) return found;
    }
  }

  /** Sends a request that changes nothing, and repeats it while the failure may pass. */
  async read<Result>(what: string, send: () => Promise<Result>): Promise<Result> {
    return this.#attempt(what, send, () => Promise.resolve(undefined));
  }

  /**
   * Sends a request that changes something. After a failure that leaves its effect in doubt, `look` says whether it
   * took effect all the same, and what the answer would have been; only if not is it sent again.
   */
  async write<Result>(
    what: string,
    send: () => Promise<Result>,
    look: () => Promise<Result | undefined>,
  ): Promise<Result> {
    const sendAndRead = async () => {
      try {
        return await send();
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        const { code, message, hint } = error;
        throw new UncertainError({ code, message, hint, cause: error });
      }
    };
    return this.#attempt(what, sendAndRead, look);
  }

  async #attempt<Result>(
    what: string,
    send: () => Promise<Result>,
    look: () => Promise<Result | undefined>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        const failure = this.#understand(what, error);
        const waitMs = waitAfter(failure, attempt, this.firstWaitMs);
        if (waitMs === undefined || attempt === ATTEMPTS) throw failure;
        await wait(waitMs);
        const found = failure instanceof UncertainError ? await look() : undefined;
        if (found !== undefined) return found;
      }
    }
  }

  #understand(what: string, error: unknown): OutsideError {
    if (error instanceof OutsideError) return error;
    const refusal = refusalOf(error);
    const attempt: Attempt = { what, repository: this.name, hasToken: this.options.token !== undefined };
    if (refusal !== undefined && refusal.status < 500) return explainRefusal(refusal, attempt);
    const message = refusal === undefined ? rootCause(error) : `it answered ${refusal.status} ${refusal.message}`;
    return new UncertainError({
      code: "github-unreachable",
      message: `GitHub did not ${what}: ${message}`,
      hint: /certificate/i.test(message)
        ? "Where a proxy or a server of your own signs with its own certificate, name that in NODE_EXTRA_CA_CERTS."
        : "Try again in a while; what was done so far is kept. https://www.githubstatus.com shows outages.",
      cause: error,
    });
  }
}

/** Octokit hands over as text what broke off or is no JSON, as if that were the answer. */
function refuseText(
  { status, data }: { readonly status: number; readonly data: unknown },
  { request }: { readonly request?: object },
): void {
  const isStream = request !== undefined && "parseSuccessResponseBody" in request;
  if (typeof data === "string" && status !== 204 && !isStream) throw brokenAnswer();
}

/** How long to wait before the next attempt, or undefined where another attempt makes no sense. */
function waitAfter(failure: OutsideError, attempt: number, firstWaitMs: number): number | undefined {
  if (failure instanceof UncertainError) return backoffMs(attempt, firstWaitMs);
  if (!(failure instanceof GitHubError)) return undefined;
  const { status, headers, message } = failure.refusal;
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(retryAfter)) return withinReason(retryAfter * 1000);
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    const resetMs = Number(headers["x-ratelimit-reset"]) * 1000 - serverTimeMs(headers);
    return withinReason(Math.max(resetMs, 1000));
  }
  // A secondary limit without advice asks for at least a minute.
  return /secondary rate limit/i.test(message) ? withinReason(backoffMs(attempt, 60_000)) : undefined;
}

/** When the answer was sent by the server's own clock, by which it also says when the limit ends; ours may be wrong. */
function serverTimeMs(headers: Refusal["headers"]): number {
  const sentAt = Date.parse(String(headers["date"]));
  return Number.isNaN(sentAt) ? new Date().getTime() : sentAt;
}

function withinReason(waitMs: number): number | undefined {
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
}

/** It may have been carried out all the same. */
function isUnreadable(error: unknown): error is OutsideError {
  return error instanceof OutsideError && error.code === "github-answer-unreadable";
}

/** The parts of an Octokit request error, recognised by its shape: several copies of its class can be loaded. */
function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== "object" || error === null || !("status" in error) || !("response" in error)) return undefined;
  const { status, response } = error as { status: number; response?: { headers?: Refusal["headers"]; data?: unknown } };
  if (response === undefined || typeof status !== "number") return undefined;
  return readRefusal(status, response.headers ?? {}, response.data);
}

function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootCause(error.cause) : error.message;
}
