import type { PromotionJudgement } from "../gates/index.ts";
import type { GateName, Verdict } from "../gates/verdict.ts";
import type { Severity } from "../registry/finding.ts";
import { pathOf } from "../registry/names/paths.ts";
import { escapeStart, escapeTerminal } from "../text/escape.ts";
import type { Annotation } from "./findings-annotations.ts";

const MAX_MESSAGE_LENGTH = 4000;

/** A remark of a gate, beside the line that names the version. */
export interface GateAnnotation extends Annotation {
  readonly gate: GateName;
  readonly file: string;
}

interface GateAnnotationOptions {
  /** Where the registry lies in its repository, with a closing slash; empty for its root. */
  readonly prefix: string;
  /** The line that a diff shows; GitHub shows annotations of other lines beside no code. */
  readonly line: number | undefined;
}

/** The gates that a promotion has not passed, as annotations of the stage's file. */
export function gateAnnotations(
  { promotion, gates }: PromotionJudgement,
  { prefix, line }: GateAnnotationOptions,
): readonly GateAnnotation[] {
  const { model, stage, version } = promotion;
  return gates.flatMap(({ gate, label, verdict, reason }) => {
    const level = LEVELS[verdict];
    if (level === undefined) return [];
    const file = escapeTerminal(prefix + pathOf({ kind: "stage", model, stage }));
    const message = escapeStart(`${model} ${version} in ${stage}: ${reason}`, MAX_MESSAGE_LENGTH);
    const title = escapeTerminal(`gate ${label}`);
    return [{ gate, level, file, ...(line !== undefined && { line }), title, message }];
  });
}

const LEVELS: Record<Verdict, Severity | undefined> = {
  passed: undefined,
  failed: "error",
  pending: "warning",
  unknown: "warning",
};
