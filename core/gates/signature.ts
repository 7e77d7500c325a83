import type { SignatureChange } from "../diff/signature-columns.ts";
import { compareSignatures } from "../diff/signature.ts";
import { listing } from "../text/listing.ts";
import type { Gate } from "./gate.ts";
import { comparableHolders } from "./holders.ts";
import { joinReasons } from "../text/reasons.ts";

const LABEL = "signature";

/** Differences that are named; the rest are counted. */
const MAX_CHANGES = 4;

export const signature: Gate = {
  name: "signature",
  title: "Whoever calls the version now in the stage can go on calling",
  why: "Callers send the columns of the version that serves today. A column that is gone, retyped or newly required breaks them at the moment of the deployment.",
  hint: "Keep the columns that callers send and read: add only optional inputs. For a change that must break, move the callers first, and take `signature: compatible` out of the policy with a pull request of its own.",
  lines: ["signature: compatible"],
  onRollback: "skipped",
  judge(context) {
    const { policy, promotion, current, proposed } = context;
    if (policy.signature === undefined) return undefined;
    const after = proposed.value.signature;
    if (after?.inputs === undefined) {
      const reason = `${promotion.version} does not declare its inputs, so nobody can tell whether its callers can go on`;
      return { label: LABEL, verdict: "failed", reason };
    }
    if (!current.known)
      return { label: LABEL, verdict: "unknown", reason: `nothing to compare with: ${current.reason}` };
    // Who empties a stage for a moment does not free the next version of the callers.
    const holders = comparableHolders(context, ({ signature: asked }) => asked);
    const [latest] = current.value === null && holders.known ? holders.value : [current.value];
    if (current.value === null && !holders.known) {
      const reason = `who held ${promotion.stage} before is not known: ${holders.reason}`;
      return { label: LABEL, verdict: "unknown", reason };
    }
    if (latest === undefined || latest === null) {
      return { label: LABEL, verdict: "passed", reason: `nothing in ${promotion.stage} that anybody calls` };
    }
    const { judgement, changes, unknowns } = compareSignatures(latest.signature, after);
    switch (judgement) {
      case "breaking": {
        const breaking = changes.filter((change) => change.judgement === "breaking");
        return { label: LABEL, verdict: "failed", reason: describe(breaking) };
      }
      case "unknown":
        return { label: LABEL, verdict: "unknown", reason: listing(unknowns, "and") };
      case "compatible":
        return { label: LABEL, verdict: "passed", reason: changes.length === 0 ? "unchanged" : describe(changes) };
    }
  },
};

function describe(changes: readonly SignatureChange[]): string {
  return joinReasons(changes.map(describeChange), MAX_CHANGES);
}

function describeChange({ part, column, change, now, proposed, reason }: SignatureChange): string {
  const what = `${part} ${column}`;
  switch (change) {
    case "added":
      return `${what} added (${proposed}): ${reason}`;
    case "removed":
      return `${what} removed (${now}): ${reason}`;
    case "retyped":
    case "default-changed":
      return `${what} ${now} → ${proposed}: ${reason}`;
    case "made-required":
      return `${what} made required: ${reason}`;
    case "made-optional":
      return `${what} made optional: ${reason}`;
  }
}
