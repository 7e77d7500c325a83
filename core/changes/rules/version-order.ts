import type { ModelVersion } from "../../../schemas/generated/types.ts";
import type { Problem } from "../../registry/finding.ts";
import type { ModelEntry } from "../../registry/registry.ts";
import {
  DEFAULT_SCHEME,
  type VersionScheme,
  compareVersions,
  isPrerelease,
  isVersionOf,
} from "../../registry/versions/version.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const versionOrder: ChangeRule = {
  name: "version-order",
  severity: "warning",
  scope: "change",
  title: "A new version is above the latest one",
  why: "`latest` and ranges give the highest version. A new one below it is registered, and whoever asks for the latest goes on getting the old one. That is right for a fix of an older line. Otherwise it is a mistake.",
  hint: "Choose a version above the latest one. Leave it as it is if it fixes an older line.",
  *check({ base, head, changes }: Comparison): Iterable<Problem> {
    for (const { path, model, version } of changesOf(changes, "version-added")) {
      const before = base.models.get(model);
      const after = head.models.get(model);
      const added = after?.versions.get(version)?.value;
      const scheme = after?.model?.value.versioning ?? DEFAULT_SCHEME;
      const latest = before === undefined ? undefined : latestOf(before, scheme);
      if (added === undefined || latest === undefined || !isVersionOf(scheme, version)) continue;
      if (compareVersions(scheme, added, latest) > 0) continue;
      yield problemIn(head, path, [scheme === "commit" ? "created_at" : "version"], {
        message:
          scheme === "commit"
            ? `${model} ${version} was created before ${latest.version}, the latest version`
            : `${model} ${version} is not above ${latest.version}, the latest version`,
        hint: `${model}@latest goes on giving ${latest.version}. Leave it so for a fix of an older line; otherwise take a higher version.`,
      });
    }
  },
};

/** What `latest` gives: the highest version that is no pre-release and not withdrawn. */
function latestOf({ versions, statuses }: ModelEntry, scheme: VersionScheme): ModelVersion | undefined {
  const eligible = [...versions.values()].flatMap(({ value }) =>
    isPrerelease(scheme, value.version) || statuses.has(value.version) ? [] : [value],
  );
  return eligible.sort((a, b) => compareVersions(scheme, a, b)).at(-1);
}
