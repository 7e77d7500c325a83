import { parseDocument } from "yaml";

const flavorKeysWithCode = ["code", "code_path", "code_paths", "model_code_path", "loader_code"];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** MLflow's own loader modules. `mlflow.pyfunc.loaders.…` are left out: they run a script that lies beside the model. */
const isMlflowLoader = (name: unknown): boolean =>
  typeof name === "string" && /^mlflow(\.[a-z_]+|\.pyfunc\.model)$/.test(name);

/**
 * Whether an `MLmodel` file makes MLflow import code that lies beside it: a `code` path, a model written as a script, or a
 * loader outside MLflow. What cannot be read is not known to be without.
 *
 * @example detectMlflowFormat("flavors: {python_function: {loader_module: mlflow.onnx}}", true) // "mlflow-model"
 */
export function detectMlflowFormat(text: string, whole: boolean): "mlflow-model" | "mlflow-code" {
  if (!whole) return "mlflow-code";
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0 || document.warnings.length > 0) return "mlflow-code";
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 0 });
  } catch {
    return "mlflow-code";
  }
  if (!isMap(content) || !isMap(content["flavors"])) return "mlflow-code";
  for (const flavor of Object.values(content["flavors"])) {
    if (!isMap(flavor)) return "mlflow-code";
    if (flavorKeysWithCode.some((key) => (flavor[key] ?? null) !== null)) return "mlflow-code";
    if (flavor["loader_module"] !== undefined && !isMlflowLoader(flavor["loader_module"])) return "mlflow-code";
  }
  return "mlflow-model";
}
