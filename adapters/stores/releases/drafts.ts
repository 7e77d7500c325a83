import type { SavedDraft } from "../../../core/release/store.ts";
import type { Releases } from "./releases.ts";

/** Draft releases that hold a version's bytes, with whether anybody still works on them. */
export async function listDrafts(releases: Releases): Promise<readonly SavedDraft[]> {
  const drafts: SavedDraft[] = [];
  for (const release of await releases.drafts()) {
    const name = /^([a-z0-9_-]+)@v([0-9A-Za-z.-]+)$/.exec(release.tag_name);
    if (name === null) continue;
    const [, model = "", version = ""] = name;
    const hasPullRequest = await isProposed(releases, model, version);
    drafts.push({ model, version, id: String(release.id), savedAt: release.created_at, hasPullRequest });
  }
  return drafts;
}

/** Whether an open pull request comes from the branch that `draft --pr` makes for the version. */
async function isProposed({ client }: Releases, model: string, version: string): Promise<boolean> {
  const { octokit, repo } = client;
  const head = `${repo.owner}:draft/${model}-${version}`;
  const { data } = await client.read("list the open pull requests", () =>
    octokit.request("GET /repos/{owner}/{repo}/pulls", { ...repo, state: "open", head, per_page: 1 }),
  );
  return data.length > 0;
}
