import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareRegistries } from "../../../core/changes/compare.ts";
import { checkChanges } from "../../../core/changes/rules/index.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import { openFolder } from "../../../adapters/trees/folder.ts";
import type { Target } from "../target.ts";
import { runCommand } from "./command-line.ts";

const sample = join(import.meta.dirname, "../../fixtures/registry");

/** One file of a registry, through everything that reads a folder. */
export const registryTarget: Target = {
  name: "registry",
  async seeds() {
    const paths = await readdir(sample, { recursive: true });
    const files = paths.filter((path) => path.endsWith(".yaml"));
    return new Map(await Promise.all(files.map(async (path) => [path, await readFile(join(sample, path))] as const)));
  },
  words: [
    "schema: ",
    "churn@",
    "gates:",
    "soak: 24h",
    "approvals: ",
    "type: file\n",
    "path: ",
    "metrics: {",
    "sha256:",
    "version: ",
  ],
  async run({ seed, bytes }, folder) {
    await cp(sample, folder, { recursive: true });
    const base = await readRegistry(openFolder(sample));
    await writeFile(join(folder, seed), bytes);
    const head = await readRegistry(openFolder(folder));
    checkChanges({ base, head, changes: compareRegistries(base, head) });
    checkChanges({ base: head, head: base, changes: compareRegistries(head, base) });
    // Each input goes through one command more; which one depends on nothing but the input.
    const other = COMMANDS[bytes.length % COMMANDS.length] ?? [];
    for (const words of [["validate"], other]) await runCommand(words, { folder });
  },
};

const COMMANDS = [
  ["validate", "--format", "github"],
  ["validate", "--fix"],
  ["show"],
  ["show", "churn"],
  ["show", "churn@production"],
  ["diff", "churn@1.2.0", "churn@production"],
  ["resolve", "fraud@staging"],
  ["promote", "churn@1.3.0", "staging"],
  ["pull", "churn@production", "-o", "out"],
];
