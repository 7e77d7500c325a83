import { isAncestor } from "../../adapters/git/history/ancestry.ts";
import { parentsOf } from "../../adapters/git/history/merge.ts";
import { createRef, deleteRef, listRefs } from "../../adapters/github/repository/refs.ts";
import { ModelyardError } from "../../core/errors.ts";
import { instantOf } from "../../core/time/instant.ts";
import type { Checkout } from "../workspace/checkout.ts";
import { type MergedPromotion, judgeMerged } from "./merged-promotions.ts";

/**
 * Where a commit is remembered whose pull request GitHub does not tell yet: a ref outside of branches and tags, which needs
 * no permission that releases do not need, and which no clone fetches.
 */
const FOLDER = "refs/modelyard/unsettled/";
/** So long after it was first looked for, a commit without a pull request was pushed without one. */
const MAX_LATENESS_MS = 30 * 60 * 1000;

/** A commit that an earlier run could not judge. */
export interface UnsettledMerge {
  readonly ref: string;
  readonly promotions: readonly MergedPromotion[];
}

/** Looks again at what earlier runs could not judge, the oldest first. */
export async function judgeUnsettled(
  checkout: Checkout,
  { branch, head }: { readonly branch: string; readonly head: string },
): Promise<readonly UnsettledMerge[]> {
  const merges: UnsettledMerge[] = [];
  const remembered = (await listRefs(checkout.client, FOLDER.slice("refs/".length))).flatMap(readRef);
  for (const { ref, commit, since } of remembered.toSorted((a, b) => a.since - b.since)) {
    const isLastLook = Date.parse(checkout.now) - since > MAX_LATENESS_MS;
    const parent = await parentOnBranch(checkout, commit, head);
    const range = { before: parent ?? commit, head: commit, branch, isLastLook };
    merges.push({ ref, promotions: parent === undefined ? [] : await judgeMerged(checkout, range) });
  }
  return merges;
}

/**
 * Remembers what cannot be judged yet, and forgets what could by now.
 *
 * @returns why it could not be remembered; undefined where it is
 */
export async function keepUnsettled(
  { client, now }: Checkout,
  earlier: readonly UnsettledMerge[],
  notYet: readonly MergedPromotion[],
): Promise<string | undefined> {
  const open = new Set(notYet.map(({ commit }) => commit));
  const known = new Set<string>();
  try {
    for (const { ref, promotions } of earlier) {
      const isOpen = promotions.some((promotion) => promotion.notYet !== undefined);
      if (isOpen) for (const { commit } of promotions) known.add(commit);
      else await deleteRef(client, ref);
    }
    const seconds = Math.floor(Date.parse(now) / 1000);
    for (const commit of open)
      if (!known.has(commit)) await createRef(client, { name: `${FOLDER}${seconds}-${commit}`, object: commit });
    return undefined;
  } catch (error) {
    if (error instanceof ModelyardError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** Anybody who may push can make such a ref: what it names must be a commit of the branch. */
function readRef({ name, object }: { readonly name: string; readonly object: string }) {
  const [, seconds, commit] = /^refs\/modelyard\/unsettled\/(\d{1,12})-([0-9a-f]{40,64})$/.exec(name) ?? [];
  if (seconds === undefined || commit === undefined || commit !== object) return [];
  return [{ ref: name, commit, since: Date.parse(instantOf(Number(seconds))) }];
}

async function parentOnBranch({ repository }: Checkout, commit: string, head: string): Promise<string | undefined> {
  if (!(await isAncestor(repository, commit, head))) return undefined;
  return (await parentsOf(repository, commit))[0];
}
