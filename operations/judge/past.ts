import type { EarlierEntry, PolicyState, Promotion, PromotionInput } from "../../core/gates/input.ts";
import { comparesWithHolders } from "../../core/gates/holders.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import { heldBefore } from "../../core/history/tenures.ts";
import type { Tenure } from "../../core/history/tenure.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Registry } from "../../core/registry/registry.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";

/** What a branch tells of the time before a promotion. */
export interface Past {
  /** The tenures of a model since one of its versions was registered: before, the version held nothing. */
  tenures(model: string, version: string): Promise<Observed<readonly Tenure[]>>;
  /** All tenures of one stage. */
  stageTenures(model: string, stage: string): Promise<Observed<readonly Tenure[]>>;
  /** The states of registry.yaml and of the model's model.yaml, newest first. */
  policies(model: string): Promise<Observed<readonly PolicyState[]>>;
  /** The version files among `versions` that can be read. */
  versions(model: string, versions: ReadonlySet<string>): Promise<ReadonlyMap<string, ModelVersion>>;
  /** The branch before and after a commit of it, and the past of then; undefined for the first commit of all. */
  entry(commit: string, model: string): Promise<PastEntry | undefined>;
}

export interface PastEntry {
  readonly base: Registry;
  readonly head: Registry;
  readonly past: Past;
}

type Observations = Pick<PromotionInput, "history" | "policies" | "heldVersions">;

/** What the gates need to know of the past of a promotion. More is asked for only where the policy looks at it. */
export async function observePast(
  past: Past,
  trees: { readonly base: Registry; readonly head: Registry },
  promotion: Promotion,
): Promise<Observations & Pick<PromotionInput, "earlierEntries">> {
  const observed = await observe(past, trees, promotion);
  const entries = observed.history.known ? await readEntries(past, observed.history.value, promotion) : undefined;
  const earlierEntries = entries ?? { known: false, reason: "the history is not known" };
  return { ...observed, earlierEntries };
}

async function observe(past: Past, { base }: { readonly base: Registry }, promotion: Promotion): Promise<Observations> {
  const { model, stage, version } = promotion;
  const recent = past.tenures(model, version);
  if (!comparesWithHolders(base, promotion)) {
    return { history: await recent, policies: { known: true, value: [] }, heldVersions: new Map() };
  }
  const [others, own, policies] = await Promise.all([recent, past.stageTenures(model, stage), past.policies(model)]);
  if (!others.known || !own.known) {
    return { history: others.known ? own : others, policies, heldVersions: new Map() };
  }
  const value = [...others.value.filter((tenure) => tenure.stage !== stage), ...own.value];
  const held = new Set(own.value.map((tenure) => tenure.version));
  return { history: { known: true, value }, policies, heldVersions: await past.versions(model, held) };
}

/** How often the version entered the stage before, at most: a stage does not change hands without end. */
const MAX_ENTRIES = 20;

async function readEntries(
  past: Past,
  tenures: readonly Tenure[],
  promotion: Promotion,
): Promise<Observed<readonly EarlierEntry[]>> {
  const { model, stage, version } = promotion;
  const ofStage = tenures.filter((tenure) => tenure.stage === stage);
  if (heldBefore(ofStage, version) === undefined) return { known: true, value: [] };
  const entries = ofStage.filter((tenure) => tenure.version === version).slice(0, MAX_ENTRIES);
  const read = entries.map(async (tenure): Promise<EarlierEntry[]> => {
    const entry = await past.entry(tenure.from.commit, model);
    if (entry === undefined) return [];
    const { base, head } = entry;
    return [{ tenure, base, head, ...(await observe(entry.past, entry, promotion)) }];
  });
  return { known: true, value: (await Promise.all(read)).flat() };
}

/** The versions of a model that can be read, by name. */
export async function readVersions(
  reader: RegistryReader,
  model: string,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ModelVersion>> {
  await reader.preload([...names].map((version) => pathOf({ kind: "model-version", model, version })));
  const found = new Map<string, ModelVersion>();
  for (const name of names) {
    const version = await reader.version(model, name);
    if (version !== undefined) found.set(name, version);
  }
  return found;
}
