// Writes what is derived: types and precompiled validators from the schemas, docs/rules.md from the rules.
// --check compares instead.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { rolldown } from "rolldown";
import { catalogueMarkdown } from "../core/reports/catalogue.ts";

const root = join(import.meta.dirname, "..");
const schemaFolder = join(root, "schemas");
const banner = "// Generated from schemas/*.json by `npm run generate`. Do not edit.\n";

type Schema = Record<string, unknown> & { $id: string; title: string };

async function readSchemas(): Promise<Schema[]> {
  const names = (await readdir(schemaFolder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(schemaFolder, name), "utf8")) as Schema));
}

const exportName = (kind: string): string => kind.replace("-", "_");
const kindOf = (schema: Schema): string => schema.$id.replace(/-1\.json$/, "");

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

/** Ajv's standalone code still calls `require` for its helpers: bundle it into one plain module. */
async function validators(schemas: Schema[]): Promise<string> {
  const ajv = new Ajv({
    schemas,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  const kinds = schemas.filter((schema) => kindOf(schema) !== "common");
  const names = Object.fromEntries(kinds.map((schema) => [exportName(kindOf(schema)), schema.$id]));
  const code = standalone.default(ajv, names);
  const folder = await mkdtemp(join(tmpdir(), "modelyard-generate-"));
  try {
    const entry = join(folder, "validators.js");
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

function validatorTypes(schemas: Schema[]): string {
  const kinds = schemas.map(kindOf).filter((kind) => kind !== "common");
  return [
    banner,
    'import type { ErrorObject } from "ajv";',
    "interface Validator {",
    "  (value: unknown): boolean;",
    "  errors?: ErrorObject[] | null;",
    "}",
    ...kinds.map((kind) => `export declare const ${exportName(kind)}: Validator;`),
    "",
  ].join("\n");
}

async function generate(): Promise<Map<string, string>> {
  const schemas = await readSchemas();
  return new Map([
    ["schemas/generated/types.ts", await types(schemas)],
    ["schemas/generated/validators.js", await validators(schemas)],
    ["schemas/generated/validators.d.ts", validatorTypes(schemas)],
    ["docs/rules.md", catalogueMarkdown()],
  ]);
}

const check = process.argv.includes("--check");
await Promise.all(["schemas/generated", "docs"].map((folder) => mkdir(join(root, folder), { recursive: true })));
for (const [name, text] of await generate()) {
  const path = join(root, name);
  if (!check) await writeFile(path, text);
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${name} is not what its sources give. Run: npm run generate`);
    process.exitCode = 1;
  }
}
