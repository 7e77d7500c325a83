import type { StagePreview } from "../gates/preview.ts";
import { escapeTerminal, shorten } from "../text/escape.ts";

const MAX_CHARACTERS = 400;

/**
 * What a stage will ask of a drafted version, as one line.
 *
 * @example stagePreviewText(preview) // "production will refuse it: 1.4.0 has no signature; auc 0.83 is below 0.85"
 */
export function stagePreviewText({ stage, verdict, gates }: StagePreview): string {
  const reasons = gates.filter((gate) => gate.verdict === verdict).map(({ reason }) => reason);
  const said = shorten(reasons.join("; "), MAX_CHARACTERS);
  switch (verdict) {
    case "passed":
      return `${escapeTerminal(stage)} accepts the version file (${gates.map(({ label }) => label).join(", ")})`;
    case "failed":
      return escapeTerminal(`${stage} will refuse it: ${said}`);
    case "pending":
    case "unknown":
      return escapeTerminal(`${stage} cannot be judged yet: ${said}`);
  }
}
