import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";
import { fields, list, text } from "../client/shape.ts";

/** A name in git and what it stands on. */
export interface Ref {
  /** In full: `refs/tags/churn@v1.3.0`. */
  readonly name: string;
  /** Of a commit, or of the tag object of an annotated tag. */
  readonly object: string;
}

const REF = fields({ ref: text, object: fields({ sha: text }) });

/**
 * The refs whose names begin with a text. GitHub gives them all at once.
 *
 * @param start without `refs/`: `modelyard/unsettled/`
 */
export async function listRefs(client: GitHubClient, start: string): Promise<readonly Ref[]> {
  const found = await client.get(`list refs/${start}`, "/git/matching-refs/{ref}", { ref: start }, list(REF));
  return found.map(({ ref, object }) => ({ name: ref, object: object.sha }));
}

/** Makes a ref; one that is there already stays as it is. */
export async function createRef(client: GitHubClient, { name, object }: Ref): Promise<void> {
  const { octokit, repo } = client;
  const isThere = async () =>
    (await listRefs(client, name.slice("refs/".length))).some((ref) => ref.name === name) || undefined;
  try {
    await client.write(
      `make ${name}`,
      async () => {
        await octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...repo, ref: name, sha: object });
        return true;
      },
      isThere,
    );
  } catch (error) {
    if (!(error instanceof GitHubError && error.refusal.status === 422 && (await isThere()))) throw error;
  }
}

/** Deletes a ref; one that is gone already is as good. */
export async function deleteRef(client: GitHubClient, name: string): Promise<void> {
  const { octokit, repo } = client;
  const ref = name.slice("refs/".length);
  try {
    await client.read(`delete ${name}`, () =>
      octokit.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { ...repo, ref }),
    );
  } catch (error) {
    // GitHub says 422 of a ref that there is not.
    if (!(error instanceof GitHubError && [404, 422].includes(error.refusal.status))) throw error;
  }
}
