import { ModelyardError } from "../../../core/errors.ts";
import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";

/**
 * Asks for one setting. What the token may not read is unknown, with the permission that it needs; it never counts as off.
 *
 * @param ask by the client's own reads, which say what was asked for
 * @param permission such as `administration: read`
 */
export async function observeSetting<Value>(
  client: GitHubClient,
  permission: string,
  ask: () => Promise<Value>,
): Promise<Observed<Value>> {
  try {
    return { known: true, value: await ask() };
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return { known: false, reason: reasonOf(error, client.options.token !== undefined, permission) };
  }
}

function reasonOf(error: ModelyardError, hasToken: boolean, permission: string): string {
  if (!(error instanceof GitHubError)) return error.message;
  const { status, headers } = error.refusal;
  const isLimit = String(headers["x-ratelimit-remaining"]) === "0" || headers["retry-after"] !== undefined;
  if (isLimit || headers["x-github-sso"] !== undefined) return `${error.message}. ${error.hint}`;
  if (status === 401 && hasToken) return "the token is wrong or has expired";
  if (status === 403 && /upgrade to|make this repository public/i.test(error.refusal.message))
    return "GitHub has it for a private repository only on a paid plan; a public one has it on every plan";
  // GitHub answers 404, too, for what a token may not see.
  if (![401, 403, 404].includes(status)) return error.message;
  return `needs a token with the permission ${permission}`;
}
