import type { Tenure } from "../history/tenure.ts";
import { countedTime, stillToCome, unbrokenSince } from "../history/tenures.ts";
import { minuteOf } from "../time/words.ts";
import { type Duration, describeProgress } from "../time/duration.ts";
import type { Gate, GateContext } from "./gate.ts";
import { describeDeadline, parseTimeMs, timeOf } from "../time/deadline.ts";
import { type GateOutcome, worstOf } from "./verdict.ts";

/**
 * The version's latest stay in each stage of `after` must last long enough without a break. A stay that is long enough
 * counts also after the version has left the stage, as the next one moves in behind it. An earlier, longer stay does not
 * count once the version came back: it had left for a reason.
 */
export const soak: Gate = {
  name: "soak",
  title: "The version has held the stage that comes before for long enough, without a break",
  why: "Some faults show only after hours of real traffic. Time outside of the stage shows nothing, so each new stay counts from its own start.",
  hint: "Wait. The verdict says when it will pass, and the check looks again then. A version that left too early starts anew when it is promoted to that stage again.",
  lines: ["after: staging", "soak: 24h        # minutes, hours or days: 90m, 24h, 7d"],
  onRollback: "skipped",
  judge(context) {
    const { after, soakWithoutStage } = context.policy;
    const outcomes = after.flatMap(({ stage, soak: wait }) =>
      wait === undefined ? [] : [{ wait, ...judgeStay(context, stage, wait) }],
    );
    if (soakWithoutStage !== undefined) {
      const reason = "the policy sets soak without after, so there is no stage to wait in: name one beside it";
      outcomes.push({ wait: soakWithoutStage, verdict: "failed", reason });
    }
    if (outcomes.length === 0) return undefined;
    const latest = outcomes
      .flatMap(({ lookAgainAt }) => lookAgainAt ?? [])
      .sort((a, b) => parseTimeMs(b) - parseTimeMs(a));
    return {
      label: `soak ${outcomes.map(({ wait }) => wait.text).join(", ")}`,
      verdict: worstOf(outcomes.map(({ verdict }) => verdict)),
      reason: outcomes.map(({ reason }) => reason).join("; "),
      ...(latest[0] === undefined ? {} : { lookAgainAt: latest[0] }),
    };
  },
};

function judgeStay(
  { history, now, promotion: { version } }: GateContext,
  stage: string,
  wait: Duration,
): Pick<GateOutcome, "verdict" | "reason" | "lookAgainAt"> {
  if (!history.known) {
    return { verdict: "unknown", reason: `how long ${version} has been in ${stage} is not known: ${history.reason}` };
  }
  const stay = latestStay(
    history.value.filter((tenure) => tenure.stage === stage),
    version,
    now,
  );
  if (stay === undefined) return { verdict: "failed", reason: `${version} was never in ${stage}` };
  const { since, heldMs, lasts, doubt } = stay;
  const progress = describeProgress(heldMs, wait);
  if (heldMs >= wait.ms) return { verdict: "passed", reason: `${progress}${doubt}` };
  if (!lasts)
    return { verdict: "failed", reason: `${version} left ${stage} after ${progress}: promote it there again${doubt}` };
  const lookAgainAt = timeOf(parseTimeMs(since) + wait.ms);
  return { verdict: "pending", reason: `${progress}; passes ${describeDeadline(lookAgainAt)}${doubt}`, lookAgainAt };
}

/** The version's last stay in the stage whose tenures these are, as it stands or stood when it ended. */
function latestStay(tenures: readonly Tenure[], version: string, now: string) {
  const index = tenures.findLastIndex((tenure) => tenure.version === version);
  const tenure = tenures[index];
  if (tenure === undefined) return undefined;
  const left = tenure.until && countedTime(tenure.until);
  const ended = left !== undefined && parseTimeMs(left) < parseTimeMs(now) ? left : now;
  const stay = unbrokenSince([...tenures.slice(0, index), { ...tenure, until: undefined }], version, ended);
  return stay && { ...stay, lasts: tenure.until === undefined, doubt: doubtOf(tenures.slice(0, index + 1), now) };
}

/** A time in the future among those that a stay is counted from makes the count doubtful, and nobody else would say why. */
function doubtOf(tenures: readonly Tenure[], now: string): string {
  const [wrong] = stillToCome(
    tenures.map(({ from }) => from),
    now,
  );
  if (wrong === undefined) return "";
  return `; ${wrong.commit.slice(0, 7)} says ${minuteOf(wrong.time)}, and it is ${minuteOf(now)}: a clock was wrong, there or here`;
}
