import { changedInFolder, changedPaths } from "../../adapters/git/history/changed-paths.ts";
import { withRepository } from "../../adapters/git/open-repository.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import type { Change } from "../../core/changes/change.ts";
import { compareRegistries } from "../../core/changes/compare.ts";
import { type VersionDiff, diffVersions } from "../../core/diff/versions.ts";
import { PartialRegistry } from "../../core/registry/reading/partial.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { REGISTRY_FOLDER, type Tree } from "../../core/tree/tree.ts";
import { resolve } from "../deliver/resolve.ts";

/** How two versions of one model differ, in the directions of the model's metrics. */
export async function compareVersions(folder: string, now: string, proposed: string): Promise<VersionDiff> {
  const reader = new RegistryReader(openFolder(folder));
  const [a, b] = [
    await resolve(reader, now, { allowYanked: true }),
    await resolve(reader, proposed, { allowYanked: true }),
  ];
  return diffVersions(a.content, b.content, await reader.model(b.model));
}

/** What changes in the registry from one commit to another; without a second one, to the working folder. */
export async function compareCommits(
  folder: string,
  base: string,
  head: string | undefined,
): Promise<readonly Change[]> {
  return withRepository(folder, async (repository) => {
    const from = await repository.resolveCommit(base);
    const to = head === undefined ? undefined : await repository.resolveCommit(head);
    const paths =
      to === undefined
        ? await changedInFolder(repository, from, [REGISTRY_FOLDER])
        : await changedPaths(repository, from, to, [REGISTRY_FOLDER]);
    const trees = [treeIn(repository, from), to === undefined ? openFolder(folder) : treeIn(repository, to)] as const;
    const [before, after] = await Promise.all([readAt(trees[0], paths), readAt(trees[1], paths)]);
    return compareRegistries(before, after);
  });
}

async function readAt(tree: Tree, paths: readonly string[]): Promise<Registry> {
  const part = new PartialRegistry(tree);
  await part.list(paths);
  await part.read(paths);
  return part.registry();
}
