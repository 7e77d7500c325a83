import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";

export const stageDuplicate: RegistryRule = {
  name: "stage-duplicate",
  severity: "error",
  scope: "registry",
  title: "Every stage is declared once",
  why: "Of two declarations of one stage only one could hold, so the gates of the other would be gates that do not exist.",
  hint: "Put the gates of both into one, and delete the other.",
  reach: "touched-files",
  *check({ settings }: RegistryOutline): Iterable<Problem> {
    if (settings === undefined) return;
    const names = settings.value.stages.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      const first = names.indexOf(name);
      if (first === index) continue;
      const message = `${name} is declared already, as item ${first + 1}`;
      yield problemAt(settings.file, ["stages", index, "name"], { message, hint: "Put the gates of both into one." });
    }
  },
};
