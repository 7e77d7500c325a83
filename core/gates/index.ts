import type { MetricGate } from "../../schemas/generated/types.ts";
import { countedTime, heldBefore } from "../history/tenures.ts";
import { after } from "./after.ts";
import { approvals } from "./approvals.ts";
import { readContext } from "./context.ts";
import { formats } from "./formats.ts";
import { freeze, frozenUntil } from "./freeze.ts";
import type { Gate, GateContext } from "./gate.ts";
import type { Promotion, PromotionInput } from "./input.ts";
import { metrics } from "./metrics.ts";
import { published } from "./published.ts";
import { require } from "./require.ts";
import { signature } from "./signature.ts";
import { soak } from "./soak.ts";
import { parseTimeMs } from "../time/deadline.ts";
import { type GateName, type GateVerdict, type Verdict, worstOf } from "./verdict.ts";
import { withdrawn } from "./withdrawn.ts";

/** Every gate, in the order in which they are shown. */
export const GATES: readonly Gate[] = [
  after,
  soak,
  approvals,
  require,
  metrics,
  signature,
  formats,
  freeze,
  published,
  withdrawn,
];

/** What the gates say of one promotion. It is bound to the trees, the commit and the time that it names. */
export interface PromotionJudgement {
  readonly promotion: Promotion;
  /** The version that holds the stage in the base tree; null: it is empty; undefined: it cannot be read. */
  readonly replaces: string | null | undefined;
  /** The version held this stage before, so what was once shown need not be shown again. */
  readonly rollback: boolean;
  readonly verdict: Verdict;
  /** When everything that waits for time may have passed, RFC 3339 in UTC; undefined while nothing does. */
  readonly lookAgainAt: string | undefined;
  /** The gates that the policy asks for. */
  readonly gates: readonly GateVerdict[];
  /** The bounds that the metrics gate asks for, by metric. */
  readonly metricBounds: Readonly<Record<string, MetricGate>>;
  /** Gates that the policy asks for and a rollback need not pass. */
  readonly skipped: readonly GateName[];
  /** What does not stop the promotion and should be known all the same. */
  readonly warnings: readonly string[];
  /** Where the policy was read. */
  readonly baseTreeId: string;
  readonly judgedAt: string;
}

/**
 * Judges one promotion. Nothing is fetched, and the same input always gives the same answer: on the command line, in the
 * action and on a timer. What was not observed is `unknown` and never counts as passed.
 *
 * @param gates for tests, which switch a gate off
 */
export function judgePromotion(input: PromotionInput, gates: readonly Gate[] = GATES): PromotionJudgement {
  const { promotion, base, now: judgedAt } = input;
  const common = { promotion, baseTreeId: base.treeId, judgedAt };
  const read = readContext(input);
  if (!read.readable) {
    const reason = read.problems.join("; ");
    const verdicts: GateVerdict[] = [{ gate: "readable", label: "readable", verdict: "failed", reason }];
    const nothing = {
      replaces: undefined,
      rollback: false,
      lookAgainAt: undefined,
      metricBounds: {},
      skipped: [],
      warnings: [],
    };
    return { ...common, ...nothing, verdict: "failed", gates: verdicts };
  }

  const { context } = read;
  const rollback = isRollback(context);
  const answers = gates.flatMap((gate) => {
    const outcome = gate.judge(context);
    if (outcome === undefined) return [];
    const isSkippable = rollback && gate.onRollback === "skipped";
    const skipped = isSkippable && passedBefore(input, gate);
    const reason =
      isSkippable && outcome.verdict !== "passed" ? `${outcome.reason}${NOT_SHOWN_BEFORE}` : outcome.reason;
    return [{ skipped, verdict: { gate: gate.name, ...outcome, reason } }];
  });
  const verdicts = answers.filter(({ skipped }) => !skipped).map(({ verdict }) => verdict);
  return {
    ...common,
    replaces: context.current.known ? (context.current.value?.version ?? null) : undefined,
    rollback,
    verdict: worstOf(verdicts.map(({ verdict }) => verdict)),
    lookAgainAt: whenToLookAgain(context, verdicts),
    gates: verdicts,
    metricBounds: Object.fromEntries(context.policy.metrics),
    skipped: answers.filter(({ skipped }) => skipped).map(({ verdict }) => verdict.gate),
    warnings: [...read.warnings, ...verdicts.flatMap(({ warning }) => warning ?? [])],
  };
}

const NOT_SHOWN_BEFORE = "; nothing shows that it passed this gate when it entered the stage before";

/**
 * Whether the version passed a gate when it entered the stage before, by the trees, the policy and the time of then. That
 * it was in the stage proves nothing: somebody may have forced it past its gates.
 */
function passedBefore(input: PromotionInput, gate: Gate): boolean {
  if (!input.earlierEntries.known) return false;
  return input.earlierEntries.value.some(({ tenure, ...then }) => {
    const nobody = { known: false, reason: "an earlier entry is judged without people" } as const;
    const observed = { reviews: nobody, author: nobody, store: nobody, earlierEntries: nobody };
    const entered = countedTime(tenure.from);
    // By a time in the future every soak would have passed.
    const now = parseTimeMs(entered) < parseTimeMs(input.now) ? entered : input.now;
    const read = readContext({ ...input, ...then, ...observed, now });
    return read.readable && gate.judge(read.context)?.verdict === "passed";
  });
}

/** A history that was not read makes nothing a rollback: the benefit needs evidence. */
function isRollback({ history, promotion }: GateContext): boolean {
  if (!history.known) return false;
  const tenures = history.value.filter(({ stage }) => stage === promotion.stage);
  return heldBefore(tenures, promotion.version) !== undefined;
}

/** The last of the times that pending gates name, put off to the end of a freeze that will then be on. */
function whenToLookAgain({ policy }: GateContext, verdicts: readonly GateVerdict[]): string | undefined {
  const times = verdicts.flatMap(({ lookAgainAt }) => lookAgainAt ?? []);
  const last = times.sort((a, b) => parseTimeMs(b) - parseTimeMs(a))[0];
  return last === undefined ? undefined : (frozenUntil(policy.freeze, last)?.to ?? last);
}
