import { codeOwnersSection, findSection } from "../../../core/registry/codeowners.ts";
import { listing } from "../../../core/text/listing.ts";
import { type Check, type Found, advice, ok, problem } from "../check.ts";
import { ownersOf } from "../code-owners.ts";
import type { Setup } from "../setup.ts";

export const codeowners: Check = {
  name: "codeowners",
  examine(setup) {
    const { codeOwners } = setup;
    const owned = ownedModels(setup);
    if (codeOwners === undefined) {
      const fix = "Run modelyard codeowners, and commit what it writes.";
      return [problem("There is no CODEOWNERS: nobody is asked to review a promotion", fix)];
    }
    const { path, text } = codeOwners;
    const old = stale(setup, { path, text }, owned);
    const models = old.length > 0 ? [] : owned;
    const found = [...old, ...uncovered(setup, codeOwners, models), ...refused(setup, path)];
    return found.length > 0
      ? found
      : [ok(`${path} asks for review of every model, of the policy and of the workflows`)];
  },
};

interface Owned {
  readonly name: string;
  readonly owners: readonly string[];
}

function ownedModels({ registry }: Setup): readonly Owned[] {
  return [...registry.models.values()].map(({ name, model }) => ({ name, owners: model?.value.owners ?? [] }));
}

function stale(
  { prefix }: Setup,
  { path, text }: NonNullable<Setup["codeOwners"]>,
  owned: readonly Owned[],
): readonly Found[] {
  const place = findSection(text, prefix);
  // Who never asked for the section keeps the file by hand.
  if (place === undefined || text.slice(place.start, place.end) === codeOwnersSection(owned, prefix)) return [];
  const fix = "Run modelyard codeowners, and commit what it writes.";
  return [problem(`${path} does not name the owners that the models name`, fix)];
}

function uncovered(
  { registry, prefix, parts }: Setup,
  { path, text }: NonNullable<Setup["codeOwners"]>,
  owned: readonly Owned[],
): readonly Found[] {
  const isOwned = (file: string) => ownersOf(text, file).length > 0;
  const stages = registry.settings?.value.stages ?? [];
  const models = owned.filter(({ name, owners }) => {
    const folder = `${prefix}registry/models/${name}`;
    const files = [`${folder}/model.yaml`, ...stages.map((stage) => `${folder}/stages/${stage.name}.yaml`)];
    return owners.length > 0 && !files.every(isOwned);
  });
  const found = models.map(({ name, owners }) =>
    problem(
      `${path} asks nobody to review the stages of ${name}`,
      `In ${path}, add the line, or run modelyard codeowners:`,
      [`/${prefix}registry/models/${name}/ ${owners.join(" ")}`],
    ),
  );
  const rules = [`${prefix}registry/registry.yaml`, ...new Set(parts.map((use) => use.path)), path];
  const open = rules.filter((file) => !isOwned(file));
  if (open.length === 0) return found;
  return [
    ...found,
    advice(
      `${path} asks nobody to review ${listing(open, "and", 4)}: who edits these can weaken the gates`,
      `In ${path}, above everything else, add lines with those who answer for the registry:`,
      open.map((file) => `/${file} @OWNER`),
    ),
  ];
}

/** GitHub ignores lines that it cannot read, and owners without write access. */
function refused({ github }: Setup, path: string): readonly Found[] {
  const errors = github.known && github.value.codeOwnersErrors.known ? github.value.codeOwnersErrors.value : [];
  if (errors.length === 0) return [];
  const message = `GitHub ignores lines of ${path} on the default branch: ${listing(errors, "and", 3)}`;
  return [problem(message, `Correct them. An owner needs write access to the repository, and a team must be visible.`)];
}
