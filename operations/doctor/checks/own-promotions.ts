import { mergePolicy } from "../../../core/gates/policy.ts";
import { modelFolder } from "../../../core/registry/names/paths.ts";
import type { ModelEntry } from "../../../core/registry/registry.ts";
import { listing } from "../../../core/text/listing.ts";
import { branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok } from "../check.ts";
import { ownersOf } from "../code-owners.ts";
import type { Setup } from "../setup.ts";

/**
 * Nobody approves their own pull request: where one person alone may approve, a promotion that this person opens can never
 * be merged. Who is in a team is not looked at.
 */
export const ownPromotions: Check = {
  name: "own-promotions",
  examine(setup) {
    const found = [...setup.registry.models.values()].flatMap((model) => ofModel(setup, model));
    return found.length > 0 ? found : [ok("an owner's own promotions can be approved by others")];
  },
};

function ofModel(setup: Setup, { name, model }: ModelEntry): readonly Found[] {
  const stages = setup.registry.settings?.value.stages ?? [];
  const owners = people(model?.value.owners ?? []);
  for (const { name: stage, gates } of owners === undefined ? [] : stages) {
    const { approvals } = mergePolicy(gates, model?.value.gates?.[stage]).policy;
    // Too few for anybody's promotion: the check of the policy says so.
    if (approvals === 0 || owners?.length !== approvals) continue;
    const asked = approvals === 1 ? "an approval" : `${approvals} approvals`;
    const path = `${setup.prefix}${modelFolder(name)}/model.yaml`;
    return [blocked(name, owners, `${stage} asks for ${asked} by the owners in ${path}, who are`)];
  }
  if (!isCodeOwnersRequired(setup)) return [];
  for (const { name: stage } of stages) {
    const file = `${setup.prefix}${modelFolder(name)}/stages/${stage}.yaml`;
    const codeOwners = people(ownersOf(setup.codeOwners?.text ?? "", file));
    if (codeOwners?.length !== 1) continue;
    const why = `the branch's rules ask for a review by the code owners of ${file}, who are`;
    return [blocked(name, codeOwners, why)];
  }
  return [];
}

function blocked(model: string, owners: readonly string[], why: string): Found {
  return advice(
    `A promotion of ${model} that ${listing(owners, "or")} opens can never be merged, since nobody approves their own: ${why} ${listing(owners, "and")} alone`,
    "Name one more owner and run modelyard codeowners, or let promotions be opened by others: by a workflow such as promote.yml with a GitHub App.",
  );
}

/** The people among owners, each once; undefined where a team is among them. */
function people(owners: readonly string[]): readonly string[] | undefined {
  if (owners.some((owner) => owner.includes("/"))) return undefined;
  return [...new Map(owners.map((owner) => [owner.toLowerCase(), owner])).values()];
}

function isCodeOwnersRequired(setup: Setup): boolean {
  const layers = branchLayers(setup);
  return layers.known && layers.value.layers.some(({ pullRequest }) => pullRequest?.codeOwners === true);
}
