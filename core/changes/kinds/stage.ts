import type { Change } from "../change.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What happened to a stage of a model: somebody pointed it elsewhere. */
export function stageChange(pair: FilePair<"stage">, model: string, stage: string): Change {
  const { path, base, head, baseContent, headContent } = pair;
  // A pointer that could not be read in base resolved to nothing.
  const from = baseContent?.version ?? null;
  if (head === undefined) return { type: "stage-deleted", path, model, stage, from };
  if (headContent === undefined) return unreadable(head);
  const to = headContent.version;
  if (base !== undefined && baseContent !== undefined && from === to) {
    return { type: "formatting-changed", path, identity: head.identity };
  }
  return to === null
    ? { type: "stage-cleared", path, model, stage, from }
    : { type: "promotion", path, model, stage, from, to };
}
