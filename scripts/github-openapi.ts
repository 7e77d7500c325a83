/**
 * Takes from GitHub's OpenAPI description what the fake GitHub serves, and writes it to test/servers/github/http/openapi.json.
 * The package is 385 MB, so it is no dependency; unpack it anywhere and say where:
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *     npm exec -- node scripts/github-openapi.ts package
 *
 * Only the operations that the fake has routes for are kept, and of them what can be checked: parameters, bodies,
 * answers. OpenAPI's `nullable` becomes plain JSON Schema; descriptions and examples go.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { everyRoute } from "../test/servers/github/http/routes.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** Where GitHub's own answers are known to differ from its description. */
const corrections: readonly { readonly schema: string; readonly property: string; readonly because: string }[] = [
  { schema: "release-asset", property: "state", because: "a failed upload leaves the undescribed state `starter`" },
];

/** Keywords of a schema that decide nothing. */
const prose = new Set(["description", "title", "example", "examples", "deprecated", "externalDocs", "readOnly"]);

const checkedFormats = new Set(["uri", "date-time"]);

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

const fieldsOf = (value: Json | undefined): Fields => (isFields(value) ? value : {});

/** A schema as plain JSON Schema; the components that it names are added to `used`. */
function plain(schema: Json, used: Set<string>): Json {
  if (Array.isArray(schema)) return schema.map((item) => plain(item, used));
  if (!isFields(schema)) return schema;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    used.add(name);
    return { $ref: `#/schemas/${name}` };
  }
  const kept: Fields = {};
  for (const [key, value] of Object.entries(schema)) {
    if (prose.has(key) || key.startsWith("x-") || key === "nullable" || key === "default") continue;
    if (key === "format" && !checkedFormats.has(text(value))) continue;
    // The description is loose: what it says to be one of several is often more than one of them.
    const name = key === "oneOf" ? "anyOf" : key;
    kept[name] = key === "properties" ? properties(fieldsOf(value), used) : plain(value, used);
  }
  return schema["nullable"] === true ? orNull(kept) : kept;
}

/** A property may be called `title` or `description`; only its schema is cleaned. */
const properties = (given: Fields, used: Set<string>): Fields =>
  Object.fromEntries(Object.entries(given).map(([name, schema]) => [name, plain(schema, used)]));

function orNull(schema: Fields): Fields {
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }] };
  const values = schema["enum"];
  return {
    ...schema,
    type: [schema["type"], "null"],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}

const folder = process.argv[2];
if (folder === undefined) throw new Error("Say where the package is unpacked: node scripts/github-openapi.ts <folder>");
const description = JSON.parse(await readFile(join(folder, "generated", "api.github.com.json"), "utf8")) as Fields;
const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
const components = fieldsOf(description["components"]);

/** What a `$ref` stands for, or the value itself. */
function resolved(value: Json | undefined): Fields {
  const [, , section = "", name = ""] = text(fieldsOf(value)["$ref"]).split("/");
  return section === "" ? fieldsOf(value) : fieldsOf(fieldsOf(components[section])[name]);
}

const jsonSchema = (content: Json | undefined): Json =>
  fieldsOf(fieldsOf(fieldsOf(content)["content"])["application/json"])["schema"] ?? null;

function operation(method: string, template: string, used: Set<string>): Fields | null {
  const path = fieldsOf(fieldsOf(description["paths"])[template]);
  const found = path[method.toLowerCase()];
  if (!isFields(found)) return null;
  const parameters = [path["parameters"] ?? [], found["parameters"] ?? []].flat().map((given) => {
    const { name = "", in: place = "", required = false, schema = {} } = resolved(given);
    return { name, in: place, required, schema: plain(schema, used) };
  });
  const responses = Object.entries(fieldsOf(found["responses"])).map(([status, response]): [string, Json] => [
    status,
    plain(jsonSchema(resolved(response)), used),
  ]);
  const body = resolved(found["requestBody"]);
  return { parameters, body: plain(jsonSchema(body), used), responses: Object.fromEntries(responses) };
}

const used = new Set<string>(["basic-error"]);
const operations = everyRoute
  .map(({ method, template }): [string, Fields | null] => [`${method} ${template}`, operation(method, template, used)])
  .filter(([, found]) => found !== null)
  .sort(([a], [b]) => (a < b ? -1 : 1));
const schemas: Fields = {};
// A set grows while it is walked: what a component names is reached too.
for (const name of used) schemas[name] = plain(fieldsOf(components["schemas"])[name] ?? {}, used);
for (const { schema, property } of corrections) {
  fieldsOf(fieldsOf(schemas[schema])["properties"])[property] = { type: "string" };
}

/** One operation or schema a line: small, and a new release of the description can be read as a diff. */
const lines = (entries: readonly (readonly [string, Json])[]): string =>
  entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",\n");
const sortedSchemas = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
const written = `{"source":"@octokit/openapi@${version} api.github.com.json",
"operations":{
${lines(operations)}
},
"schemas":{
${lines(sortedSchemas)}
}}
`;
await writeFile(join(import.meta.dirname, "..", "test", "github", "openapi.json"), written);
console.log(`${operations.length} operations, ${sortedSchemas.length} schemas, ${written.length} bytes.`);
