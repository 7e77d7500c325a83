import { type ArchiveFacts, inspectZip } from "./archive.ts";
import { isExpectedImport } from "../pickle/pickle-imports.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { objectsIn, readZipJson } from "../bytes/zip-json.ts";
import { untrustedTypes } from "./skops-types.ts";

const MAX_LISTED = 64;
const MAX_NAMED = 8;

export interface SkopsFacts {
  readonly kind: "skops";
  /** What loading it builds or calls beyond what skops trusts by default, sorted. The loader asks whether to trust it. */
  readonly otherTypes: readonly string[];
  readonly archive: ArchiveFacts;
}

/** Loaders of nodes that call what they name: a method of an object, and an operator that fetches one. */
const callingLoaders: ReadonlySet<unknown> = new Set(["MethodNode", "OperatorFuncNode"]);

/** Parts of ordinary models that skops does not trust by default. */
const ordinaryTypes =
  /^(?:sklearn\.(?:tree\._tree\.Tree|neighbors\._(?:kd|ball)_tree\.(?:KD|Ball)Tree\d*|metrics\._dist_metrics\.\w+)|_loss\.Cy\w+|scipy\.sparse\._\w+\.\w+_(?:matrix|array)|numpy\.dtype)$/;

function isOrdinary(type: string): boolean {
  const dot = type.lastIndexOf(".");
  return ordinaryTypes.test(type) || isExpectedImport(type.slice(0, dot), type.slice(dot + 1));
}

function named(types: readonly string[]): string {
  const shown = types.slice(0, MAX_NAMED).map(quote);
  if (types.length > shown.length) shown.push(`${types.length - shown.length} more`);
  return shown.join(", ");
}

/**
 * Reads which types a skops file names, in its tree of nodes.
 * https://skops.readthedocs.io/en/stable/persistence.html
 */
export async function inspectSkops(file: RandomAccessFile, problems: Problems): Promise<SkopsFacts> {
  let otherTypes: readonly string[] = [];
  await problems.attempt(async () => {
    const schema = await readZipJson(file, "schema.json");
    otherTypes = untrustedTypes(schema);
    const called = new Set<string>();
    for (const { __loader__: loader, __module__: module, __class__: name } of objectsIn(schema)) {
      if (callingLoaders.has(loader)) called.add(`${String(module)}.${String(name)}`);
    }
    const alarming = otherTypes.filter((type) => called.has(type) || !isOrdinary(type));
    const ordinary = otherTypes.filter((type) => !alarming.includes(type));
    if (alarming.length > 0)
      problems.add(`Loading it builds or calls ${named(alarming)}: no ordinary model needs that.`);
    if (ordinary.length > 0) {
      problems.add(
        `skops does not trust ${named(ordinary)} by default: the code that loads it must name them as trusted.`,
      );
    }
  });
  return {
    kind: "skops",
    otherTypes: otherTypes.slice(0, MAX_LISTED),
    archive: await inspectZip(file, "skops", problems),
  };
}
