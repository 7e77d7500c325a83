import type { Change } from "../changes/change.ts";
import { type ComparedTree, compareRegistries } from "../changes/compare.ts";
import { contentOf } from "../registry/file.ts";
import { identify, pathOf } from "../registry/names/paths.ts";
import { PartialRegistry } from "../registry/reading/partial.ts";
import type { Registry } from "../registry/registry.ts";
import { REGISTRY_FOLDER, type Tree } from "../tree/tree.ts";
import { DEFAULT_SCHEME, type VersionScheme } from "../registry/versions/version.ts";
import { Touched } from "../rules/touched.ts";

/** The trees that a change is judged by, and the paths at which head differs from where it left the base. */
export interface ChangeTrees {
  /** Where the head left the base: what changes counts from here. */
  readonly mergeBase: Tree;
  /** The base as it is now; the same tree where nothing happened there since. */
  readonly baseTip: Tree;
  readonly head: Tree;
  /** Every path below `registry/`, and of CODEOWNERS, that differs between `mergeBase` and `head`, in content or mode. */
  readonly paths: Iterable<string>;
}

/** As much of each tree as comparing the change and judging it needs. */
export interface LoadedChange {
  readonly mergeBase: Registry;
  readonly baseTip: Registry;
  readonly head: Registry;
  /** What head does to `mergeBase`. */
  readonly changes: readonly Change[];
  /** How many registry files head has at the touched paths. */
  readonly files: number;
  /** Whether the change may break anything at all, so that only a check of the whole head finds what it breaks. */
  readonly concernsAll: boolean;
  /** What `checkChange` goes on reading from. */
  readonly read: { readonly touched: Touched; readonly mergeBase: PartialRegistry; readonly head: PartialRegistry };
}

/**
 * Reads what a change touches, and what its stages hold, and nothing else: this costs what the change costs, however
 * large the registry is. A change of registry.yaml, which everything depends on, and one that deletes a version, which
 * anything may refer to, concern all of the registry.
 */
export async function loadChange(trees: ChangeTrees): Promise<LoadedChange> {
  const touched = new Touched(trees.paths);
  const mergeBase = new PartialRegistry(trees.mergeBase);
  const baseTip = trees.baseTip === trees.mergeBase ? mergeBase : new PartialRegistry(trees.baseTip);
  const head = new PartialRegistry(trees.head);
  const parts = [...new Set([mergeBase, baseTip, head])];

  await Promise.all(parts.map((part) => readTouched(part, touched)));
  await readVersionsInStages(parts, touched);
  await readWhereSchemeMatters(mergeBase, head, touched);
  const isOfAll = concernsAll(mergeBase, head, touched);
  if (isOfAll) await readAllButVersions(head);
  const [before, now, after] = await Promise.all([mergeBase.registry(), baseTip.registry(), head.registry()]);
  const [from, to] = [onlyAt(before, touched.paths), onlyAt(after, touched.paths)];
  return {
    mergeBase: before,
    baseTip: baseTip === mergeBase ? before : now,
    head: after,
    changes: compareRegistries(from, to),
    files: to.files.size,
    concernsAll: isOfAll,
    read: { touched, mergeBase, head },
  };
}

/** The part of a registry that lies at `paths`. */
function onlyAt({ entries, files }: Registry, paths: ReadonlySet<string>): ComparedTree {
  return {
    entries: entries.filter(({ path }) => paths.has(path)),
    files: new Map([...files].filter(([path]) => paths.has(path))),
  };
}

/** The touched files, and of each touched model all but its versions: they are few, and the versions may be many. */
async function readTouched(part: PartialRegistry, touched: Touched): Promise<void> {
  await part.list(touched.places());
  const besideVersions = part.paths().filter((path) => {
    const identity = identify(path);
    return identity !== undefined && identity.kind !== "model-version" && identity.kind !== "dataset-version";
  });
  await part.read([...besideVersions, ...touched.paths]);
}

/** The versions that a touched stage holds in any of the trees. */
async function readVersionsInStages(parts: readonly PartialRegistry[], touched: Touched): Promise<void> {
  const stages = touched.ofKind("stage");
  if (stages.length === 0) return;
  const registries = await Promise.all(parts.map((part) => part.registry()));
  const held = stages.flatMap((path) =>
    registries.flatMap(({ files }) => {
      const file = files.get(path);
      const stage = file && contentOf(file, "stage");
      const model = file?.identity.kind === "stage" ? file.identity.model : undefined;
      const version = stage?.version ?? undefined;
      return model === undefined || version === undefined ? [] : [pathOf({ kind: "model-version", model, version })];
    }),
  );
  await Promise.all(parts.map((part) => part.read(held)));
}

/** All versions of a model whose scheme changes, and those that an added version has to be above. */
async function readWhereSchemeMatters(
  mergeBase: PartialRegistry,
  head: PartialRegistry,
  touched: Touched,
): Promise<void> {
  const changed = new Set(await modelsWithOtherScheme(mergeBase, head, touched));
  const growing = [...touched.identities].flatMap(([path, identity]) =>
    identity.kind === "model-version" && !mergeBase.has(path) ? [identity.model] : [],
  );
  await Promise.all([
    mergeBase.read(versionsOf(mergeBase, new Set([...changed, ...growing]))),
    head.read(versionsOf(head, changed)),
  ]);
}

async function modelsWithOtherScheme(
  mergeBase: PartialRegistry,
  head: PartialRegistry,
  touched: Touched,
): Promise<readonly string[]> {
  const edited = [...touched.models].filter((model) => touched.hasModelFile(model));
  if (edited.length === 0) return [];
  const [before, after] = await Promise.all([mergeBase.registry(), head.registry()]);
  return edited.filter((model) => schemeIn(before, model) !== schemeIn(after, model));
}

function schemeIn({ models }: Registry, model: string): VersionScheme {
  return models.get(model)?.model?.value.versioning ?? DEFAULT_SCHEME;
}

function versionsOf(part: PartialRegistry, models: ReadonlySet<string>): readonly string[] {
  return part.paths().filter((path) => {
    const identity = identify(path);
    return identity?.kind === "model-version" && models.has(identity.model);
  });
}

/** Whether rules on anything at all may say something else because of the change. */
function concernsAll(mergeBase: PartialRegistry, head: PartialRegistry, touched: Touched): boolean {
  const settings = pathOf({ kind: "registry" });
  if (touched.paths.has(settings) || !head.has(settings)) return true;
  const facts = [...touched.ofKind("model-version"), ...touched.ofKind("dataset-version")];
  return facts.some((path) => mergeBase.has(path) && !head.has(path));
}

async function readAllButVersions(part: PartialRegistry): Promise<void> {
  await part.list([REGISTRY_FOLDER]);
  await part.read(part.paths().filter((path) => !path.includes("/versions/")));
}
