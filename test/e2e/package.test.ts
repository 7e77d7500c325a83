import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { createRegistry } from "../support/workspace.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const MIB = 1024 * 1024;

const SCRIPT = `
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError, openRegistry } from "modelyard";
const registry = await openRegistry(process.argv[2]);
const missing = await registry.resolve("churn@production").catch((error) => error);
const schema = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("modelyard/schemas/model-1.json")), "utf8"));
console.log(JSON.stringify([missing instanceof InputError, schema.title]));
`;

const TYPED_SCRIPT = `
import { type Resolved, openRegistry } from "modelyard";
const registry = await openRegistry(".");
const resolved: Resolved = await registry.resolve("churn@production");
// @ts-expect-error a version is a text
export const version: number = resolved.version;
await registry.pull("churn@production", { output: "model" });
`;

// Installed from its packed file, without a network, into an empty folder: what somebody has who takes it from a registry.
test(
  "the published package is a few MB, needs nothing else, and its program, library, types and schemas work",
  { timeout: 300_000 },
  async () => {
    const workspace = await createRegistry();
    const { folder } = workspace;
    const user = join(folder, "user");
    await mkdir(user);
    const env = { ...process.env, npm_config_offline: "true", npm_config_cache: join(folder, "cache") };
    const npm = (...words: readonly string[]) => run("npm", [...words], { cwd: user, env });
    const packed = JSON.parse((await npm("pack", join(root, "dist"), "--json")).stdout) as { filename: string }[];
    await npm("install", "--no-audit", "--no-fund", "--prefix", ".", `./${packed[0]?.filename ?? ""}`);

    const others = (await readdir(join(user, "node_modules"))).filter((name) => !name.startsWith("."));
    expect(others).toEqual(["modelyard"]);
    const installed = join(user, "node_modules/modelyard");
    expect(await sizeOf(installed)).toBeLessThan(6 * MIB);
    const published = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    expect(published).toMatchObject({
      publishConfig: { provenance: true },
      bugs: {},
      keywords: expect.any(Array) as unknown,
    });
    for (const key of ["scripts", "dependencies", "devDependencies", "private"])
      expect(published).not.toHaveProperty(key);
    const licenses = await readFile(join(installed, "THIRD-PARTY-LICENSES.txt"), "utf8");
    expect(licenses).toContain(`yaml ${manifest.devDependencies.yaml} (ISC)`);

    const program = await run(join(user, "node_modules/.bin/modelyard"), ["--version"]);
    expect(program.stdout).toBe(`${manifest.version}\n`);

    await workspace.write("user/script.mjs", SCRIPT);
    const library = await run(process.execPath, ["script.mjs", folder], { cwd: user });
    expect(JSON.parse(library.stdout)).toEqual([true, "Model"]);

    await workspace.write("user/typed.mts", TYPED_SCRIPT);
    const strict = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    const types = ["--typeRoots", join(root, "node_modules/@types")];
    await run(join(root, "node_modules/.bin/tsc"), [...strict, ...types, "typed.mts"], { cwd: user });
  },
);

async function sizeOf(folder: string): Promise<number> {
  const entries = (await readdir(folder, { recursive: true })).map((path) => stat(join(folder, path)));
  return (await Promise.all(entries)).reduce((sum, { size }) => sum + size, 0);
}
