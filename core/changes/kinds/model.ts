import type { Change } from "../change.ts";
import { splitModelEdit } from "../policy.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What changed in a model.yaml. */
export function modelChanges({ path, base, head, ...content }: FilePair<"model">, model: string): readonly Change[] {
  if (head === undefined) return [{ type: "model-deleted", path, model }];
  if (content.headContent === undefined) return [unreadable(head)];
  if (base === undefined) return [{ type: "model-added", path, model }];

  // Of a model that could not be read in base everything counts as new.
  const { policy, rest } = splitModelEdit(content.baseContent ?? {}, content.headContent);
  const changes: Change[] = [];
  if (policy.length > 0) changes.push({ type: "model-policy-changed", path, model, values: policy });
  if (rest.length > 0) changes.push({ type: "model-edited", path, model, values: rest });
  return changes.length > 0 ? changes : [{ type: "formatting-changed", path, identity: head.identity }];
}
