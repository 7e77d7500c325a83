import { Lexer, parseDocument } from "yaml";
import { withoutStacks } from "../../../core/yaml/without-stacks.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const MAX_BYTES = 256 * 1024;
/** Descriptions of models have hundreds; to read as many as 256 KiB can hold would take seconds. */
const MAX_TOKENS = 20_000;

/** "<<" brings the keys of another mapping, here or in a reader of YAML 1.1. */
const flavorKeysWithCode = ["<<", "code", "code_path", "code_paths", "model_code_path", "loader_code"];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** MLflow's own loader modules. `mlflow.pyfunc.loaders.…` are not among them: they run a script that lies beside the model. */
const isMlflowLoader = (name: unknown): boolean =>
  typeof name === "string" && /^mlflow(\.[a-z_]+|\.pyfunc\.model)$/.test(name);

/** MLflow looks for a model's description under this name only. */
export const isMlflowModel = (path: string): boolean => /(^|\/)MLmodel$/.test(path);

/** YAML 1.1, which MLflow reads, ends a line at these, so that what is a comment here would be a key there. */
const otherLineBreaks = /[\u0085\u2028\u2029]/;

function isShort(text: string): boolean {
  let tokens = 0;
  for (const token of new Lexer().lex(text)) if (token !== "" && ++tokens > MAX_TOKENS) return false;
  return true;
}

function readFlavors(text: string): unknown {
  if (otherLineBreaks.test(text) || !isShort(text)) return undefined;
  try {
    // Looking for repeated keys takes quadratic time; the last one counts, here as in MLflow.
    const document = withoutStacks(() =>
      parseDocument(text, { logLevel: "error", uniqueKeys: false, prettyErrors: false }),
    );
    if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
    const content: unknown = document.toJS({ maxAliasCount: 0 });
    return isMap(content) ? content["flavors"] : undefined;
  } catch {
    return undefined;
  }
}

const importsCode = (flavor: unknown): boolean =>
  !isMap(flavor) ||
  flavorKeysWithCode.some((key) => (flavor[key] ?? null) !== null) ||
  (flavor["loader_module"] !== undefined && !isMlflowLoader(flavor["loader_module"]));

/**
 * Whether an `MLmodel` file makes MLflow import code that lies beside it: a `code` path, a model written as a script, or a
 * loader outside MLflow. What cannot be read is not known to be without.
 *
 * @example
 * await detectMlflowFormat(memoryFile("MLmodel", bytes)); // "mlflow-model" for
 * // flavors: {python_function: {loader_module: mlflow.onnx}}
 */
export async function detectMlflowFormat(file: RandomAccessFile): Promise<"mlflow-model" | "mlflow-code"> {
  if (file.sizeBytes > MAX_BYTES) return "mlflow-code";
  const flavors = readFlavors(new TextDecoder().decode(await file.read(0, MAX_BYTES)));
  return !isMap(flavors) || "<<" in flavors || Object.values(flavors).some(importsCode)
    ? "mlflow-code"
    : "mlflow-model";
}
