import { parseBoundedJson } from "../bytes/bounded-json.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import type { Problems } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { readUbjson } from "../bytes/ubjson.ts";

const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_JSON_BYTES = 8 * 1024 * 1024;
/** All of it is read, in time that grows with its size alone. */
const ubjsonLimits = { bytes: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
const jsonLimits = { maxDepth: 64, maxValues: 3_000_000 };

export interface TreesFacts {
  readonly kind: "trees";
  readonly library: "lightgbm" | "xgboost" | "catboost";
  /** Of the file's format for LightGBM, such as "v4"; of the library for XGBoost. */
  readonly version: string | undefined;
  /** Such as "binary:logistic". */
  readonly objective: string | undefined;
  readonly featureNames: readonly string[];
  readonly treeCount: number | undefined;
}

/** Reads the settings in front of the first tree. https://github.com/microsoft/LightGBM */
export async function inspectLightgbm(file: RandomAccessFile, problems: Problems): Promise<TreesFacts> {
  const bytes = await file.read(0, MAX_HEADER_BYTES);
  const start = new TextDecoder().decode(bytes);
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
  const sizes = words("tree_sizes").map(Number);
  const firstTree = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf("Tree=0\n");
  const isWhole = bytes.length === file.sizeBytes;
  if (isWhole && firstTree === -1 && !start.includes("end of trees"))
    problems.refuse("It has no trees: it is cut off.");
  // Files of old versions do not say how long their trees are; a header of many features may be longer than what was read.
  if (sizes.length > 0 && firstTree !== -1) {
    const endOfTrees = sizes.reduce((sum, size) => sum + size, firstTree);
    await reportEndOfTrees(file, endOfTrees, problems);
  }
  return {
    kind: "trees",
    library: "lightgbm",
    version: settings.get("version"),
    objective: words("objective")[0],
    featureNames: words("feature_names"),
    treeCount: settings.has("tree_sizes") ? words("tree_sizes").length : undefined,
  };
}

/** Behind the last tree comes a line that says so. */
async function reportEndOfTrees(file: RandomAccessFile, endOfTrees: number, problems: Problems): Promise<void> {
  const expected = "end of trees";
  const isInside = Number.isSafeInteger(endOfTrees) && endOfTrees >= 0 && endOfTrees < file.sizeBytes;
  const found = isInside ? new TextDecoder().decode(await file.read(endOfTrees, expected.length)) : "";
  if (found !== expected) problems.refuse("Its trees do not end where it says: it is truncated or was edited.");
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
  // That it is JSON to its end is seen elsewhere, of a model of any size.
  if (file.sizeBytes > MAX_JSON_BYTES) return xgboostFacts(undefined);
  const { value: model } = parseBoundedJson(new TextDecoder().decode(await file.read(0, MAX_JSON_BYTES)), jsonLimits);
  return xgboostFacts(model);
}

/** Reads an XGBoost model in UBJSON, which says the same as one in JSON. */
export async function inspectXgboostUbjson(file: RandomAccessFile, problems: Problems): Promise<TreesFacts> {
  const cursor = new ByteCursor(file, 0, ubjsonLimits);
  const model = await readUbjson(cursor, (key) => key === "trees" || key === "tree_info");
  if (cursor.remainingBytes > 0) problems.refuse(`${cursor.remainingBytes} bytes behind its end belong to nothing.`);
  return xgboostFacts(model);
}

function xgboostFacts(model: unknown): TreesFacts {
  const version = property(model, "version");
  const objective = property(model, "learner", "objective", "name");
  const names = property(model, "learner", "feature_names");
  const booster = property(model, "learner", "gradient_booster");
  // A booster that drops trees wraps the one that has them.
  const trees = property(property(booster, "gbtree") ?? booster, "model", "gbtree_model_param", "num_trees");
  const treeCount = typeof trees === "string" ? Number(trees) : undefined;
  return {
    kind: "trees",
    library: "xgboost",
    version: Array.isArray(version) && version.every(Number.isSafeInteger) ? version.join(".") : undefined,
    objective: typeof objective === "string" ? objective : undefined,
    featureNames: isTexts(names) ? names : [],
    treeCount: Number.isSafeInteger(treeCount) ? treeCount : undefined,
  };
}
