import { isInGit, mergeBase } from "../adapters/git/repository.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import { openCommit } from "../adapters/trees/git-commit.ts";
import type { Finding } from "../core/registry/finding.ts";
import { type Registry, readRegistry } from "../core/registry/registry.ts";
import { Shelf } from "../core/registry/shelf.ts";
import type { Tree } from "../core/registry/tree.ts";
import { checkRegistry } from "../core/rules/index.ts";

export interface ValidateOptions {
  readonly folder: string;
  /** Compare with this revision: with the commit where it and the head parted. */
  readonly base?: string | undefined;
  /** Check this revision instead of the working folder. */
  readonly head?: string | undefined;
}

export interface Validated {
  readonly head: Registry;
  readonly base: Registry | undefined;
  /** How many registry files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

/** Checks a folder or a commit, and with a base what changes from there. */
export async function validate({ folder, base, head }: ValidateOptions): Promise<Validated> {
  const headTree: Tree = head === undefined ? openFolder(folder) : await openCommit(folder, head);
  await new Shelf(headTree).settings().catch(() => undefined);
  const registry = await readRegistry(headTree);
  const findings = checkRegistry(registry);
  const baseRegistry = base === undefined ? undefined : await readBase(folder, base, head ?? "HEAD");
  return { head: registry, base: baseRegistry, files: registry.files.size, findings };
}

async function readBase(folder: string, base: string, head: string): Promise<Registry> {
  const commit = (await isInGit(folder)) ? await mergeBase(folder, base, head) : undefined;
  return readRegistry(await openCommit(folder, commit ?? base));
}
