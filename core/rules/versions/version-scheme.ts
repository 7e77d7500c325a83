import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { DEFAULT_SCHEME, SCHEME_DESCRIPTION, isVersionOf, meantVersion } from "../../registry/versions/version.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";

export const versionScheme: RegistryRule = {
  name: "version-scheme",
  severity: "error",
  scope: "registry",
  title: "Every version is written in its model's scheme",
  why: "`latest`, ranges and the order on every page depend on versions that compare. One that is written otherwise has no place in that order, and two spellings of one version would be two versions.",
  hint: "Rename the version file and its `version`, or choose another `versioning` in model.yaml before the first version.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const { model, versions } of registry.models.values()) {
      const scheme = model?.value.versioning ?? DEFAULT_SCHEME;
      for (const [version, { file }] of versions) {
        if (isVersionOf(scheme, version)) continue;
        const meant = meantVersion(scheme, version);
        yield problemAt(file, ["version"], {
          message: `${JSON.stringify(version)} is not a ${scheme} version`,
          hint: `${meant === undefined ? "" : `Did you mean ${meant}? `}This model's versions are ${scheme}: ${SCHEME_DESCRIPTION[scheme]}.`,
        });
      }
    }
  },
};

/** The scheme stands in model.yaml. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const models = [...after.models.values()].filter(({ name }) => touched.hasModelFile(name));
  return { paths: models.flatMap(({ versions }) => [...versions.values()].map(({ file }) => file.path)) };
}
