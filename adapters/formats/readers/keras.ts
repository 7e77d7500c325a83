import type { Problems } from "../bytes/problems.ts";
import { quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { isMap, objectsIn, readZipJson } from "../bytes/zip-json.ts";

const MAX_LISTED = 64;
const MAX_JSON_BYTES = 4 * 1024 * 1024;

export interface KerasFacts {
  readonly kind: "keras";
  readonly kerasVersion: string | undefined;
  /** Functions stored as Python bytecode, which loading runs. */
  readonly lambdaCount: number;
  /** Modules outside Keras whose classes loading imports, sorted. */
  readonly otherModules: readonly string[];
  /** What of Keras itself reaches further than a layer should when the file is loaded, sorted. */
  readonly reaching: readonly string[];
}

/** Layers that load other files: a pickle of PyTorch's, and a SavedModel. */
const loadingLayers: ReadonlySet<unknown> = new Set(["TorchModuleWrapper", "TFSMLayer"]);
/** Rooms of functions that a layer may be made with, and that only compute. */
const computing = /^keras(\.src)?\.(activations|constraints|initializers|losses|metrics|ops|regularizers)(\.|$)/;

function reachOf({ class_name: name, module, config, vocabulary }: Record<string, unknown>): string | undefined {
  // A list of words; as a text it is the name of a file, which is read when the model is loaded.
  if (typeof vocabulary === "string") return `the file ${vocabulary}`;
  if (loadingLayers.has(name)) return String(name);
  if (name !== "function" || typeof module !== "string" || typeof config !== "string") return undefined;
  return module.startsWith("keras") && !computing.test(module) ? `${module}.${config}` : undefined;
}

/** What every object of the configuration that names a class says, at whatever depth. */
function findClasses(config: unknown): { lambdaCount: number; modules: Set<string>; reaching: Set<string> } {
  const found = { lambdaCount: 0, modules: new Set<string>(), reaching: new Set<string>() };
  for (const value of objectsIn(config)) {
    const { class_name: className, module } = value;
    if (className === "Lambda" || className === "__lambda__") found.lambdaCount++;
    const isKeras = typeof module === "string" && /^(keras|tensorflow\.keras|tf_keras|builtins)(\.|$)/.test(module);
    if (typeof module === "string" && !isKeras && found.modules.size < MAX_LISTED) found.modules.add(module);
    const reach = reachOf(value);
    if (reach !== undefined && found.reaching.size < MAX_LISTED) found.reaching.add(reach);
  }
  return found;
}

/** What a configuration names outside of Keras's own layers, which loading it imports and calls. */
function reportClasses(
  config: unknown,
  problems: Problems,
): Pick<KerasFacts, "lambdaCount" | "otherModules" | "reaching"> {
  const { lambdaCount, modules, reaching } = findClasses(config);
  const otherModules = [...modules].sort();
  const reached = [...reaching].sort();
  if (otherModules.length > 0) problems.refuse(`Loading it imports ${otherModules.map(quote).join(", ")}.`);
  if (reached.length > 0) problems.refuse(`Loading it reaches for ${reached.map(quote).join(", ")}.`);
  return { lambdaCount, otherModules, reaching: reached };
}

/**
 * Reads a JSON text that is the configuration of a Keras model, such as `model.to_json()` writes; any other is left. Its
 * Lambda layers are found in texts of any kind and length.
 */
export async function reportKerasJson(file: RandomAccessFile, problems: Problems): Promise<void> {
  const start = new TextDecoder().decode(await file.read(0, MAX_JSON_BYTES));
  if (!start.includes("class_name") && !start.includes("\\u")) return;
  if (file.sizeBytes > MAX_JSON_BYTES) {
    if (/^\s*\{\s*"class_name"/.test(start)) problems.refuse("Its layers are more than modelyard reads.");
    return;
  }
  let config: unknown;
  try {
    config = JSON.parse(start);
  } catch {
    // Whether it is JSON at all is said elsewhere.
    return;
  }
  if (isMap(config) && typeof config["class_name"] === "string" && isMap(config["config"])) {
    reportClasses(config, problems);
  }
}

/**
 * Reads the configuration of a `.keras` archive: whether it brings Python code, and which modules it imports.
 * https://keras.io/api/models/model_saving_apis/model_saving_and_loading/
 */
export async function inspectKeras(file: RandomAccessFile, problems: Problems): Promise<KerasFacts> {
  const metadata = await problems.attempt(() => readZipJson(file, "metadata.json"));
  const version = isMap(metadata) ? metadata["keras_version"] : undefined;
  const classes = reportClasses(await readZipJson(file, "config.json"), problems);
  if (classes.lambdaCount > 0) problems.refuse("It holds Lambda layers: loading it runs the Python code in them.");
  const kerasVersion = typeof version === "string" ? version : undefined;
  return { kind: "keras", kerasVersion, ...classes };
}
