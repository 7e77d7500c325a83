import type { Change } from "../change.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What happened to the withdrawal of a version. */
export function withdrawalChange(pair: FilePair<"status">, model: string, version: string): Change {
  const { path, head, baseContent, headContent } = pair;
  const from = baseContent && { status: baseContent.status, reason: baseContent.reason };
  if (head === undefined) return { type: "withdrawal-lifted", path, model, version, from };
  if (headContent === undefined) return unreadable(head);
  const { status, reason } = headContent;
  if (from === undefined) return { type: "withdrawal-added", path, model, version, status, reason };
  if (from.status === status && from.reason === reason) {
    return { type: "formatting-changed", path, identity: head.identity };
  }
  return { type: "withdrawal-changed", path, model, version, status, reason, from };
}
