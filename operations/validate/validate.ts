import { DocumentCache } from "../../adapters/cache/document-cache.ts";
import { changedBlobs, changedInFolder, changedPaths } from "../../adapters/git/history/changed-paths.ts";
import { mergeTrees } from "../../adapters/git/history/merge.ts";
import { commitsToCome } from "../../adapters/git/history/stage-log.ts";
import { commitOfFolder } from "../../adapters/git/history/working-commit.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import { findMergeBase } from "../../adapters/git/history/ancestry.ts";
import { UNSHALLOW } from "../../adapters/git/history/history.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { type CommitTree, lookAhead, treeIn } from "../../adapters/trees/git-commit.ts";
import type { Change } from "../../core/changes/change.ts";
import { checkChange } from "../../core/change-check/check-change.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import { checkChanges } from "../../core/changes/rules/index.ts";
import { InputError } from "../../core/errors.ts";
import { type Verdict, worstOf } from "../../core/gates/verdict.ts";
import { isTwinOfRegistry } from "../../core/registry/names/registry-twin.ts";
import { OUTSIDE_PATHS } from "../../core/registry/outside.ts";
import { type Finding, compareFindings } from "../../core/registry/finding.ts";
import type { Registry, RegistryOutline } from "../../core/registry/registry.ts";
import { REGISTRY_FOLDER, type Tree } from "../../core/tree/tree.ts";
import { checkData } from "../../core/rules/index.ts";
import { type CheckedTree, checkTree, identifyChecks } from "./check-tree.ts";
import { readDataPointers } from "./recorded-digests.ts";
import { prefetchHistory } from "../judge/prefetch-history.ts";
import { type LookUpReviewers, type JudgeOptions, type JudgedPromotion, judgePromotions } from "../judge/judge.ts";

export interface ValidateOptions extends Pick<JudgeOptions, "openStore" | "now" | "mergeTimes"> {
  readonly folder: string;
  /** The repository that the folder is in, where it is open already. */
  readonly repository?: OpenRepository | undefined;
  /** Compare with this revision: with the commit where the head left it. */
  readonly base?: string | undefined;
  /** Check this revision instead of the working folder. */
  readonly head?: string | undefined;
  /** The folder that remembers checked files for the next check of everything; without it nothing is remembered. */
  readonly documentCache?: string | undefined;
  /** Check all of the head even with a base, not only what changes and what that breaks. */
  readonly whole?: boolean;
  /** What people call the base, where it is not as it was named. */
  readonly baseName?: string | undefined;
  /** Who is asked about promotions. Undefined: promotions are not judged, because they have already happened. */
  readonly people: LookUpReviewers | undefined;
}

export interface Validated {
  /** How many registry files were checked: all, or those that a change touches. */
  readonly files: number;
  readonly findings: readonly Finding[];
  /** Undefined without a base. */
  readonly comparison: Compared | undefined;
}

export interface Compared {
  /** The base as it was named, and the commit that was compared with. */
  readonly base: string;
  readonly baseCommit: string;
  readonly headCommit: string | undefined;
  readonly changes: readonly Change[];
  readonly promotions: readonly JudgedPromotion[];
}

/**
 * Checks a folder or a commit. With a base, checks what changes from there, what that breaks elsewhere, and whether each
 * promotion may happen: that costs what the change costs, whatever the size of the registry.
 */
export async function validate(options: ValidateOptions): Promise<Validated> {
  const { folder, base, head } = options;
  if (base === undefined && head === undefined) {
    return { ...(await checkAll(options, openFolder(folder))), comparison: undefined };
  }
  return withRepository(options.repository ?? folder, async (repository) => {
    if (base !== undefined) return validateFrom(repository, { ...options, base, repository });
    const tree = treeIn(repository, await repository.resolveCommit(head ?? "HEAD"));
    return { ...(await checkAll({ ...options, repository }, tree)), comparison: undefined };
  });
}

async function validateFrom(
  repository: OpenRepository,
  options: ValidateOptions & { readonly base: string },
): Promise<Validated> {
  const { folder, base } = options;
  const [headCommit, baseTipCommit] = await Promise.all([
    options.head === undefined ? undefined : repository.resolveCommit(options.head),
    repository.resolveCommit(base),
  ]);
  const baseTip = treeIn(repository, baseTipCommit);
  const { people, baseName = base } = options;
  const isToBeMerged = people !== undefined;
  const compared = await whatMergeMakes(repository, { folder, baseTip, headCommit, isToBeMerged });
  const { head, mergeBase, paths, conflicts } = compared;
  const past = prefetchHistory(repository, {
    revision: baseTipCommit,
    head,
    now: options.now,
    paths: people === undefined ? [] : paths,
  });
  const line = { base: baseTipCommit, head: headCommit ?? "HEAD", now: options.now };
  const [change, toCome, twins] = await Promise.all([
    loadChange({ mergeBase, baseTip, head, paths }),
    commitsToCome(repository, line, [REGISTRY_FOLDER]),
    twinsAmong(repository, compared.baseCommit, headCommit ?? "HEAD"),
  ]);
  const { changes } = change;
  const inChanges = checkChanges({
    base: change.mergeBase,
    head: change.head,
    changes,
    conflicts,
    twins,
    commitsToCome: toCome.map(({ commit, time, path }) => ({
      commit,
      time,
      path: path.slice(repository.prefix.length),
    })),
  });
  const inTouched = options.whole === true ? undefined : await checkChange(change);
  const checked =
    inTouched === undefined
      ? await checkAll(options, head)
      : {
          files: change.files,
          findings: [...inTouched, ...(await checkBesides(repository, change.head, paths))],
        };
  // What changes counts from where the head left the base; who may change it, from the base as it is now.
  const judged = {
    ...options,
    past,
    base: change.baseTip,
    baseName,
    baseCommit: baseTipCommit,
    head: change.head,
    headCommit,
    changes,
  };
  const promotions = people === undefined ? [] : await judgePromotions({ ...judged, people });
  return {
    files: checked.files,
    findings: [...checked.findings, ...inChanges].sort(compareFindings),
    comparison: { base: baseName, baseCommit: compared.baseCommit, headCommit, changes, promotions },
  };
}

const JUDGED_PATHS: readonly string[] = [REGISTRY_FOLDER, ...OUTSIDE_PATHS];

/** What is compared with the base, and from where its changes count. */
interface ComparedTrees {
  readonly head: Tree;
  readonly mergeBase: Tree;
  readonly baseCommit: string;
  readonly paths: ReadonlySet<string>;
  /** Registry files that git cannot merge. */
  readonly conflicts: readonly string[];
}

interface MergeOfTrees {
  readonly folder: string;
  readonly baseTip: CommitTree;
  /** Undefined: the working folder. */
  readonly headCommit: string | undefined;
  readonly isToBeMerged: boolean;
}

/**
 * What the base will hold once the head is merged: a merge follows renames and may have several bases, so that it can change
 * what the head's own commits do not show. Uncommitted edits count as if they were committed. What no commit can hold, such as
 * a device, is an error whatever else there is, and counts from where the head left the base.
 *
 * @throws InputError `clone-shallow` where the clone lacks the commits that both have
 */
async function whatMergeMakes(
  repository: OpenRepository,
  { folder, baseTip, headCommit, isToBeMerged }: MergeOfTrees,
): Promise<ComparedTrees> {
  const tip = baseTip.commit;
  const [found, sinceTip] = await Promise.all([
    findMergeBase(repository, tip, headCommit ?? "HEAD"),
    // What a workflow checks usually left the base at its tip, and is compared with it while that is still found out.
    differences(repository, tip, headCommit),
    lookAhead(repository, headCommit === undefined ? [tip] : [tip, headCommit]),
  ]);
  const head = headCommit === undefined ? openFolder(folder) : treeIn(repository, headCommit);
  // What was pushed has replaced the base, whether or not the two have a commit in common.
  if (found === undefined && isToBeMerged && (await repository.isShallow())) {
    throw new InputError({
      code: "clone-shallow",
      message: "This clone is shallow and does not hold the commit at which the head left the base",
      hint: `To get the rest, ${UNSHALLOW}.`,
    });
  }
  const baseCommit = found ?? tip;
  if (baseCommit === tip) return { head, mergeBase: baseTip, baseCommit, paths: sinceTip, conflicts: [] };
  const merging = headCommit ?? (await commitOfFolder(repository, JUDGED_PATHS));
  const merged = merging === undefined ? undefined : await mergeTrees(repository, tip, merging);
  const conflicts = (merged?.conflicts ?? []).flatMap((path) => registryPath(path, repository.prefix));
  if (merged === undefined || conflicts.length > 0) {
    const paths = await differences(repository, baseCommit, headCommit);
    return { head, mergeBase: treeIn(repository, baseCommit), baseCommit, paths, conflicts };
  }
  const paths = await differences(repository, tip, merged.tree);
  return { head: treeIn(repository, merged.tree), mergeBase: baseTip, baseCommit, paths, conflicts };
}

/** The paths that a commit adds or changes beside the registry, and that are in it on other systems: from the registry's root. */
async function twinsAmong(repository: OpenRepository, base: string, head: string): Promise<readonly string[]> {
  const { prefix } = repository;
  const changed = await changedBlobs(repository, base, head);
  const twins = [...changed].filter(([path, how]) => !how.endsWith(" D") && isTwinOfRegistry(path, prefix));
  const upwards = "../".repeat(prefix.split("/").length - 1);
  return twins.map(([path]) => (path.startsWith(prefix) ? path.slice(prefix.length) : upwards + path));
}

/** A path of the repository from the registry's root; nothing for one that has no part in the registry. */
function registryPath(path: string, prefix: string): readonly string[] {
  const relative = path.slice(prefix.length);
  const isPart = relative.startsWith(`${REGISTRY_FOLDER}/`) || OUTSIDE_PATHS.includes(relative);
  return path.startsWith(prefix) && isPart ? [relative] : [];
}

/** Every rule on everything there is. */
async function checkAll({ folder, repository, documentCache }: ValidateOptions, tree: Tree): Promise<CheckedTree> {
  const readPointers = (registry: RegistryOutline) => readDataPointers(repository ?? folder, registry);
  const checks = documentCache === undefined ? undefined : await identifyChecks();
  const known =
    documentCache === undefined || checks === undefined
      ? undefined
      : await DocumentCache.open(documentCache, { registry: folder, checks });
  return checkTree(tree, { readPointers, known });
}

async function checkBesides(
  repository: OpenRepository,
  head: Registry,
  paths: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const besides = checkData(head, await readDataPointers(repository, head));
  return besides.filter(({ path }) => paths.has(path));
}

/** Where a commit or the working folder differs from a commit: git tells without a look at what is the same. */
async function differences(
  repository: OpenRepository,
  base: string,
  head: string | undefined,
): Promise<ReadonlySet<string>> {
  const changed =
    head === undefined
      ? changedInFolder(repository, base, JUDGED_PATHS)
      : changedPaths(repository, base, head, JUDGED_PATHS);
  return new Set(await changed);
}

/** What findings and promotions come to: an error is a failure. */
export function verdictOf({ findings, comparison }: Validated): Verdict {
  const failed: Verdict[] = findings.some(({ severity }) => severity === "error") ? ["failed"] : [];
  return worstOf([...failed, ...(comparison?.promotions.map(({ judgement }) => judgement.verdict) ?? [])]);
}
