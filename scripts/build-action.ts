// Bundles each sub-action into one file of action/dist/, which is committed: a workflow runs it without an install.
// --check: changes nothing and fails where a file is not what the sources build.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Plugin, rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const dist = join(root, "action/dist");

const folders = await readdir(join(root, "action"), { recursive: true });
const names = folders.filter((path) => /^[a-z-]+\/action\.yml$/.test(path)).map((path) => path.split("/")[0] ?? "");
const built = new Map(
  await Promise.all(names.map(async (name): Promise<[string, string]> => [`${name}.js`, await bundleOf(name)])),
);

if (process.argv.includes("--check")) {
  const committed = await readdir(dist).catch(() => []);
  const stale: string[] = [];
  for (const file of new Set([...built.keys(), ...committed])) {
    const text = await readFile(join(dist, file), "utf8").catch(() => undefined);
    if (text !== built.get(file)) stale.push(file);
  }
  if (stale.length > 0) {
    console.error(`Not what the sources build: action/dist/{${stale.join(",")}}. Run npm run build:action.`);
    process.exitCode = 1;
  }
} else {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [file, code] of built) await writeFile(join(dist, file), code);
}

async function bundleOf(name: string): Promise<string> {
  const input = join(root, "action", name, "main.ts");
  const bundle = await rolldown({
    input,
    platform: "node",
    plugins: [builtInSqlite()],
    // Of this package the context is used; its own Octokit would be a second one, and is made where it is only imported.
    treeshake: {
      moduleSideEffects: [{ test: /@actions\/github\/(?:lib\/(?:utils|internal)|node_modules)/, sideEffects: false }],
    },
  });
  const { output } = await bundle.generate({
    format: "esm",
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`${name} is more than one file`);
  return chunk.code;
}

/** The package reads its WebAssembly from beside itself; Node 24, which actions run on, has SQLite of its own. */
function builtInSqlite(): Plugin {
  const id = "\0built-in-sqlite";
  const module = JSON.stringify(join(root, "action/draft/sqlite.ts"));
  return {
    name: "built-in-sqlite",
    resolveId: (source) => (source === "node-sqlite3-wasm" ? id : undefined),
    load: (source) => (source === id ? `import { Database } from ${module}; export default { Database };` : undefined),
  };
}
