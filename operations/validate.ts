import { mergeBase, resolveCommit } from "../adapters/git/repository.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import { openCommit } from "../adapters/trees/git-commit.ts";
import type { Change } from "../core/changes/change.ts";
import { compareRegistries } from "../core/changes/compare.ts";
import { checkChanges } from "../core/changes/rules/index.ts";
import { type Verdict, worstOf } from "../core/gates/verdict.ts";
import { type Finding, compareFindings } from "../core/registry/finding.ts";
import { readRegistry } from "../core/registry/registry.ts";
import { checkData, checkRegistry } from "../core/rules/index.ts";
import { readDataPointers } from "./data-pointers.ts";
import { type AskPeople, type JudgeOptions, type JudgedPromotion, judgePromotions, tenuresIn } from "./judge.ts";

export interface ValidateOptions extends Pick<JudgeOptions, "openStore" | "now"> {
  readonly folder: string;
  /** Compare with this revision: with the commit where it and the head parted. */
  readonly base?: string | undefined;
  /** Check this revision instead of the working folder. */
  readonly head?: string | undefined;
  /** What people call the base, where it is not as it was named. */
  readonly baseName?: string | undefined;
  /** Who is asked about promotions. Undefined: promotions are not judged, because they have already happened. */
  readonly people: AskPeople | undefined;
}

export interface Validated {
  /** How many registry files were looked at. */
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

/** Checks a folder or a commit; with a base also what changes from there, and whether each promotion may happen. */
export async function validate(options: ValidateOptions): Promise<Validated> {
  const { folder, base } = options;
  const headCommit = options.head === undefined ? undefined : await resolveCommit(folder, options.head);
  const head = await readRegistry(headCommit === undefined ? openFolder(folder) : await openCommit(folder, headCommit));
  const besides = checkData(head, await readDataPointers(folder, head));
  const findings = [...checkRegistry(head), ...besides].sort(compareFindings);
  if (base === undefined) return { files: head.files.size, findings, comparison: undefined };

  const tip = await resolveCommit(folder, base);
  const baseCommit = (await mergeBase(folder, tip, headCommit ?? "HEAD")) ?? tip;
  const parted = await readRegistry(await openCommit(folder, baseCommit));
  const changes = compareRegistries(parted, head);
  const inChanges = checkChanges({ base: parted, head, changes });
  // What changes counts from where the head left the base; who may change it, from the base as it is now.
  const current = tip === baseCommit ? parted : await readRegistry(await openCommit(folder, tip));
  const { people, baseName = base } = options;
  const tellHistory = (model: string) => tenuresIn(folder, tip, model);
  const judged = { ...options, tellHistory, base: current, baseName, baseCommit: tip, head, headCommit, changes };
  const promotions = people === undefined ? [] : await judgePromotions({ ...judged, people });
  return {
    files: head.files.size,
    findings: [...findings, ...inChanges].sort(compareFindings),
    comparison: { base: baseName, baseCommit, headCommit, changes, promotions },
  };
}

/** What findings and promotions come to: an error is a failure. */
export function verdictOf({ findings, comparison }: Validated): Verdict {
  const failed: Verdict[] = findings.some(({ severity }) => severity === "error") ? ["failed"] : [];
  return worstOf([...failed, ...(comparison?.promotions.map(({ judgement }) => judgement.verdict) ?? [])]);
}
