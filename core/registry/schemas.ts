import common from "../../schemas/common-1.json" with { type: "json" };
import dataset from "../../schemas/dataset-1.json" with { type: "json" };
import datasetVersion from "../../schemas/dataset-version-1.json" with { type: "json" };
import model from "../../schemas/model-1.json" with { type: "json" };
import modelVersion from "../../schemas/model-version-1.json" with { type: "json" };
import registry from "../../schemas/registry-1.json" with { type: "json" };
import stage from "../../schemas/stage-1.json" with { type: "json" };
import status from "../../schemas/status-1.json" with { type: "json" };
import type { Kind } from "./paths.ts";

/** A JSON Schema (draft-07), as far as messages about it need to know. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode | boolean>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
}

const SCHEMAS: Record<Kind, unknown> = {
  registry,
  model,
  "model-version": modelVersion,
  stage,
  status,
  dataset,
  "dataset-version": datasetVersion,
};

/** All schema files, as they are copied beside a registry for editors. */
export const SCHEMA_FILES: readonly { readonly name: string; readonly text: string }[] = [
  common,
  ...Object.values(SCHEMAS as Record<Kind, { $id: string }>),
].map((content) => ({ name: content.$id, text: `${JSON.stringify(content, null, 2)}\n` }));

/**
 * The schema node that a validation error's `schemaPath` points at.
 *
 * @param schemaPath `#/properties/x/type` in the kind's own schema, or `common-1.json#/definitions/…`
 * @param up how many steps above it
 */
export function schemaNodeAt(kind: Kind, schemaPath: string, up = 0): SchemaNode {
  const [file, pointer = ""] = schemaPath.split("#");
  const steps = pointer.split("/").slice(1).map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
  let node: unknown = file === "" ? SCHEMAS[kind] : common;
  for (const step of steps.slice(0, steps.length - up)) {
    if (typeof node !== "object" || node === null) break;
    node = (node as Record<string, unknown>)[step];
  }
  return typeof node === "object" && node !== null ? node : {};
}

/** A node's own description, or that of the definition it refers to. */
export function descriptionOf(kind: Kind, node: SchemaNode): string | undefined {
  if (node.description !== undefined) return node.description;
  const reference = node.$ref ?? node.allOf?.[0]?.$ref;
  return reference === undefined ? undefined : descriptionOf(kind, schemaNodeAt(kind, reference));
}
