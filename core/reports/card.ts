import { diffVersions } from "../diff/versions.ts";
import type { PromotionJudgement } from "../gates/index.ts";
import type { PromotionInput } from "../gates/input.ts";
import type { GateVerdict, Verdict } from "../gates/verdict.ts";
import { minuteOf } from "../time/words.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { type CardMetrics, listMetrics } from "./card-metrics.ts";
import { type CardOrigin, describeOrigins } from "./card-origins.ts";
import { type CardStatus, describeStatus } from "./card-status.ts";

/**
 * All that the promotion card says, for any renderer. Texts are plain and hold untrusted parts: whoever shows them
 * escapes them.
 */
export interface Card {
  readonly model: string;
  readonly stage: string;
  /** The version now in the stage; undefined where there is none, or none that can be read. */
  readonly now: string | undefined;
  readonly proposed: string;
  readonly rollback: boolean;
  readonly verdict: Verdict;
  readonly status: CardStatus;
  readonly metrics: CardMetrics;
  readonly gates: readonly CardGate[];
  /** Gates that a rollback need not pass again. */
  readonly skipped: readonly string[];
  readonly warnings: readonly string[];
  /** What went into the version: data, code and parameters. */
  readonly origins: readonly CardOrigin[];
  /** Undefined where nobody could read what the stage holds now. */
  readonly undo: CardUndo | undefined;
  readonly judged: CardJudged;
  /** The command that makes this change; undefined where a name in it is none that a shell may be given. */
  readonly command: string | undefined;
}

export interface CardGate {
  readonly label: string;
  readonly verdict: Verdict;
  readonly word: string;
  readonly reason: string;
  readonly command: string | undefined;
  readonly policyLine: GateVerdict["policyLine"];
}

/** How to take the promotion back once it is merged. */
export type CardUndo =
  | { readonly by: "command"; readonly command: string; readonly to: string }
  | { readonly by: "revert"; readonly reason: string };

export interface CardJudged {
  readonly at: string;
  /** The first digits of the commit that was judged; undefined in a working folder. */
  readonly head: string | undefined;
  /** Where the policy was read: a branch, and the first digits of its commit. */
  readonly base: string | undefined;
  readonly baseCommit: string | undefined;
}

export interface CardInput extends Pick<PromotionInput, "base" | "head"> {
  readonly judgement: PromotionJudgement;
  /** The branch that the change would be merged to, such as `main`. */
  readonly baseName?: string | undefined;
  /** How many commits lie between the code of the two versions, where somebody counted. */
  readonly codeCommits?: number | undefined;
}

/** What people read about one promotion: the judgement beside how the two versions differ. */
export function buildCard({ judgement, base, head, baseName, codeCommits }: CardInput): Card {
  const { promotion, replaces, rollback, verdict, gates } = judgement;
  const { model, stage, version } = promotion;
  const settings = (base.models.get(model) ?? head.models.get(model))?.model?.value;
  const now = replaces == null ? undefined : base.models.get(model)?.versions.get(replaces)?.value;
  const proposed = head.models.get(model)?.versions.get(version)?.value;
  const diff = proposed === undefined ? undefined : diffVersions(now ?? bare(proposed), proposed, settings);
  const bounds = judgement.skipped.includes("metrics") ? {} : judgement.metricBounds;
  return {
    model,
    stage,
    now: replaces ?? undefined,
    proposed: version,
    rollback,
    verdict,
    status: describeStatus(judgement),
    metrics: listMetrics(diff?.metrics ?? [], bounds, settings?.metrics),
    gates: gates.filter(isWorthARow).map(cardGate),
    skipped: judgement.skipped,
    warnings: judgement.warnings,
    origins: diff === undefined ? [] : describeOrigins(diff, { now, proposed, codeCommits }),
    undo: describeUndo(judgement),
    judged: {
      at: minuteOf(judgement.judgedAt),
      head: shortCommit(promotion.headCommit),
      base: baseName,
      baseCommit: shortCommit(judgement.baseTreeId),
    },
    command: command("promote", `${model}@${version}`, stage),
  };
}

/** A version that says nothing, for comparing the first one in a stage with. */
function bare({ schema, model, version, created_at, author, artifacts }: ModelVersion): ModelVersion {
  return { schema, model, version, created_at, author, artifacts };
}

/** Gates that everybody expects to be open are shown when they are not, or have something to say. */
function isWorthARow({ gate, verdict, warning }: GateVerdict): boolean {
  const quiet = gate === "withdrawn" || gate === "freeze";
  return !quiet || verdict !== "passed" || warning !== undefined;
}

const WORDS: Record<Verdict, string> = {
  passed: "passed",
  failed: "failed",
  pending: "waiting",
  unknown: "not known",
};

function cardGate({ label, verdict, reason, command, policyLine }: GateVerdict): CardGate {
  return { label, verdict, word: WORDS[verdict], reason, command, policyLine };
}

function describeUndo({ promotion, replaces }: PromotionJudgement): CardUndo | undefined {
  const { model, stage } = promotion;
  if (replaces === undefined) return undefined;
  if (replaces === null) return { by: "revert", reason: `${stage} was empty before` };
  const rollback = command("rollback", model, stage);
  if (rollback === undefined) return { by: "revert", reason: `that sets ${stage} back to ${replaces}` };
  return { by: "command", command: rollback, to: replaces };
}

/** Names come from paths that anybody may have chosen, and people paste what a card shows. */
function command(...words: readonly string[]): string | undefined {
  const isHarmless = words.every((word) => /^[A-Za-z0-9][A-Za-z0-9@._-]*$/.test(word));
  return isHarmless ? `modelyard ${words.join(" ")}` : undefined;
}

/** A folder that is judged has no commit, and its path is nobody else's business. */
function shortCommit(id: string | undefined): string | undefined {
  return id !== undefined && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(id) ? id.slice(0, 7) : undefined;
}
