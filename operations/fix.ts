import { join } from "node:path";
import { writeFileAtomically } from "../adapters/files/atomic.ts";
import { defaultBranch, isInGit } from "../adapters/git/repository.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import { openCommit } from "../adapters/trees/git-commit.ts";
import type { Finding } from "../core/registry/finding.ts";
import { applyFixes } from "../core/registry/fix.ts";
import { type Registry, readRegistry } from "../core/registry/registry.ts";
import { REGISTRY_FOLDER } from "../core/registry/tree.ts";
import { checkRegistry } from "../core/rules/index.ts";

export interface Fixed {
  /** What was mended, file by file. */
  readonly files: readonly { readonly path: string; readonly fixes: readonly Finding[] }[];
  /** Registered facts with findings that have a fix: they stay as they are, because they never change. */
  readonly untouched: readonly string[];
}

/** Fixes can uncover what they hid: quoting makes a value text, and then its form is judged. */
const MOST_ROUNDS = 5;

/**
 * Applies every automatic fix to the files of a working folder, comments and layout kept. A version file that is on the
 * default branch is left alone: whatever it says, it is registered.
 */
export async function fix(folder: string): Promise<Fixed> {
  const registered = await registeredFacts(folder);
  const mended = new Map<string, Finding[]>();
  const untouched = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const registry = await readRegistry(openFolder(folder));
    const fixable = checkRegistry(registry).filter((finding) => finding.fix !== undefined);
    let wrote = false;
    for (const path of new Set(fixable.map((finding) => finding.path))) {
      const findings = fixable.filter((finding) => finding.path === path);
      if (registered.has(path)) untouched.add(path);
      else if (await fixFile(folder, registry, path, findings, mended)) wrote = true;
    }
    if (!wrote) break;
  }
  return { files: [...mended].map(([path, fixes]) => ({ path, fixes })), untouched: [...untouched] };
}

async function fixFile(
  folder: string,
  registry: Registry,
  path: string,
  findings: readonly Finding[],
  mended: Map<string, Finding[]>,
): Promise<boolean> {
  const before = registry.files.get(path)?.source.text;
  if (before === undefined) return false;
  const { text, applied } = applyFixes(before, findings);
  if (applied.length === 0 || text === before) return false;
  await writeFileAtomically(join(folder, path), text);
  mended.set(path, [...(mended.get(path) ?? []), ...applied]);
  return true;
}

/** The version files of models and datasets on the default branch. */
async function registeredFacts(folder: string): Promise<ReadonlySet<string>> {
  const branch = (await isInGit(folder)) ? await defaultBranch(folder) : undefined;
  if (branch === undefined) return new Set();
  const entries = await (await openCommit(folder, branch)).list(REGISTRY_FOLDER);
  return new Set(entries.map(({ path }) => path).filter((path) => path.includes("/versions/")));
}
