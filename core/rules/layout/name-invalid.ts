import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { type InvalidName, invalidNames, isName } from "../../registry/names/names.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";
import { withoutAround } from "../../text/trailing.ts";

export const nameInvalid: RegistryRule = {
  name: "name-invalid",
  severity: "error",
  scope: "registry",
  title: "Models, datasets, stages and versions have names that every system can store and every tool can take",
  why: "A name is a folder, a git tag, a part of an address and a word on a command line. One with capitals, spaces or dots works in some of these places and not in others; one such as `con` cannot be checked out on Windows at all.",
  hint: "Rename the folder or file, and the name inside. Names have lower-case letters, digits, `-` and `_`, and at most 64 of them.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    const seen = new Set<string>();
    for (const file of registry.files.values()) {
      for (const invalid of invalidNames(file.identity)) {
        // One folder, one finding, however many files it holds.
        const owner = invalid.of === "model" || invalid.of === "dataset" ? "" : file.path;
        const id = `${invalid.of} ${invalid.name} ${owner}`;
        if (seen.has(id)) continue;
        seen.add(id);
        yield problemAt(file, [invalid.key], advice(invalid));
      }
    }
    const { settings } = registry;
    for (const [index, { name }] of settings?.value.stages.entries() ?? []) {
      if (settings === undefined || isName(name)) continue;
      yield problemAt(
        settings.file,
        ["stages", index, "name"],
        advice({ of: "stage", key: "name", name, reserved: true }),
      );
    }
  },
};

/** A folder's name is found at one of its files, touched or not. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const found = [...after.files.values()].filter(({ identity }) => {
    if ("model" in identity && !touched.models.has(identity.model)) return false;
    if ("dataset" in identity && !touched.datasets.has(identity.dataset)) return false;
    return invalidNames(identity).length > 0;
  });
  return { paths: found.map(({ path }) => path) };
}

function advice({ of, name, reserved }: InvalidName): Pick<Problem, "message" | "hint"> {
  const message = `${JSON.stringify(name)} cannot be the name of a ${of}`;
  if (reserved)
    return { message, hint: "Windows reserves it, so the file could not be checked out there. Choose another name." };
  if (of === "version")
    return { message, hint: "Versions have letters, digits, - and the point, and begin with a letter or digit." };
  const slug = withoutAround(name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-"), "-_").slice(0, 64);
  const example = isName(slug) ? `, such as ${slug}` : "";
  return { message, hint: `Rename it to lower-case letters, digits, - and _${example}.` };
}
