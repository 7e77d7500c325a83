import { may } from "../http/access.ts";
import type { Call } from "../http/call.ts";
import type { Repository } from "../state.ts";

export interface QueueQuery {
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
}

const QUERY =
  /^query\([^)]*\) ?\{ repository\(owner: \$(\w+), name: \$(\w+)\) \{ mergeQueue\(branch: \$(\w+)\) \{ entries\(first: 100\) \{ nodes \{ position pullRequest \{ number \} \} \} \} \} \}$/;

/**
 * Reads the one form of query that clients send:
 *
 *     query ($owner: String!, $name: String!, $branch: String!) {
 *       repository(owner: $owner, name: $name) {
 *         mergeQueue(branch: $branch) { entries(first: 100) { nodes { position pullRequest { number } } } }
 *       }
 *     }
 *
 * Null for anything else.
 */
export function parseQueueQuery(query: string, variable: (name: string) => string): QueueQuery | null {
  const plain = query.replaceAll(/\s+/g, " ").replace("query (", "query(").trim();
  const [, owner, name, branch] = QUERY.exec(plain) ?? [];
  if (owner === undefined || name === undefined || branch === undefined) return null;
  return { owner: variable(owner), name: variable(name), branch: variable(branch) };
}

/** `MergeQueue`; null for a branch that has none, and for whoever may not see pull requests. */
export function answerQueue(call: Call, repository: Repository, branch: string) {
  const numbers = repository.mergeQueues.get(branch);
  if (numbers === undefined || !may(call.token, repository, "pull_requests", "read")) return { mergeQueue: null };
  const nodes = numbers.slice(0, 100).map((number, index) => ({ position: index + 1, pullRequest: { number } }));
  return { mergeQueue: { entries: { nodes } } };
}
