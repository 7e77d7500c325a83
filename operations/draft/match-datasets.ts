import { readContent } from "../../core/registry/content.ts";
import { identify } from "../../core/registry/names/paths.ts";
import { REGISTRY_FOLDER, type Tree } from "../../core/tree/tree.ts";
import type { DatasetUse, DatasetVersion } from "../../schemas/generated/types.ts";

/**
 * Names the registered dataset version in place of an address where exactly one has the digest: trackers know bytes, and
 * people look for names.
 *
 * @example
 * await nameDatasets(tree, [{ uri: "data/train.csv", digest: "md5:a304…", role: "training" }]);
 * // [{ name: "customers", version: "4", role: "training" }]
 */
export async function nameDatasets(tree: Tree, uses: readonly DatasetUse[]): Promise<readonly DatasetUse[]> {
  const digests = uses.flatMap(({ digest }) => digest ?? []);
  if (digests.length === 0) return uses;
  const registered = await registeredWith(tree, digests);
  const named = uses.map((use): DatasetUse => {
    const [only, ...others] = registered.filter(({ digest }) => digest === use.digest);
    return only === undefined || others.length > 0
      ? use
      : { name: only.dataset, version: only.version, role: use.role };
  });
  return [...new Map(named.map((use) => [JSON.stringify(use), use])).values()];
}

async function registeredWith(tree: Tree, wanted: readonly string[]): Promise<readonly DatasetVersion[]> {
  const paths = (await tree.list(`${REGISTRY_FOLDER}/datasets`)).map(({ path }) => path);
  const contents = await tree.read(paths.filter((path) => identify(path)?.kind === "dataset-version"));
  const found: DatasetVersion[] = [];
  for (const [path, bytes] of contents) {
    const identity = identify(path);
    const text = Buffer.from(bytes);
    // There may be many, and most do not even hold the text.
    if (identity?.kind !== "dataset-version" || !wanted.some((digest) => text.includes(digest))) continue;
    const version = await readContent(identity, { path, bytes });
    if (version !== undefined && wanted.includes(version.digest)) found.push(version);
  }
  return found;
}
