import { withoutTrailing } from "../../../core/text/trailing.ts";
import { InputError } from "../../../core/errors.ts";
import type { WantedVersion } from "./store.ts";

/** What somebody named after `--from-mlflow`. */
export type MlflowReference =
  | { readonly type: "run"; readonly id: string; readonly model?: string }
  | { readonly type: "logged-model"; readonly id: string }
  | { readonly type: "registered"; readonly name: string; readonly wanted: WantedVersion }
  | { readonly type: "path"; readonly path: string };

const loggedModelId = /^m-[0-9a-f]{32}$/;

/**
 * Reads a reference in the forms that MLflow has.
 *
 * @example
 * parseReference("models:/churn/3"); // { type: "registered", name: "churn", wanted: { type: "version", version: "3" } }
 * parseReference("runs:/4f8d…/model"); // { type: "run", id: "4f8d…", model: "model" }
 * parseReference("mlruns/1/4f8d…/artifacts/model"); // { type: "path", path: "mlruns/1/4f8d…/artifacts/model" }
 * @throws InputError when it begins like an address of MLflow but is none.
 */
export function parseReference(text: string): MlflowReference {
  if (/^[0-9a-f]{32}$/.test(text)) return { type: "run", id: text };
  if (loggedModelId.test(text)) return { type: "logged-model", id: text };
  const { id, model } = /^runs:\/+(?<id>[0-9A-Za-z][\w-]{0,255})(?:\/+(?<model>.*))?$/.exec(text)?.groups ?? {};
  if (id !== undefined) {
    const path = withoutTrailing(model ?? "", "/");
    return { type: "run", id, ...(path !== "" && { model: path }) };
  }
  if (text.startsWith("models:")) return parseModels(text);
  if (!text.startsWith("runs:")) return { type: "path", path: text };
  throw notUnderstood(text, "runs:/RUN_ID, or runs:/RUN_ID/MODEL");
}

function parseModels(text: string): MlflowReference {
  const rest = text.replace(/^models:\/*/, "");
  if (loggedModelId.test(rest)) return { type: "logged-model", id: rest };
  const [, name = "", separator, part = ""] = /^([^@/]+)([@/])([^/]+)$/.exec(rest) ?? [];
  if (separator === "@") return { type: "registered", name, wanted: { type: "alias", alias: part } };
  if (separator === undefined)
    throw notUnderstood(text, "models:/NAME/VERSION, models:/NAME@ALIAS or models:/m-MODEL_ID");
  if (/^\d+$/.test(part)) return { type: "registered", name, wanted: { type: "version", version: part } };
  if (part.toLowerCase() === "latest") return { type: "registered", name, wanted: { type: "latest" } };
  return { type: "registered", name, wanted: { type: "stage", stage: part } };
}

function notUnderstood(text: string, forms: string): InputError {
  const message = `${JSON.stringify(text)} is no address that MLflow knows.`;
  return new InputError({ code: "mlflow-reference-invalid", message, hint: `Write ${forms}.` });
}
