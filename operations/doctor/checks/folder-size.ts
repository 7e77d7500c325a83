import { compareText } from "../../../core/text/order.ts";
import { type Check, advice, ok } from "../check.ts";

/** As many entries of a folder GitHub supports (https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits). */
const MAX_ENTRIES = 3000;
/** There is time to do something from here on. */
const MANY_ENTRIES = 2500;

export const folderSize: Check = {
  name: "folder-size",
  examine({ registry, prefix }) {
    const large = [...entriesByFolder(registry.files.keys())].filter(([, entries]) => entries.size > MANY_ENTRIES);
    if (large.length === 0) return [ok(`no folder has more than ${MANY_ENTRIES} entries`)];
    return large
      .sort(([a], [b]) => compareText(a, b))
      .map(([folder, { size }]) =>
        advice(
          `${prefix}${folder} has ${size} entries, and GitHub supports ${MAX_ENTRIES} in a folder`,
          "Beyond that GitHub's pages leave entries out, and pushes get slower; git and modelyard do not. Start a second registry for new models: in another repository, or in a folder of this one.",
        ),
      );
  },
};

function entriesByFolder(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const segments = path.split("/");
    for (let depth = 1; depth < segments.length; depth++) {
      const folder = segments.slice(0, depth).join("/");
      const entries = folders.get(folder) ?? new Set<string>();
      folders.set(folder, entries.add(segments[depth] ?? ""));
    }
  }
  return folders;
}
