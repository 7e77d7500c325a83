import { parseBoundedJson } from "./bounded-json.ts";
import { HeaderProblem } from "./header-problem.ts";
import type { Problems } from "./problems.ts";
import { quote } from "./problems.ts";
import type { RandomAccessFile } from "./random-access-file.ts";
import { openZipMember, readZipDirectory } from "./zip.ts";

const maxConfigBytes = 4 * 1024 * 1024;
const jsonLimits = { maxDepth: 64, maxValues: 500_000 };
const maxListed = 64;

export interface KerasFacts {
  readonly kind: "keras";
  readonly kerasVersion: string | undefined;
  /** Functions stored as Python bytecode, which loading runs. */
  readonly lambdaCount: number;
  /** Modules outside Keras whose classes loading imports, sorted. */
  readonly otherModules: readonly string[];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Of two members with one name Python takes the last. */
async function readJson(file: RandomAccessFile, path: string): Promise<unknown> {
  const member = (await readZipDirectory(file)).findLast((candidate) => candidate.path === path);
  if (member === undefined) throw new HeaderProblem(`It has no ${path}.`);
  const content = await openZipMember(file, member, { limitBytes: maxConfigBytes });
  const bytes = await content.read(0, maxConfigBytes);
  if (content.sizeBytes > bytes.length) throw new HeaderProblem(`Its ${path} is longer than modelyard reads.`, "limit");
  return parseBoundedJson(new TextDecoder().decode(bytes), jsonLimits).value;
}

/** Every object that names a class, at whatever depth. */
function findClasses(config: unknown): { lambdaCount: number; modules: Set<string> } {
  const found = { lambdaCount: 0, modules: new Set<string>() };
  const open: unknown[] = [config];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) for (const item of value) open.push(item);
    if (!isMap(value)) continue;
    const { class_name: className, module } = value;
    if (className === "Lambda" || className === "__lambda__") found.lambdaCount++;
    const isKeras = typeof module === "string" && /^(keras|tensorflow\.keras|tf_keras|builtins)(\.|$)/.test(module);
    if (typeof module === "string" && !isKeras && found.modules.size < maxListed) found.modules.add(module);
    for (const item of Object.values(value)) open.push(item);
  }
  return found;
}

/**
 * Reads the configuration of a `.keras` archive: whether it brings Python code, and which modules it imports.
 * https://keras.io/api/models/model_saving_apis/model_saving_and_loading/
 */
export async function inspectKeras(file: RandomAccessFile, problems: Problems): Promise<KerasFacts> {
  const metadata = await problems.attempt(() => readJson(file, "metadata.json"));
  const version = isMap(metadata) ? metadata["keras_version"] : undefined;
  const { lambdaCount, modules } = findClasses(await readJson(file, "config.json"));
  const otherModules = [...modules].sort();
  if (lambdaCount > 0) problems.add("It holds Lambda layers: loading it runs the Python code in them.");
  if (otherModules.length > 0) problems.add(`Loading it imports ${otherModules.map(quote).join(", ")}.`);
  return { kind: "keras", kerasVersion: typeof version === "string" ? version : undefined, lambdaCount, otherModules };
}
