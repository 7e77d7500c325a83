import { expect, test } from "vitest";
import { formats } from "../formats/catalogue.ts";
import { SCHEMA_FILES, type SchemaNode } from "./schemas.ts";
import { checkShape } from "./shape.ts";

interface EditorNode extends SchemaNode {
  readonly definitions?: Readonly<Record<string, EditorNode>>;
  readonly properties?: Readonly<Record<string, EditorNode | boolean>>;
  readonly enumDescriptions?: readonly string[];
  readonly defaultSnippets?: readonly { readonly label: string; readonly body: unknown }[];
}

const schemas = SCHEMA_FILES.map(({ name, text }) => ({ name, schema: JSON.parse(text) as EditorNode }));
const common = schemas.find(({ name }) => name === "common-1.json")?.schema.definitions ?? {};

/** Every schema node below one, with the way to it. */
function* nodesIn(node: unknown, way: string): Iterable<readonly [way: string, node: EditorNode]> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield [way, node];
  for (const [key, inner] of Object.entries(node)) {
    if (!["examples", "defaultSnippets", "enum"].includes(key)) yield* nodesIn(inner, `${way}/${key}`);
  }
}

const nodes = schemas.flatMap(({ name, schema }) => [...nodesIn(schema, name)]);

test("every field has a description of its own", () => {
  const without = nodes.flatMap(([way, { properties }]) => {
    if (properties === undefined || way.endsWith("/properties")) return [];
    const fields = Object.entries(properties).filter(
      ([, field]) => typeof field === "object" && !("description" in field),
    );
    // What is forbidden beside another key has nothing to say.
    return fields.map(([key]) => `${way}/${key}`);
  });
  expect(without).toEqual([]);
});

test("a pattern that fields share has none, which editors would show in the place of the field's", () => {
  const patterns = Object.entries(common).filter(([, { pattern }]) => pattern !== undefined);
  expect(patterns.map(([name]) => name)).toContain("VersionText");
  expect(patterns.filter(([, node]) => "description" in node)).toEqual([]);
});

test("each of several words has a meaning beside it", () => {
  const choices = nodes.filter(([, node]) => Array.isArray(node.enum));
  expect(choices.length).toBeGreaterThan(8);
  for (const [way, node] of choices) {
    const { enumDescriptions = [] } = node;
    expect({ way, count: enumDescriptions.length }).toEqual({ way, count: node.enum?.length });
    expect(enumDescriptions.every((text) => text.length > 1)).toBe(true);
  }
});

test("editors offer the formats of the catalogue in a gate, and safe", () => {
  expect(common["PolicyFormat"]?.enum).toEqual(["safe", ...formats.map(({ name }) => name)]);
});

/** What an editor writes for a snippet: the first word that each place offers, and numbers without quotes. */
function filledIn(body: unknown): unknown {
  const text = JSON.stringify(body)
    .replaceAll(/"\^\$\{\d+:([^}]*)\}"/g, "$1")
    .replaceAll(/\$\{\d+\|([^,}|]*)[^}]*\}/g, "$1")
    .replaceAll(/\$\{\d+:([^}]*)\}/g, "$1");
  return JSON.parse(text) as unknown;
}

function bodiesOf(node: EditorNode | boolean | undefined): readonly unknown[] {
  return typeof node === "object" ? (node.defaultSnippets ?? []).map(({ body }) => filledIn(body)) : [];
}

function settingsWith(stage: unknown, store: unknown = "github-releases"): unknown {
  return { schema: "registry/1", name: "acme", stages: [stage], artifacts: { store } };
}

test("what snippets of gates, stages, stores and whole files write is valid", () => {
  const whole = (name: string) => bodiesOf(schemas.find((each) => each.name === name)?.schema);
  const gates = [
    ...bodiesOf(common["Gates"]),
    ...["formats", "freeze", "metrics"].flatMap((gate) =>
      bodiesOf(common["Gates"]?.properties?.[gate]).map((body) => ({ [gate]: body })),
    ),
  ];
  const registries = [
    ...gates.map((each) => settingsWith({ name: "production", gates: each })),
    ...bodiesOf(common["StageSettings"]).map((stage) => settingsWith(stage)),
    ...bodiesOf(common["StoreSettings"]).map((store) => settingsWith({ name: "production" }, store)),
    ...whole("registry-1.json"),
  ];
  expect(registries.length).toBeGreaterThan(10);
  for (const registry of registries) expect(checkShape("registry", registry)).toEqual([]);
  for (const model of whole("model-1.json")) expect(checkShape("model", model)).toEqual([]);
  for (const status of whole("status-1.json")) expect(checkShape("status", status)).toEqual([]);
});
