import { writeBelow } from "../../adapters/files/write-below.ts";
import { withRepositoryIfAny } from "../../adapters/git/open-repository.ts";
import { defaultBranch } from "../../adapters/git/repository.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import type { Finding } from "../../core/registry/finding.ts";
import { readFilesOf, registryFilesAmong } from "../../core/registry/reading/read-files.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";
import { fixFile } from "../../core/rules/fix-file.ts";
import { checkTree } from "./check-tree.ts";

export interface Fixed {
  /** What was fixed, file by file. */
  readonly files: readonly { readonly path: string; readonly fixes: readonly Finding[] }[];
  /** Registered facts with findings that have a fix: they stay as they are, because they never change. */
  readonly untouched: readonly string[];
}

/**
 * Applies every automatic fix to the files of a working folder, comments and layout kept. A version file that is on the
 * default branch is left alone: whatever it says, it is registered.
 */
export async function fix(folder: string): Promise<Fixed> {
  const registered = await registeredFacts(folder);
  const files: { path: string; fixes: readonly Finding[] }[] = [];
  const untouched: string[] = [];
  const tree = openFolder(folder);
  const { findings } = await checkTree(tree, { readPointers: () => Promise.resolve([]) });
  const paths = [...new Set(findings.map(({ path }) => path))];
  const listed = await Promise.all(paths.map((path) => tree.list(path)));
  for await (const file of readFilesOf(tree, registryFilesAmong(listed.flat()))) {
    const { text, applied } = fixFile(file);
    if (applied.length === 0) continue;
    if (registered.has(file.path)) untouched.push(file.path);
    else {
      await writeBelow(folder, file.path, text);
      files.push({ path: file.path, fixes: applied });
    }
  }
  return { files, untouched };
}

/** The version files of models and datasets on the default branch. */
async function registeredFacts(folder: string): Promise<ReadonlySet<string>> {
  return withRepositoryIfAny(folder, async (repository) => {
    const branch = repository && (await defaultBranch(repository.folder));
    if (repository === undefined || branch === undefined) return new Set();
    const entries = await treeIn(repository, await repository.resolveCommit(branch)).list(REGISTRY_FOLDER);
    return new Set(entries.map(({ path }) => path).filter((path) => path.includes("/versions/")));
  });
}
