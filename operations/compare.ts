import { resolveCommit } from "../adapters/git/repository.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import { openCommit } from "../adapters/trees/git-commit.ts";
import type { Change } from "../core/changes/change.ts";
import { compareRegistries } from "../core/changes/compare.ts";
import { type VersionDiff, diffVersions } from "../core/comparing/versions.ts";
import { readRegistry } from "../core/registry/registry.ts";
import { Shelf } from "../core/registry/shelf.ts";
import { resolve } from "./resolve.ts";

/** How two versions of one model differ, in the directions of the model's metrics. */
export async function compareVersions(folder: string, now: string, proposed: string): Promise<VersionDiff> {
  const shelf = new Shelf(openFolder(folder));
  const [a, b] = [
    await resolve(shelf, now, { allowYanked: true }),
    await resolve(shelf, proposed, { allowYanked: true }),
  ];
  return diffVersions(a.content, b.content, await shelf.model(b.model));
}

/** What changes in the registry from one commit to another; without a second one, to the working folder. */
export async function compareCommits(
  folder: string,
  base: string,
  head: string | undefined,
): Promise<readonly Change[]> {
  const baseTree = await openCommit(folder, await resolveCommit(folder, base));
  const headTree =
    head === undefined ? openFolder(folder) : await openCommit(folder, await resolveCommit(folder, head));
  const [baseRegistry, headRegistry] = await Promise.all([readRegistry(baseTree), readRegistry(headTree)]);
  return compareRegistries(baseRegistry, headRegistry);
}
