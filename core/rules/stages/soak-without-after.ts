import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";

export const soakWithoutAfter: RegistryRule = {
  name: "soak-without-after",
  severity: "error",
  scope: "registry",
  title: "Every soak says in which stage",
  why: "`soak` is how long a version must have held the stage named in `after`. Without that stage there is nothing to wait for, so the gate looks strict and can never be met.",
  hint: "Add `after` with the stage to soak in, or take `soak` away.",
  reach: "touched-files",
  *check({ settings, models }: RegistryOutline): Iterable<Problem> {
    if (settings === undefined) return;
    const afters = new Set<string>();
    for (const [index, { name, gates }] of settings.value.stages.entries()) {
      if (gates?.after !== undefined) afters.add(name);
      else if (gates?.soak !== undefined)
        yield problemAt(settings.file, ["stages", index, "gates", "soak"], advice(gates.soak));
    }
    for (const { model } of models.values()) {
      for (const [stage, { soak, after }] of Object.entries(model?.value.gates ?? {})) {
        if (model === undefined || soak === undefined || after !== undefined || afters.has(stage)) continue;
        yield problemAt(model.file, ["gates", stage, "soak"], advice(soak));
      }
    }
  },
};

function advice(soak: string): Pick<Problem, "message" | "hint"> {
  return {
    message: `A soak of ${soak}, and no stage to soak in`,
    hint: "Add `after` with the stage, such as `after: staging`.",
  };
}
