import type { ErrorObject } from "ajv";
import { validate as dataset } from "../../schemas/generated/validators/dataset.js";
import { validate as datasetVersion } from "../../schemas/generated/validators/dataset-version.js";
import { validate as model } from "../../schemas/generated/validators/model.js";
import { validate as modelVersion } from "../../schemas/generated/validators/model-version.js";
import { validate as registry } from "../../schemas/generated/validators/registry.js";
import { validate as stage } from "../../schemas/generated/validators/stage.js";
import { validate as status } from "../../schemas/generated/validators/status.js";
import type { Kind } from "./names/paths.ts";

const VALIDATOR: Record<Kind, typeof stage> = {
  registry,
  model,
  "model-version": modelVersion,
  stage,
  status,
  dataset,
  "dataset-version": datasetVersion,
};

/** Where `value` departs from the schema of its kind; empty where it fits. */
export function checkShape(kind: Kind, value: unknown): readonly ErrorObject[] {
  const validate = VALIDATOR[kind];
  return validate(value) ? [] : (validate.errors ?? []);
}
