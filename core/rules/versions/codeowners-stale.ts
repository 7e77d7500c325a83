import { CODEOWNERS_PATHS, codeOwnersSection, findSection } from "../../registry/codeowners.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { ALL_MODEL_FILES, type Reach, type RegistryRule, type TouchedRegistry } from "../rule.ts";

export const codeownersStale: RegistryRule = {
  name: "codeowners-stale",
  severity: "warning",
  scope: "registry",
  title: "CODEOWNERS asks the owners that the models name",
  why: "GitHub asks for the reviews that CODEOWNERS names, and the approvals gate counts those of the owners in model.yaml. Where the two differ, a pull request waits for somebody who was never asked.",
  hint: "`modelyard codeowners` writes its section anew; the rest of the file stays as it is.",
  reach: reachOf,
  *check({ codeOwners, models }: RegistryOutline): Iterable<Problem> {
    const text = codeOwners?.source.text ?? "";
    const place = findSection(text);
    // Who never asked for the section keeps CODEOWNERS by hand.
    if (codeOwners === undefined || place === undefined) return;
    const owned = [...models.values()].map(({ name, model }) => ({ name, owners: model?.value.owners ?? [] }));
    const wanted = codeOwnersSection(owned);
    if (text.slice(place.start, place.end) === wanted) return;
    yield {
      path: codeOwners.path,
      ...placed(codeOwners.source, codeOwners.source.span(place.start, text.indexOf("\n", place.start))),
      message: "The owners below are not those that the models name",
      hint: "Run modelyard codeowners, and commit what it writes.",
    };
  },
};

/** CODEOWNERS holds the owners of all models, so it is looked at where it or an owner changes. */
function reachOf({ touched, before, after }: TouchedRegistry): Reach {
  if (findSection(after.codeOwners?.source.text ?? "") === undefined) return { paths: [] };
  const isTouched = CODEOWNERS_PATHS.some((path) => touched.paths.has(path));
  const isOutdated = [...touched.models].some((model) => ownersIn(before, model) !== ownersIn(after, model));
  return isTouched || isOutdated ? { paths: "anywhere", needs: [ALL_MODEL_FILES] } : { paths: [] };
}

function ownersIn({ models }: RegistryOutline, model: string): string {
  return (models.get(model)?.model?.value.owners ?? []).join();
}
