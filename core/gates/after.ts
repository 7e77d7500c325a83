import type { Moment, Tenure } from "../history/tenure.ts";
import { heldBefore } from "../history/tenures.ts";
import { minuteOf } from "../time/words.ts";
import type { Gate, GateContext } from "./gate.ts";
import { type GateOutcome, worstOf } from "./verdict.ts";

export const after: Gate = {
  name: "after",
  title: "The version has held the stage that comes before",
  why: "A stage before production is where a bad version shows itself while nobody depends on it. A version that was never there was never tried.",
  hint: "Promote the version to the stage that `after` names, and merge that first.",
  lines: ["after: staging"],
  onRollback: "skipped",
  judge(context) {
    const { after: stages } = context.policy;
    if (stages.length === 0) return undefined;
    const outcomes = stages.map(({ stage }) => judgeStage(context, stage));
    const command = outcomes.flatMap((outcome) => outcome.command ?? [])[0];
    return {
      label: `after ${stages.map(({ stage }) => stage).join(", ")}`,
      verdict: worstOf(outcomes.map(({ verdict }) => verdict)),
      reason: outcomes.map(({ reason }) => reason).join("; "),
      ...(command === undefined ? {} : { command }),
    };
  },
};

function judgeStage(
  { base, history, promotion: { model, version } }: GateContext,
  stage: string,
): Omit<GateOutcome, "label"> {
  if (history.known) {
    const tenure = heldBefore(
      history.value.filter((candidate) => candidate.stage === stage),
      version,
    );
    if (tenure !== undefined) return { verdict: "passed", reason: describeTenure(tenure) };
    const reason = `${version} was never in ${stage}: promote it there first`;
    return { verdict: "failed", reason, command: `modelyard promote ${model}@${version} ${stage}` };
  }
  // The base tree itself shows who holds a stage now; only the past needs history.
  if (base.models.get(model)?.stages.get(stage)?.value.version === version) {
    return { verdict: "passed", reason: `in ${stage} now` };
  }
  return { verdict: "unknown", reason: `whether ${version} was ever in ${stage} is not known: ${history.reason}` };
}

function describeTenure({ stage, from, until }: Tenure): string {
  return until === undefined
    ? `in ${stage} since ${describeMoment(from)}`
    : `in ${stage} from ${describeMoment(from)} to ${describeMoment(until)}`;
}

function describeMoment({ time, pullRequest }: Moment): string {
  return pullRequest === undefined ? minuteOf(time) : `${minuteOf(time)} (#${pullRequest})`;
}
