import { parseBoundedJson } from "./bounded-json.ts";
import { HeaderProblem } from "./header-problem.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const maxHeaderBytes = 1024 * 1024;
const maxJsonBytes = 8 * 1024 * 1024;
const jsonLimits = { maxDepth: 64, maxValues: 3_000_000 };

export interface TreesFacts {
  readonly kind: "trees";
  readonly library: "lightgbm" | "xgboost";
  /** Of the file's format for LightGBM, such as "v4"; of the library for XGBoost. */
  readonly version: string | undefined;
  /** Such as "binary:logistic". */
  readonly objective: string | undefined;
  readonly featureNames: readonly string[];
  readonly treeCount: number | undefined;
}

/** Reads the settings in front of the first tree. https://github.com/microsoft/LightGBM */
export async function inspectLightgbm(file: RandomAccessFile): Promise<TreesFacts> {
  const start = new TextDecoder().decode(await file.read(0, maxHeaderBytes));
  const settings = new Map<string, string>();
  for (const line of start.split("\n")) {
    if (line.startsWith("Tree=")) break;
    const at = line.indexOf("=");
    if (at > 0) settings.set(line.slice(0, at), line.slice(at + 1).trim());
  }
  const words = (key: string): readonly string[] =>
    settings
      .get(key)
      ?.split(" ")
      .filter((word) => word !== "") ?? [];
  return {
    kind: "trees",
    library: "lightgbm",
    version: settings.get("version"),
    objective: words("objective")[0],
    featureNames: words("feature_names"),
    treeCount: settings.has("tree_sizes") ? words("tree_sizes").length : undefined,
  };
}

const property = (value: unknown, ...keys: readonly string[]): unknown => {
  let inner = value;
  for (const key of keys) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
};

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** Reads an XGBoost model in JSON. https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html */
export async function inspectXgboostJson(file: RandomAccessFile): Promise<TreesFacts> {
  if (file.sizeBytes > maxJsonBytes)
    throw new HeaderProblem("It is longer than the 8 MiB that modelyard reads.", "limit");
  const { value: model } = parseBoundedJson(new TextDecoder().decode(await file.read(0, maxJsonBytes)), jsonLimits);
  const version = property(model, "version");
  const objective = property(model, "learner", "objective", "name");
  const names = property(model, "learner", "feature_names");
  const trees = Number(property(model, "learner", "gradient_booster", "model", "gbtree_model_param", "num_trees"));
  return {
    kind: "trees",
    library: "xgboost",
    version: Array.isArray(version) && version.every(Number.isSafeInteger) ? version.join(".") : undefined,
    objective: typeof objective === "string" ? objective : undefined,
    featureNames: isTexts(names) ? names : [],
    treeCount: Number.isSafeInteger(trees) ? trees : undefined,
  };
}
