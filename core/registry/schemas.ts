import common from "../../schemas/common-1.json" with { type: "json" };
import dataset from "../../schemas/dataset-1.json" with { type: "json" };
import datasetVersion from "../../schemas/dataset-version-1.json" with { type: "json" };
import model from "../../schemas/model-1.json" with { type: "json" };
import modelVersion from "../../schemas/model-version-1.json" with { type: "json" };
import registry from "../../schemas/registry-1.json" with { type: "json" };
import stage from "../../schemas/stage-1.json" with { type: "json" };
import status from "../../schemas/status-1.json" with { type: "json" };
import type { Kind } from "./names/paths.ts";

/** A JSON Schema (draft-07), as far as messages about it need to know. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode | boolean>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
}

/** What a schema says about one place in a document. */
export interface SchemaPlace {
  /** The nodes of which a value has to fit one, without references and combinations; empty where no such place is known. */
  readonly alternatives: readonly SchemaNode[];
  /** What the place is for. */
  readonly description: string | undefined;
  /** The shared definitions that it refers to, such as `Time`. */
  readonly definitions: readonly string[];
}

const definitions: Readonly<Record<string, SchemaNode>> = common.definitions as object as Record<string, SchemaNode>;

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

/** What the schema of `kind` says about the value at `keyPath`. */
export function placeAt(kind: Kind, keyPath: readonly (string | number)[]): SchemaPlace {
  let place = placeOf([SCHEMAS[kind] as SchemaNode]);
  for (const key of keyPath) {
    const below = place.alternatives.flatMap(({ properties, additionalProperties, items }) => {
      const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
      return [own ?? additionalProperties ?? items].filter((node) => typeof node === "object");
    });
    place = placeOf(below);
  }
  return place;
}

function placeOf(nodes: readonly SchemaNode[]): SchemaPlace {
  const places = nodes.map((node): SchemaPlace => {
    const { $ref, anyOf = [], allOf = [], description } = node;
    const definition = $ref?.split("/").at(-1);
    const referred = definition === undefined ? [] : [definitions[definition]].filter((found) => found !== undefined);
    const parts = [...anyOf, ...allOf, ...referred];
    if (parts.length === 0) return { alternatives: [node], description, definitions: [] };
    const inner = placeOf(parts);
    const names = definition === undefined ? inner.definitions : [definition, ...inner.definitions];
    return { alternatives: inner.alternatives, description: description ?? inner.description, definitions: names };
  });
  return {
    alternatives: places.flatMap((place) => place.alternatives),
    description: places.find((place) => place.description !== undefined)?.description,
    definitions: places.flatMap((place) => place.definitions),
  };
}
