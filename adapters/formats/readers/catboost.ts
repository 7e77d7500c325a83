import { parseBoundedJson } from "../bytes/bounded-json.ts";
import { FlatTable } from "../bytes/flatbuffer.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { PagedBytes } from "../bytes/paged-bytes.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import type { TreesFacts } from "./boosted-trees.ts";

/** The signature and the length of what follows. */
const modelAt = 8;
const MAX_FEATURES = 10_000;
const MAX_INFOS = 64;
/** The parameters are a document of several KiB. */
const MAX_INFO_BYTES = 64 * 1024;

async function readFeatures(trees: FlatTable): Promise<readonly string[]> {
  const names: { readonly index: number; readonly name: string }[] = [];
  // Columns of categories, and of numbers: where each is among all columns, and its name.
  for (const [list, index, name] of [
    [4, 1, 2],
    [5, 2, 4],
  ] as const) {
    for (const feature of await trees.tables(list, MAX_FEATURES)) {
      names.push({ index: await feature.integer(index, "i32"), name: (await feature.text(name)) ?? "" });
    }
  }
  if (names.some(({ name }) => name === "")) return [];
  return names.sort((a, b) => a.index - b.index).map(({ name }) => name);
}

function objectiveOf(params: string | undefined): string | undefined {
  try {
    const { value } = parseBoundedJson(params ?? "", { maxDepth: 16, maxValues: 10_000 });
    const loss = (value as { readonly loss_function?: { readonly type?: unknown } } | null)?.loss_function?.type;
    return typeof loss === "string" ? loss : undefined;
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    return undefined;
  }
}

/**
 * Reads features, objective and number of trees of a CatBoost model.
 * https://github.com/catboost/catboost/blob/master/catboost/libs/model/flatbuffers/model.fbs
 *
 * @throws HeaderProblem when it is broken
 */
export async function inspectCatboost(file: RandomAccessFile): Promise<TreesFacts> {
  const model = await FlatTable.root(new PagedBytes(file), modelAt);
  const infos = new Map<string, string>();
  for (const info of await model.tables(2, MAX_INFOS)) {
    infos.set((await info.text(0)) ?? "", (await info.text(1, MAX_INFO_BYTES)) ?? "");
  }
  const trees = await model.table(1);
  if (trees === undefined) throw new HeaderProblem("It has no trees.");
  const version = /release (\d[\w.]*\d)/.exec(infos.get("catboost_version_info") ?? "")?.[1];
  return {
    kind: "trees",
    library: "catboost",
    version,
    objective: objectiveOf(infos.get("params")),
    featureNames: await readFeatures(trees),
    treeCount: await trees.count(2),
  };
}
