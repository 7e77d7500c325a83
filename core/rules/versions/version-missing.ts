import { type KeyPath, type RegistryFile, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { modelFolder, pathOf } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import {
  DEFAULT_SCHEME,
  SCHEME_DESCRIPTION,
  type VersionScheme,
  isVersionOf,
  meantVersion,
} from "../../registry/versions/version.ts";
import type { Need, Reach, RegistryRule, TouchedRegistry } from "../rule.ts";
import { listVersions } from "../../text/listing.ts";

export const versionMissing: RegistryRule = {
  name: "version-missing",
  severity: "error",
  scope: "registry",
  title: "Every version that a file names exists",
  why: "A stage that names a version without a file cannot be resolved, so the next deployment of that stage would fail, or worse, keep serving what nobody chose.",
  hint: "Draft the version first, or name one that exists.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const { name, stages, statuses, versions } of registry.models.values()) {
      for (const { file, value } of stages.values()) {
        if (value.version !== null) yield* missing(registry, file, ["version"], name, value.version);
      }
      for (const { file, value } of statuses.values()) yield* missing(registry, file, ["version"], name, value.version);
      for (const { file, value } of versions.values()) {
        const { base } = value;
        if (base?.model === undefined || base.version === undefined) continue;
        yield* missing(registry, file, ["base", "version"], base.model, base.version);
      }
    }
  },
};

/** The versions that touched versions were trained from; and where one is missing, those that there are and how they are named, for the hint. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const needs = touched.versionsIn(after).flatMap(({ value: { base } }): Need[] => {
    const { model, version } = base ?? {};
    if (model === undefined || version === undefined) return [];
    const path = pathOf({ kind: "model-version", model, version });
    const settings = pathOf({ kind: "model", model });
    return [
      { list: [path] },
      { list: [`${modelFolder(model)}/versions`, settings], read: (file) => file === settings, unlessFile: path },
    ];
  });
  return { paths: [], needs };
}

function* missing(
  registry: RegistryOutline,
  file: RegistryFile,
  key: KeyPath,
  model: string,
  version: string,
): Iterable<Problem> {
  if (registry.files.has(pathOf({ kind: "model-version", model, version }))) return;
  const known = versionsOf(registry, model);
  yield problemAt(file, key, {
    message: known.length > 0 ? `${model} has no version ${version}` : `${model} has no versions`,
    hint: [
      ...(known.length > 0 ? [`It has ${listVersions(known)}.`] : []),
      wayOut(registry.models.get(model)?.model?.value.versioning, { model, version, known }),
    ].join(" "),
  });
}

function wayOut(
  scheme: VersionScheme = DEFAULT_SCHEME,
  { model, version, known }: { readonly model: string; readonly version: string; readonly known: readonly string[] },
): string {
  const draft = `Draft it first (modelyard draft ${model} --version ${version} …)`;
  if (isVersionOf(scheme, version)) return known.length > 0 ? `${draft}, or name one of these.` : `${draft}.`;
  const meant = meantVersion(scheme, version);
  const guess = meant !== undefined && known.includes(meant) ? `Did you mean ${meant}? ` : "";
  return `${guess}Its versions are ${scheme}: ${SCHEME_DESCRIPTION[scheme]}.`;
}

/** Whatever the model's scheme: 1.10.0 comes after 1.9.0. */
const inOrder = new Intl.Collator("en", { numeric: true });

function versionsOf(registry: RegistryOutline, model: string): string[] {
  const folder = `${modelFolder(model)}/versions/`;
  const paths = [...registry.files.keys()].filter((path) => path.startsWith(folder));
  return paths.map((path) => path.slice(folder.length, -".yaml".length)).sort(inOrder.compare);
}
