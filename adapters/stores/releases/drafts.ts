import { pathOf } from "../../../core/registry/names/paths.ts";
import type { SavedDraft } from "../../../core/store/store.ts";
import { GitHubError } from "../../github/client/errors.ts";
import { fields, text } from "../../github/client/shape.ts";
import { blobsOfPullRequest, numbersOfOpenPullRequests } from "../../github/pulls/pull-requests.ts";
import { type Releases, isOwnDraft } from "./releases.ts";

/**
 * Draft releases that hold a version's bytes, with whether anybody still counts on them.
 *
 * @param everywhere else only among the releases that were made last: a list of thousands costs a request for each hundred
 */
export async function listDrafts(releases: Releases, everywhere: boolean): Promise<readonly SavedDraft[]> {
  const all = everywhere ? await releases.list() : await releases.recent();
  const published = new Set(all.filter(({ draft }) => !draft).map(({ tag_name: tag }) => tag));
  const named = all.flatMap((release) => {
    const name = release.draft ? /^([a-z0-9_-]+)@v([0-9A-Za-z.-]+)$/.exec(release.tag_name) : null;
    if (name === null) return [];
    const isDuplicate = published.has(release.tag_name) && isOwnDraft(release);
    return [{ release, model: name[1] ?? "", version: name[2] ?? "", isDuplicate }];
  });
  if (named.length === 0) return [];
  const proposed = named.every(({ isDuplicate }) => isDuplicate) ? [] : await pathsInPullRequests(releases);
  const drafts: SavedDraft[] = [];
  for (const { release, model, version, isDuplicate } of named) {
    const path = pathOf({ kind: "model-version", model, version });
    // The registry may lie in a folder of the repository.
    const isProposed = proposed.some((each) => each === path || each.endsWith(`/${path}`));
    const isWanted = !isDuplicate && (isProposed || (await isMerged(releases, path)));
    drafts.push({ model, version, id: String(release.id), savedAt: release.created_at, isWanted, isDuplicate });
  }
  return drafts;
}

/** All paths that open pull requests change, whatever their branches are called. */
async function pathsInPullRequests({ client }: Releases): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const number of await numbersOfOpenPullRequests(client))
    paths.push(...(await blobsOfPullRequest(client, number)).keys());
  return paths;
}

/** Whether the default branch has the version on GitHub, which may know of merges that a clone does not. */
async function isMerged({ client }: Releases, path: string): Promise<boolean> {
  try {
    await client.get(`look for ${path}`, "/contents/{path}", { path }, fields({ sha: text }));
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.refusal.status === 404) return false;
    throw error;
  }
}
