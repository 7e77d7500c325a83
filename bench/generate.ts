import { parseArgs } from "node:util";
import { generateRegistry } from "./registries/generate.ts";

/** `node bench/generate.ts FOLDER --versions 100000`: a registry to try things on, in a new git repository. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { versions: { type: "string" }, help: { type: "boolean", short: "h" } },
});
const [folder] = positionals;
const versions = Number(values.versions ?? 1000);
if (values.help === true || folder === undefined || !Number.isInteger(versions) || versions < 1) {
  console.error("Usage: node bench/generate.ts FOLDER [--versions COUNT]");
  process.exitCode = values.help === true ? 0 : 2;
} else {
  console.log(JSON.stringify(await generateRegistry({ folder, versions }), null, 2));
}
