import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { RegistryRule } from "../rule.ts";

export const ownersMissing: RegistryRule = {
  name: "owners-missing",
  severity: "warning",
  scope: "registry",
  title: "A model that needs approvals has owners",
  why: "Approvals count when they come from an owner of the model. Without owners nobody can approve, and the model can never enter the stage.",
  hint: 'Name them in model.yaml: `owners: ["@alice", "@acme/growth-ml"]`.',
  reach: "touched-files",
  *check({ settings, models }: RegistryOutline): Iterable<Problem> {
    const stages = settings?.value.stages ?? [];
    for (const { name, model } of models.values()) {
      if (model === undefined || (model.value.owners ?? []).length > 0) continue;
      const strict = stages.find((stage) => {
        const own = model.value.gates?.[stage.name]?.approvals ?? 0;
        return Math.max(own, stage.gates?.approvals ?? 0) > 0;
      });
      if (strict === undefined) continue;
      yield problemAt(model.file, ["owners"], {
        message: `${strict.name} needs approvals by owners, and ${name} has none`,
        hint: 'Name them: owners: ["@alice", "@acme/growth-ml"].',
      });
    }
  },
};
