import type { StagePreview } from "../gates/preview.ts";
import { escapeTerminal, shorten } from "../text/escape.ts";

const MAX_CHARACTERS = 400;
const LATER = "; its pull request compares it also with the versions that held the stage before";

/**
 * What a stage will ask of a drafted version, as one line.
 *
 * @example stagePreviewText(preview) // "production will refuse it: 1.4.0 has no signature; auc 0.83 is below 0.85"
 */
export function stagePreviewText({ stage, verdict, gates, looksAtPast }: StagePreview): string {
  const reasons = gates.filter((gate) => gate.verdict === verdict).map(({ reason }) => reason);
  const said = shorten(reasons.join("; "), MAX_CHARACTERS);
  switch (verdict) {
    case "passed":
      return `${escapeTerminal(stage)} accepts the version file (${gates.map(({ label }) => label).join(", ")})${looksAtPast ? LATER : ""}`;
    case "failed":
      return escapeTerminal(`${stage} will refuse it: ${said}`);
    case "pending":
    case "unknown":
      return escapeTerminal(`${stage} cannot be judged yet: ${said}`);
  }
}
