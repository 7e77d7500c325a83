import { problemAtKey } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { Registry } from "../../registry/registry.ts";
import { listing } from "../../text/listing.ts";
import { changesOf } from "../change.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const stageRemoved: ChangeRule = {
  name: "stage-removed",
  severity: "error",
  scope: "change",
  title: "A stage that holds versions stays declared",
  why: "Only declared stages have gates. The version in a stage goes on serving after the declaration is gone, and the next version would enter without any gate.",
  hint: "Take the versions out of the stage in the same change, by deleting the stage files, or keep the declaration.",
  *check({ base, head, changes }: Comparison): Iterable<Problem> {
    const declared = new Set(head.settings?.value.stages.map(({ name }) => name));
    for (const { path } of changesOf(changes, "settings-policy-changed")) {
      for (const { name } of base.settings?.value.stages ?? []) {
        const held = declared.has(name) ? [] : versionsIn(head, name);
        if (held.length === 0) continue;
        const message = `${name} is no longer declared, and holds ${listing(held, "and", 4)}`;
        const hint = `Delete the stage files in this change (registry/models/*/stages/${name}.yaml), or keep the declaration.`;
        const file = head.files.get(path);
        yield file === undefined ? { path, message, hint } : problemAtKey(file, ["stages"], { message, hint });
      }
    }
  },
};

function versionsIn({ models }: Registry, stage: string): readonly string[] {
  return [...models.values()].flatMap(({ name, stages }) => {
    const version = stages.get(stage)?.value.version ?? null;
    return version === null ? [] : [`${name} ${version}`];
  });
}
