import type { PromotionJudgement } from "../gates/index.ts";
import { describeDeadline } from "../time/deadline.ts";
import type { GateVerdict } from "../gates/verdict.ts";
import { listing } from "../text/listing.ts";

/** Where a promotion stands, in one sentence: a word or two to be seen first, and the rest. */
export interface CardStatus {
  readonly lead: string;
  readonly rest: string;
}

/**
 * @example describeStatus(judgement)
 * // { lead: "Waiting for time", rest: "soak ends 2026-11-24 09:30 UTC. Everything else passes." }
 */
export function describeStatus(judgement: PromotionJudgement): CardStatus {
  const { verdict, gates } = judgement;
  const decisive = gates.filter((gate) => gate.verdict === verdict);
  switch (verdict) {
    case "passed":
      return { lead: "Ready", rest: "every gate passes." };
    case "failed":
      return { lead: "Refused", rest: `${notPassed(decisive, ({ reason }) => reason)} ${others(judgement)}` };
    case "unknown":
      return {
        lead: "Not known",
        rest: `${notPassed(decisive, ({ gate, reason }) => `${gate}: ${reason}`)} ${others(judgement)}`,
      };
    case "pending":
      return {
        lead: `Waiting for ${waitsFor(decisive)}`,
        rest: `${whatEnds(judgement, decisive)} ${others(judgement)}`,
      };
  }
}

function notPassed(gates: readonly GateVerdict[], textOf: (gate: GateVerdict) => string): string {
  const [only, second] = gates;
  if (only !== undefined && second === undefined) return sentence(textOf(only));
  return `the gates ${listing(
    gates.map(({ label }) => label),
    "and",
    10,
  )}; the table says why.`;
}

function waitsFor(gates: readonly GateVerdict[]): string {
  const what = gates.map(({ gate, lookAgainAt }) => {
    if (lookAgainAt !== undefined) return "time";
    if (gate === "approvals") return "approval";
    return gate === "published" ? "publishing" : gate;
  });
  return listing([...new Set(what)], "and");
}

function whatEnds({ lookAgainAt }: PromotionJudgement, gates: readonly GateVerdict[]): string {
  const ends = gates.map((gate) =>
    gate.lookAgainAt === undefined
      ? `${gate.gate}: ${gate.reason}`
      : `${gate.gate} ends ${describeDeadline(gate.lookAgainAt)}`,
  );
  // A freeze that is to come holds on longer than what waits now.
  const later = lookAgainAt !== undefined && gates.every((gate) => gate.lookAgainAt !== lookAgainAt);
  return sentence(
    [...ends, ...(later ? [`then a freeze holds until ${describeDeadline(lookAgainAt)}`] : [])].join("; "),
  );
}

function others({ gates, verdict }: PromotionJudgement): string {
  const rest = gates.filter((gate) => gate.verdict !== verdict && gate.verdict !== "passed");
  if (gates.some(({ gate }) => gate === "readable")) return "Nothing else could be judged.";
  return rest.length === 0
    ? "Everything else passes."
    : `Not passed either: ${listing(
        rest.map(({ label }) => label),
        "and",
        10,
      )}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
