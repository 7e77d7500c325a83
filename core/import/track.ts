import type { ForeignEvent } from "./foreign.ts";

/** What a pointer was set to elsewhere, by which event; undefined: to something that was not taken over. */
export interface Claim<Value> {
  readonly event: ForeignEvent;
  readonly value: Value | null | undefined;
}

/** What a pointer says here, before the import. */
export interface Standing<Value> {
  readonly value: Value | null;
  /** When its file was last changed, RFC 3339; undefined where that is not committed yet. */
  readonly since: string | undefined;
  /** What it said before that, at any time. */
  readonly before?: ReadonlySet<Value> | undefined;
}

export interface Settled<Value> {
  /** What is to be written, oldest first. */
  readonly edits: readonly { readonly event: ForeignEvent; readonly value: Value | null }[];
  /** What the pointer says in the end. */
  readonly final: Value | null;
  /**
   * `taken`: as it is elsewhere. `kept`: here it was changed later, or is not committed, and says something else.
   * `missing`: what holds it elsewhere was not taken over.
   */
  readonly outcome: "taken" | "kept" | "missing";
}

/**
 * Brings what happened to a pointer elsewhere together with what it says here: the later of the two counts. A pointer whose
 * last holder was not taken over is not written at all, since what held it before would pass for the holder; an earlier one
 * leaves the pointer empty for its time. Where the time elsewhere is a guess, what the pointer said here before it was
 * changed is not later than that change: else any touch of the old holder would undo what was promoted here.
 *
 * @param claims oldest first
 */
export function settle<Value extends string>(
  claims: readonly Claim<Value>[],
  standing: Standing<Value> | undefined,
): Settled<Value> {
  const last = claims.at(-1)?.value;
  const here = standing?.value ?? null;
  const later = claims.filter((claim) => isLater(claim, standing));
  if (later.length === 0) {
    return { edits: [], final: here, outcome: last === undefined ? "missing" : last === here ? "taken" : "kept" };
  }
  if (last === undefined) return { edits: [], final: here, outcome: "missing" };
  const edits: { event: ForeignEvent; value: Value | null }[] = [];
  let value = here;
  for (const claim of later) {
    const next = claim.value ?? null;
    if (next !== value) edits.push({ event: claim.event, value: next });
    value = next;
  }
  return { edits, final: value, outcome: "taken" };
}

function isLater<Value>({ event, value }: Claim<Value>, standing: Standing<Value> | undefined): boolean {
  if (standing === undefined) return true;
  const { since, before } = standing;
  const isOld = event.isTimeGuessed === true && value !== undefined && value !== null && before?.has(value) === true;
  return since !== undefined && !isOld && Date.parse(event.time) > Date.parse(since);
}
