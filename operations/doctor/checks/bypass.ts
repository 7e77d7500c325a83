import { listing } from "../../../core/text/listing.ts";
import { type BranchLayer, branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok, seen, unknown } from "../check.ts";

/** Who may bypass merges past every gate. `publish` notices afterwards. */
export const bypass: Check = {
  name: "bypass",
  examine: (setup) =>
    seen(branchLayers(setup), ({ layers, unseen }) => {
      const found = layers.flatMap(bypassOf);
      const [reason] = layers.flatMap(({ bypass: actors }) => (actors.known ? [] : [actors.reason])).concat(unseen);
      if (reason !== undefined) return found.concat(unknown(`who may bypass the branch's rules: ${reason}`));
      if (found.length > 0) return found;
      return ok(layers.length === 0 ? "there are no rules to bypass" : "nobody may bypass the branch's rules");
    }),
};

function bypassOf({ place, bypass: actors }: BranchLayer): readonly Found[] {
  if (!actors.known || actors.value.length === 0) return [];
  const names = listing(actors.value, "and", 6);
  const where = place.includes("Rulesets")
    ? `${place} › Bypass list: empty it, or keep only who must be able to in an emergency.`
    : `${place}: tick "Do not allow bypassing the above settings", and empty the list of who may bypass pull requests.`;
  return [advice(`The branch's rules do not hold for ${names}`, where)];
}
