import type { GitHubClient } from "../client/client.ts";
import { sendGraphql } from "../client/graphql.ts";
import { fields, list, maybe, number } from "../client/shape.ts";

/** A hundred entries are far more than a queue builds at once. */
const QUERY = `query ($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) { entries(first: 100) { nodes { position pullRequest { number } } } }
  }
}`;

const ENTRY = fields({ position: number, pullRequest: maybe(fields({ number })) });
const ANSWER = fields({
  repository: fields({ mergeQueue: maybe(fields({ entries: fields({ nodes: list(ENTRY) }) })) }),
});

/**
 * The pull requests in the merge queue of a branch, by their numbers, the next to be merged first. Only GraphQL tells.
 *
 * @returns nothing where the branch has no queue
 * @throws GitHubError where the server has no GraphQL, or refuses
 */
export async function pullRequestsInQueue(client: GitHubClient, branch: string): Promise<readonly number[]> {
  const what = `read the merge queue of ${branch}`;
  const variables = { owner: client.repo.owner, name: client.repo.repo, branch };
  const { repository } = await client.read(what, () => sendGraphql(client, what, QUERY, variables, ANSWER));
  const entries = repository.mergeQueue?.entries.nodes ?? [];
  return entries
    .toSorted((a, b) => a.position - b.position)
    .flatMap(({ pullRequest }) => (pullRequest == null ? [] : [pullRequest.number]));
}
