import { parseArgs } from "node:util";
import { generateRegistry } from "./registries/generate.ts";

/** `node bench/generate.ts FOLDER --versions 100000`: a registry to try things on, in a new git repository. */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { versions: { type: "string" } } });
const [folder] = positionals;
const versions = Number(values.versions ?? 1000);
if (folder === undefined || !Number.isInteger(versions) || versions < 1) {
  throw new Error("Usage: node bench/generate.ts FOLDER [--versions COUNT]");
}
console.log(JSON.stringify(await generateRegistry({ folder, versions }), null, 2));
