import { problemAt, problemAtKey } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";
import { listing } from "../../text/listing.ts";
import { closest } from "../../text/suggest.ts";

export const stageUndeclared: RegistryRule = {
  name: "stage-undeclared",
  severity: "error",
  scope: "registry",
  title: "Every stage is declared in registry.yaml",
  why: "Only declared stages have gates. A stage that nobody declared has none, so a misspelt stage file would promote past every gate to a place that no deploy job reads.",
  hint: "Correct the stage's name, or declare it under `stages` in registry.yaml in a pull request of its own.",
  reach: "touched-files",
  *check(registry: RegistryOutline): Iterable<Problem> {
    if (registry.settings === undefined) return;
    const declared = registry.settings.value.stages.map((stage) => stage.name);
    for (const { stages, model } of registry.models.values()) {
      for (const [stage, { file }] of stages) {
        if (!declared.includes(stage)) yield problemAt(file, ["stage"], advice(stage, declared));
      }
      for (const stage of Object.keys(model?.value.gates ?? {})) {
        if (model !== undefined && !declared.includes(stage))
          yield problemAtKey(model.file, ["gates", stage], advice(stage, declared));
      }
    }
    for (const [index, stage] of registry.settings.value.stages.entries()) {
      const { after } = stage.gates ?? {};
      if (after === undefined || declared.includes(after)) continue;
      yield problemAt(registry.settings.file, ["stages", index, "gates", "after"], advice(after, declared));
    }
  },
};

function advice(stage: string, declared: readonly string[]): Pick<Problem, "message" | "hint"> {
  const near = closest(stage, declared);
  const known = `registry.yaml declares ${listing(declared, "and")}`;
  return {
    message: `${stage} is not a declared stage`,
    hint: near === undefined ? `${known}.` : `Did you mean ${near}? ${known}.`,
  };
}
