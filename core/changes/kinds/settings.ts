import type { Change } from "../change.ts";
import { splitSettingsEdit } from "../policy.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What changed in registry.yaml. */
export function settingsChanges({ path, base, head, ...content }: FilePair<"registry">): readonly Change[] {
  if (head === undefined) return [{ type: "settings-deleted", path }];
  if (content.headContent === undefined) return [unreadable(head)];
  if (base === undefined) return [{ type: "settings-added", path }];

  // Of settings that could not be read in base everything counts as new.
  const { policy, rest } = splitSettingsEdit(content.baseContent ?? {}, content.headContent);
  const changes: Change[] = [];
  if (policy.length > 0) changes.push({ type: "settings-policy-changed", path, values: policy });
  if (rest.length > 0) changes.push({ type: "settings-edited", path, values: rest });
  return changes.length > 0 ? changes : [{ type: "formatting-changed", path, identity: head.identity }];
}
