import type { GitHubClient } from "./client.ts";
import { GitHubError, explainRefusal } from "./errors.ts";
import { type Shape, checkAnswer } from "./shape.ts";

/** HTTP statuses that say the same as the types of GraphQL's errors, which come with status 200. */
const STATUS_OF: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMITED: 429,
  STALE_DATA: 409,
  UNPROCESSABLE: 422,
};

interface GraphqlProblem {
  readonly type?: string;
  readonly message?: string;
}

/**
 * Sends one GraphQL operation, once; its callers repeat it with `client.read` or `client.write`.
 *
 * @param what for the error's words: `commit to draft/churn-1.3.0`
 * @throws GitHubError when any part of the answer is an error
 */
export async function sendGraphql<Content>(
  client: GitHubClient,
  what: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  shape: Shape<Content>,
): Promise<Content> {
  try {
    return checkAnswer(await client.octokit.graphql<unknown>(query, variables), shape);
  } catch (error) {
    const [problem] = problemsOf(error);
    if (problem === undefined) throw error;
    const status = STATUS_OF[problem.type ?? ""] ?? 400;
    const refusal = {
      status,
      message: (problem.message ?? "").replaceAll(/\s+/g, " ").trim(),
      headers: {},
      details: [],
    };
    throw explainRefusal(refusal, {
      what,
      repository: client.name,
      hasToken: client.options.token !== undefined,
    });
  }
}

/** The errors of an answer, recognised by its shape: several copies of Octokit's error class can be loaded. */
function problemsOf(error: unknown): readonly GraphqlProblem[] {
  if (typeof error !== "object" || error === null || error instanceof GitHubError || !("errors" in error)) return [];
  const errors: readonly unknown[] = Array.isArray(error.errors) ? error.errors : [];
  return errors.filter((each): each is GraphqlProblem => typeof each === "object" && each !== null);
}
