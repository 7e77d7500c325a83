import type { Code } from "../../schemas/generated/types.ts";
import { type SideBySide, sideBySide } from "./side-by-side.ts";
import { withoutTrailing } from "../text/trailing.ts";

/** The code that trained each of two versions, where it is not the same. */
export interface CodeDifference extends SideBySide<Code> {
  /** The commits between the two, where both are of one repository and differ: `from` excluded, `to` included. */
  readonly range: CodeRange | undefined;
  /** The sides that were trained with uncommitted changes, so that the commit does not say all. */
  readonly dirty: { readonly now: boolean; readonly proposed: boolean };
}

export interface CodeRange {
  /** Undefined where neither version names one: then it is the registry's own. */
  readonly repository: string | undefined;
  readonly from: string;
  readonly to: string;
}

/** How the code of two versions differs, or undefined where it is the same and clean. */
export function compareCode(now: Code | undefined, proposed: Code | undefined): CodeDifference | undefined {
  const difference = sideBySide(now, proposed, isSameCode);
  if (difference === undefined) return undefined;
  const dirty = { now: now?.dirty === true, proposed: proposed?.dirty === true };
  return { ...difference, range: rangeOf(now, proposed), dirty };
}

/** Two dirty trees of one commit may hold anything, so they are not the same. */
function isSameCode(a: Code, b: Code): boolean {
  const isClean = a.dirty !== true && b.dirty !== true;
  return isClean && a.commit === b.commit && a.path === b.path && repositoryOf(a) === repositoryOf(b);
}

function rangeOf(now: Code | undefined, proposed: Code | undefined): CodeRange | undefined {
  if (now === undefined || proposed === undefined) return undefined;
  if (repositoryOf(now) !== repositoryOf(proposed) || now.commit === proposed.commit) return undefined;
  return { repository: proposed.repository, from: now.commit, to: proposed.commit };
}

/** A repository's address without what may or may not be written: a closing slash and `.git`. */
const repositoryOf = ({ repository }: Code): string | undefined =>
  repository === undefined ? undefined : withoutTrailing(repository, "/").replace(/\.git$/, "");
