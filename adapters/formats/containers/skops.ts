import { type ArchiveFacts, inspectZip } from "./archive.ts";
import { isExpectedImport } from "../pickle/pickle-imports.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { objectsIn, readZipJson } from "../bytes/zip-json.ts";

const MAX_LISTED = 64;
const MAX_NAMED = 8;

export interface SkopsFacts {
  readonly kind: "skops";
  /** What loading it builds or calls beyond what ordinary models need, sorted. The loader asks whether to trust it. */
  readonly otherTypes: readonly string[];
  readonly archive: ArchiveFacts;
}

/** NumPy's functions of numbers that models are made with. */
const ordinaryFunctions: ReadonlySet<unknown> = new Set(
  "abs absolute cbrt ceil cos exp exp2 expm1 floor log log10 log1p log2 maximum minimum sign sin sqrt square tanh".split(
    " ",
  ),
);

/** Loaders of nodes that call what they name: a method of an object, and an operator that fetches one. */
const callingLoaders: ReadonlySet<unknown> = new Set(["MethodNode", "OperatorFuncNode"]);

function otherType(node: Record<string, unknown>): string | undefined {
  const { __module__: module, __class__: name, __loader__: loader } = node;
  if (typeof module !== "string" || typeof name !== "string") return undefined;
  const isFunction = module === "numpy" && ordinaryFunctions.has(name);
  const isOrdinary = isFunction || isExpectedImport(module, name);
  return isOrdinary && !callingLoaders.has(loader) ? undefined : `${module}.${name}`;
}

/**
 * Reads which types a skops file names, in its tree of nodes.
 * https://skops.readthedocs.io/en/stable/persistence.html
 */
export async function inspectSkops(file: RandomAccessFile, problems: Problems): Promise<SkopsFacts> {
  const found = new Set<string>();
  await problems.attempt(async () => {
    for (const node of objectsIn(await readZipJson(file, "schema.json"))) {
      const type = otherType(node);
      if (type !== undefined && found.size < MAX_LISTED) found.add(type);
    }
  });
  const otherTypes = [...found].sort();
  if (otherTypes.length > 0) {
    const named = otherTypes.slice(0, MAX_NAMED).map(quote);
    if (otherTypes.length > named.length) named.push(`${otherTypes.length - named.length} more`);
    problems.add(`Loading it builds or calls ${named.join(", ")}: no ordinary model needs that.`);
  }
  return { kind: "skops", otherTypes, archive: await inspectZip(file, "skops", problems) };
}
