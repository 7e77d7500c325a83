import { mergePolicy, type StagePolicy } from "../../../core/gates/policy.ts";
import type { ModelEntry } from "../../../core/registry/registry.ts";
import type { StageSettings } from "../../../schemas/generated/types.ts";
import { type Check, type Found, advice, ok, problem } from "../check.ts";

/** Gates that no version could ever pass, however good it is and whoever approves. */
export const policy: Check = {
  name: "policy",
  examine({ registry: { settings, models }, prefix }) {
    const found = (settings?.value.stages ?? []).flatMap((stage) => {
      const place = `the gates of ${stage.name} in ${prefix}registry/registry.yaml`;
      const ofRegistry = impossible(mergePolicy(stage.gates).policy);
      if (ofRegistry.length > 0)
        return ofRegistry.map((why) => problem(`Nothing can enter ${stage.name}: ${why}`, `Change ${place}.`));
      return [...models.values()].flatMap((model) => ofModel(model, stage, { prefix, place }));
    });
    return found.length > 0 ? found : [ok("every gate can be passed")];
  },
};

function ofModel(
  { name, model }: ModelEntry,
  { name: stage, gates }: StageSettings,
  { prefix, place }: { readonly prefix: string; readonly place: string },
): readonly Found[] {
  if (model === undefined) return [];
  const { policy: merged, warnings } = mergePolicy(gates, model.value.gates?.[stage], name);
  const path = prefix + model.file.path;
  const reasons = impossible(merged).concat(tooFewOwners(merged, model.value.owners ?? []));
  const problems = reasons.map((why) =>
    problem(`No version of ${name} can enter ${stage}: ${why}`, `Change ${path}, or ${place}.`),
  );
  return problems.concat(warnings.map((warning) => advice(`${name}, ${stage}: ${warning}`, `Take it out of ${path}.`)));
}

function impossible({ metrics, formats }: StagePolicy): readonly string[] {
  const bounds = [...metrics].flatMap(([name, { min, max }]) =>
    min !== undefined && max !== undefined && min > max ? [`${name} must be at least ${min} and at most ${max}`] : [],
  );
  return formats.only?.length === 0 && formats.granted.length === 0 ? [...bounds, "no file format is allowed"] : bounds;
}

function tooFewOwners({ approvals }: StagePolicy, owners: readonly string[]): readonly string[] {
  const people = new Set(owners.map((owner) => owner.toLowerCase()));
  const hasTeam = owners.some((owner) => owner.includes("/"));
  if (approvals === 0 || hasTeam || people.size >= approvals) return [];
  const has = people.size === 0 ? "it names no owners" : `it names ${people.size} of them`;
  return [`it needs ${approvals === 1 ? "an approval" : `${approvals} approvals`} by owners, and ${has}`];
}
