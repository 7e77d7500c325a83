// Writes what is derived: the formats that a gate may name into the schemas, types and precompiled validators from the schemas, docs/rules.md from the rules, and
// a part of docs/action.md from the action.yml files, and the project's owner wherever it stands, from core/project.ts.
// --check compares instead.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { rolldown } from "rolldown";
import { actionDoc } from "./action-doc.ts";
import { withOwner } from "./project-owner.ts";

const root = join(import.meta.dirname, "..");
const schemaFolder = join(root, "schemas");
const banner = "// Generated from schemas/*.json by `npm run generate`. Do not edit.\n";

type Schema = Record<string, unknown> & { $id: string; title: string };

async function readSchemas(): Promise<Schema[]> {
  const names = (await readdir(schemaFolder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(schemaFolder, name), "utf8")) as Schema));
}

const kindOf = (schema: Schema): string => schema.$id.replace(/-1\.json$/, "");

/** Words for editors, which check nothing. */
const FOR_EDITORS = ["defaultSnippets", "enumDescriptions", "patternErrorMessage", "tsType"];

function jsonLines(items: readonly string[]): string {
  return `[\n${items.map((item) => `        ${JSON.stringify(item)}`).join(",\n")}\n      ]`;
}

/** The formats that a gate may name, with their verdicts, as editors offer them: the catalogue knows them. */
async function withFormats(text: string): Promise<string> {
  const { formats } = await import("../core/formats/catalogue.ts");
  const words = { never: "Safe", possible: "Can run code when it is loaded", always: "Runs code when it is loaded" };
  const names = ["safe", ...formats.map(({ name }) => name)];
  const meanings = [
    "All formats that run nothing when they are loaded.",
    ...formats.map(({ runsCode, title }) => `${words[runsCode]}: ${title}.`),
  ];
  return text.replace(
    /("PolicyFormat": \{[^]*?"enum": )\[[^]*?\](,\s+"enumDescriptions": )\[[^]*?\n? *\](?=\n {4}\})/,
    (_, before: string, between: string) => before + jsonLines(names) + between + jsonLines(meanings),
  );
}

/**
 * Schemas as validators need them. Which formats there are is for the rule `policy-format` to say, with the one that was meant;
 * a registry stays readable where it names one that a newer modelyard knows.
 */
function forValidators(schemas: readonly Schema[]): Schema[] {
  const bare = JSON.parse(JSON.stringify(schemas), (_, node: unknown) => withoutWords(node)) as Schema[];
  for (const { definitions } of bare as { definitions?: Record<string, Record<string, unknown>> }[]) {
    if (definitions?.["PolicyFormat"] !== undefined)
      definitions["PolicyFormat"] = { $ref: "common-1.json#/definitions/Format" };
  }
  return bare;
}

/** A reference that was only wrapped to have a description of its own costs a call for each value. */
function withoutWords(node: unknown): unknown {
  if (typeof node !== "object" || node === null || !("allOf" in node)) return node;
  const others = Object.keys(node).filter((key) => !["allOf", "description", "examples", ...FOR_EDITORS].includes(key));
  return Array.isArray(node.allOf) && node.allOf.length === 1 && others.length === 0
    ? (node.allOf[0] as unknown)
    : node;
}

/** All types in one module, so that a definition shared by two kinds is one type. */
async function types(schemas: Schema[]): Promise<string> {
  const kinds = schemas.filter((schema) => kindOf(schema) !== "common");
  const everything = {
    title: "RegistryFileByKind",
    type: "object",
    additionalProperties: false,
    required: kinds.map(kindOf),
    properties: Object.fromEntries(kinds.map((schema) => [kindOf(schema), { $ref: schema.$id }])),
  };
  return compile(everything as never, "RegistryFileByKind", {
    cwd: schemaFolder + "/",
    bannerComment: banner,
    additionalProperties: false,
    strictIndexSignatures: false,
    format: true,
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120 },
  });
}

/**
 * A module for each kind, because programs that read a file or two start sooner with two or three of them. Ajv's standalone
 * code still calls `require` for its helpers: each is bundled into one plain module.
 */
async function validators(schemas: Schema[]): Promise<[path: string, text: string][]> {
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    // The rules find their own words.
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(FOR_EDITORS);
  ajv.addSchema(forValidators(schemas));
  const files: [string, string][] = [];
  for (const schema of schemas) {
    const kind = kindOf(schema);
    if (kind === "common") continue;
    const path = `schemas/generated/validators/${kind}`;
    files.push([`${path}.js`, await bundled(standalone.default(ajv, { validate: schema.$id }))]);
    files.push([`${path}.d.ts`, VALIDATOR_TYPE]);
  }
  return files;
}

async function bundled(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-generate-"));
  try {
    const entry = join(folder, "validator.js");
    await writeFile(entry, code);
    const bundle = await rolldown({
      input: entry,
      platform: "node",
      resolve: { modules: [join(root, "node_modules")] },
    });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    // Rolldown's comments name the temporary folder.
    return `${banner}${output[0].code.replaceAll(/^\/\/(#(end)?region| \S+$).*\n/gm, "")}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const VALIDATOR_TYPE = `${banner}
import type { ErrorObject } from "ajv";
export declare const validate: {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
};
`;

/** One after the other: the catalogue comes from rules that need the validators. */
async function* generate(): AsyncIterable<readonly [path: string, text: string]> {
  const common = "schemas/common-1.json";
  yield [common, await withFormats(await readFile(join(root, common), "utf8"))];
  const schemas = await readSchemas();
  yield ["schemas/generated/types.ts", await types(schemas)];
  yield* await validators(schemas);
  const { catalogueMarkdown } = await import("../core/reports/rules-page.ts");
  yield ["docs/rules.md", catalogueMarkdown()];
  yield ["docs/action.md", await actionDoc(await readFile(join(root, "docs/action.md"), "utf8"), join(root, "action"))];
  // Last: it reads what was written before.
  yield* withOwner(root);
}

const check = process.argv.includes("--check");
await Promise.all(
  ["schemas/generated/validators", "docs"].map((folder) => mkdir(join(root, folder), { recursive: true })),
);
for await (const [name, text] of generate()) {
  const path = join(root, name);
  if (!check) await writeFile(path, text);
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${name} is not what its sources give. Run: npm run generate`);
    process.exitCode = 1;
  }
}
