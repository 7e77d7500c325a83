import type { ErrorCode } from "../../../core/error-codes.ts";
import { OutsideError } from "../../../core/errors.ts";
import { instantOf } from "../../../core/time/instant.ts";
import { minuteOf } from "../../../core/time/words.ts";

/** An answer of GitHub that is no success, as far as it matters here. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** The `errors` of a 422, each as `field: code` or its message. */
  readonly details: readonly string[];
}

/** What was tried, for the error's first words: `find the release of churn@v1.3.0 in acme/models`. */
export interface Attempt {
  readonly what: string;
  readonly repository: string;
  readonly hasToken: boolean;
}

/** GitHub said no. `refusal` is what it said, for callers that know a way on. */
export class GitHubError extends OutsideError {
  readonly refusal: Refusal;

  constructor(details: ConstructorParameters<typeof OutsideError>[0], refusal: Refusal) {
    super(details);
    this.refusal = refusal;
  }
}

/** The connection failed, or GitHub had a failure of its own: nobody knows whether the request was carried out. */
export class UncertainError extends OutsideError {}

const UNREADABLE = {
  code: "github-answer-unreadable",
  hint: "Try again; if it stays, look for a proxy between here and GitHub, and check GITHUB_API_URL.",
} as const;

/** GitHub, or something between it and here, answered what GitHub's interface does not have. */
export function unreadableAnswer(problem: string, cause?: unknown): OutsideError {
  return new OutsideError({ ...UNREADABLE, message: `GitHub's answer cannot be read: ${problem}`, cause });
}

/** An answer that ended too early, or a page in its place: nobody knows whether the request was carried out. */
export function brokenAnswer(): UncertainError {
  return new UncertainError({ ...UNREADABLE, message: "GitHub's answer cannot be read: it broke off, or is no JSON" });
}

/** Whether the same request may succeed later, with nothing changed: an outage, a broken answer, a limit that ends. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof GitHubError)) return error instanceof OutsideError && error.code.startsWith("github-");
  const { status, headers, message } = error.refusal;
  if (status === 429) return true;
  const isLimit = String(headers["x-ratelimit-remaining"]) === "0" || headers["retry-after"] !== undefined;
  return status === 403 && (isLimit || /rate limit/i.test(message));
}

/** Turns a refusal into words that say what to change. */
export function explainRefusal(refusal: Refusal, attempt: Attempt): GitHubError {
  const { status, message, details } = refusal;
  const said = details.length === 0 ? message : `${message} (${details.join("; ")})`;
  return new GitHubError(
    {
      code: codeOf(status),
      message: `GitHub refused to ${attempt.what}: ${status} ${said}`,
      hint: hintFor(refusal, attempt),
    },
    refusal,
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "github-token-refused";
  if (status === 404) return "github-not-found";
  return status === 403 || status === 429 ? "github-forbidden" : "github-refused";
}

function hintFor({ status, headers, message }: Refusal, { repository, hasToken }: Attempt): string {
  if (status === 401 && !hasToken) return "This needs a token: set GITHUB_TOKEN, or run gh auth login.";
  if (status === 401)
    return "The token is wrong or has expired. Set GITHUB_TOKEN to a valid one, or run gh auth login.";
  if (status === 404) {
    return hasToken
      ? `Check the name ${repository}, and that the token may read it: GitHub answers 404 for what a token may not see.`
      : `Check the name ${repository}. A private repository needs a token: set GITHUB_TOKEN, or run gh auth login.`;
  }
  if ((status === 403 || status === 429) && String(headers["x-ratelimit-remaining"]) === "0") {
    const until = minuteOf(instantOf(Number(headers["x-ratelimit-reset"])));
    const more = hasToken ? "" : " With a token it is far higher: set GITHUB_TOKEN, or run gh auth login.";
    return `GitHub's limit of requests is used up until ${until}.${more}`;
  }
  if (status === 403 && headers["x-github-sso"] !== undefined)
    return "The organisation asks for single sign-on: authorize the token for it in your token settings on GitHub.";
  const needed = headers["x-accepted-github-permissions"];
  if (status === 403 && needed !== undefined)
    return `The token lacks a permission: ${permissionWords(String(needed))}. ${GIVE_IT}`;
  if (status === 403 && /not accessible by/i.test(message))
    return `The token lacks a permission for this: contents: write for branches, commits and releases, pull-requests: write for pull requests. ${GIVE_IT}`;
  if (status === 403 && /rule|protected/i.test(message))
    return "A ruleset of the repository forbids it: let this token bypass the rule, or change the rule.";
  return "See what it says; modelyard left everything as it was.";
}

const GIVE_IT =
  "In a workflow, add it under permissions:. For another repository than the workflow's own, take the token of a GitHub App that is installed there.";

/**
 * Permissions as a workflow writes them.
 *
 * @example permissionWords("issues=write; pull_requests=write,contents=read")
 * // "issues: write or pull-requests: write and contents: read"
 */
function permissionWords(accepted: string): string {
  const words = accepted.replaceAll("=", ": ").replaceAll("_", "-");
  const alternatives = words.split(";").map((all) => trimmed(all.split(",")).join(" and "));
  return trimmed(alternatives).join(" or ");
}

const trimmed = (texts: readonly string[]): readonly string[] => texts.map((text) => text.trim());

/** Reads GitHub's error body: `{message, errors: [{resource, field, code, message}]}`. */
export function readRefusal(status: number, headers: Refusal["headers"], data: unknown): Refusal {
  const body = typeof data === "object" && data !== null ? (data as { message?: unknown; errors?: unknown }) : {};
  const errors = Array.isArray(body.errors) ? (body.errors as unknown[]) : [];
  return {
    status,
    headers,
    message: typeof body.message === "string" ? body.message.replaceAll(/\s+/g, " ").trim() : "",
    details: errors.map(detailOf),
  };
}

function detailOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { field, code, message } = error as { field?: string; code?: string; message?: string };
  return message ?? [field, code].filter((part) => part !== undefined).join(": ");
}
