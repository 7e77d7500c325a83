import { HeaderProblem } from "../bytes/header-problem.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { type ZipMember, bytesAroundZip, openZipMember } from "../bytes/zip.ts";
import { isMap, objectsIn, readZipJson } from "../bytes/zip-json.ts";
import { npyHeaderBytes, readNpyHeader } from "../readers/npy.ts";
import { type NamesByModule, bitGenerators, dtypes, losses, sklearnTypes, ufuncs } from "./skops-trusted.ts";

const MAX_MEMBERS = 4096;
/** The newest protocol that is known, and the oldest whose nodes mean the same. */
const [OLDEST_PROTOCOL, NEWEST_PROTOCOL] = [1, 2];

const primitives: NamesByModule = { builtins: "int float str bool list set map tuple" };

/** What each loader of a node trusts by default. Those that call what a file names trust nothing. */
const trustedByLoader: ReadonlyMap<string, readonly NamesByModule[]> = new Map([
  ["DictNode", [{ builtins: "dict", collections: "OrderedDict" }]],
  ["DefaultDictNode", [{ collections: "defaultdict" }]],
  ["ListNode", [{ builtins: "list" }]],
  ["SetNode", [{ builtins: "set" }]],
  ["TupleNode", [{ builtins: "tuple" }]],
  ["BytesNode", [{ builtins: "bytes" }]],
  ["BytearrayNode", [{ builtins: "bytearray" }]],
  ["SliceNode", [{ builtins: "slice" }]],
  ["FunctionNode", [ufuncs]],
  ["TypeNode", [primitives, dtypes]],
  ["ObjectNode", [sklearnTypes]],
  ["JsonNode", [primitives]],
  ["NdArrayNode", [{ numpy: "ndarray" }, dtypes]],
  ["MaskedArrayNode", [{ "numpy.ma": "MaskedArray", "numpy.ma.core": "MaskedArray" }]],
  ["RandomStateNode", [{ "numpy.random.mtrand": "RandomState" }]],
  ["RandomGeneratorNode", [{ "numpy.random._generator": "Generator" }]],
  ["LossNode", [losses]],
]);

const has = (names: NamesByModule, module: string, name: string): boolean =>
  Object.hasOwn(names, module) && names[module]?.split(" ").includes(name) === true;

/** The kind of bits that a generator's state names: skops calls it. */
function bitGenerator(node: Record<string, unknown>): string | undefined {
  const place = ["content", "bit_generator", "content", "bit_generator", "content"];
  const text = place.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), node);
  return typeof text === "string" ? /^"(\w+)"$/.exec(text)?.[1] : undefined;
}

function untrustedType(node: Record<string, unknown>): string | undefined {
  const { __module__: module, __class__: name, __loader__: loader } = node;
  if (loader === undefined) return undefined;
  if (typeof loader !== "string" || typeof module !== "string" || typeof name !== "string") return "a node of no type";
  // It stands for a node that is looked at in its own place.
  if (loader === "CachedNode") return undefined;
  const isTrusted = trustedByLoader.get(loader)?.some((names) => has(names, module, name)) === true;
  if (!isTrusted) return `${module}.${name}`;
  if (loader !== "RandomGeneratorNode") return undefined;
  const bits = bitGenerator(node) ?? "?";
  return has(bitGenerators, "numpy.random", bits) ? undefined : `numpy.random.${bits}`;
}

/**
 * The types that a skops file builds and that skops does not trust by default, sorted.
 *
 * @param schema what its schema.json holds
 */
export function untrustedTypes(schema: unknown): readonly string[] {
  const found = new Set<string>();
  for (const node of objectsIn(schema)) {
    // Of a map with such a key that is no node, the values are looked at by themselves.
    if (isMap(node["__loader__"])) continue;
    const type = untrustedType(node);
    if (type !== undefined) found.add(type);
  }
  return [...found].toSorted();
}

/**
 * Whether skops loads a file with no list of trusted types, and the file is a skops archive and nothing else.
 *
 * @throws HeaderProblem when it is broken, or too long to be looked at whole
 */
export async function isTrustedSkops(file: RandomAccessFile, members: readonly ZipMember[]): Promise<boolean> {
  if (members.length > MAX_MEMBERS) throw new HeaderProblem("It has more members than modelyard reads.", "limit");
  if (new Set(members.map(({ path }) => path)).size < members.length) return false;
  if ((await bytesAroundZip(file)) > 0) return false;
  for (const member of members) {
    if (member.path === "schema.json" || /^[^/\\]+\.bin$/.test(member.path)) continue;
    if (!/^[^/\\]+\.npy$/.test(member.path)) return false;
    const header = await readNpyHeader(await openZipMember(file, member, { limitBytes: npyHeaderBytes }));
    if (header.hasObjects) return false;
  }
  const schema = await readZipJson(file, "schema.json");
  if (!isMap(schema) || typeof schema["__loader__"] !== "string") return false;
  const { protocol } = schema;
  const isKnown = typeof protocol === "number" && protocol >= OLDEST_PROTOCOL && protocol <= NEWEST_PROTOCOL;
  return isKnown && untrustedTypes(schema).length === 0;
}
