import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Promotion, PromotionInput, Review } from "../../../core/gates/input.ts";
import type { Tenure } from "../../../core/history/tenure.ts";
import type { Registry } from "../../../core/registry/registry.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import type { StoredVersion } from "../../../core/store/store.ts";
import { fixtureTree } from "../../support/fixture-files.ts";
import { known, sha256, unknown } from "./scenario.ts";

export const FIXTURES = join(import.meta.dirname, "../../fixtures/gates");

/** What `observations.json` of a fixture holds: all that the two trees beside it do not say. */
interface Observations {
  readonly now: string;
  readonly promotion: Promotion;
  readonly author: string;
  readonly history: readonly WrittenTenure[];
  /** For a rollback: the history when the version first entered the stage. `then/` lies over `base/` as the registry of then. */
  readonly then?: readonly WrittenTenure[];
  readonly reviews: readonly Review[];
  readonly teams: Readonly<Record<string, readonly string[]>>;
  readonly store: StoredVersion;
}

type WrittenTenure = Omit<Tenure, "until"> & { readonly until: Tenure["until"] | null };

const BASE = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";

/**
 * The promotion of the fixture in `folder`: `base/` lies over the shared registry, and `head/` over both.
 *
 * @param change what a test makes of each tree before it is read
 */
export async function readFixture(
  folder: string,
  change: (tree: Tree) => Tree = (tree) => tree,
): Promise<PromotionInput> {
  const file = await readFile(join(FIXTURES, folder, "observations.json"), "utf8");
  const { now, promotion, author, history, then, reviews, teams, store } = JSON.parse(file) as Observations;
  const [baseFolder, headFolder] = [join(FIXTURES, folder, "base"), join(FIXTURES, folder, "head")];
  const read = async (tree: Tree, id: string): Promise<Registry> => readRegistry({ ...change(tree), id });
  const tenures = history.map(asTenure);
  const tenure = tenures.find(({ stage, version }) => stage === promotion.stage && version === promotion.version);
  const entryOf = async (historyOfThen: readonly WrittenTenure[]) => ({
    base: await read(fixtureTree(baseFolder, join(FIXTURES, folder, "then")), "then"),
    head: await read(fixtureTree(baseFolder, headFolder), "then entered"),
    history: known(historyOfThen.map(asTenure)),
    policies: known([]),
    heldVersions: new Map(),
  });
  return {
    now,
    promotion,
    author: known(author),
    history: known(tenures),
    policies: known([]),
    heldVersions: new Map(),
    earlierEntries: known(then === undefined || tenure === undefined ? [] : [{ tenure, ...(await entryOf(then)) }]),
    reviews: known(reviews),
    teams: (team) => (Object.hasOwn(teams, team) ? known(teams[team] ?? []) : unknown(`no such team: ${team}`)),
    store: known(store),
    sha256,
    base: await read(fixtureTree(baseFolder), BASE),
    head: await read(fixtureTree(baseFolder, headFolder), promotion.headCommit ?? "head"),
  };
}

function asTenure({ until, ...tenure }: WrittenTenure): Tenure {
  return { ...tenure, until: until ?? undefined };
}
