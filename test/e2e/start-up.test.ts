import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { folderWith } from "../support/folder.ts";

const dist = join(import.meta.dirname, "../../dist");

const REGISTRY = {
  "registry/models/churn/stages/production.yaml":
    'schema: stage/1\nmodel: churn\nstage: production\nversion: "1.3.0"\n',
  "registry/models/churn/versions/1.3.0.yaml": `# yaml-language-server: $schema=../../../../schemas/model-version-1.json
schema: model-version/1
model: churn
version: "1.3.0"
created_at: "2026-06-30T14:03:11Z"
author: alice
artifacts:
  - path: model.safetensors
    size: 2184
    sha256: "${"6f".repeat(32)}"
parameters: {C: 0.5, penalty: l2}
metrics:
  auc: 0.897
`,
};

/** The built program's first file with what it imports at once, and nothing that it would load later. */
async function firstFiles(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const open = ["modelyard.js"];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = await readFile(join(dist, path), "utf8");
    files[path] = text;
    const imported = [...text.matchAll(/\bfrom ?"\.\/([^"]+)"/g)].map((match) => match[1] ?? "");
    open.push(...imported.map((name) => (path.includes("/") ? `chunks/${name}` : name)));
  }
  return files;
}

test("a stage is resolved by the program's first files alone, however many more there are", async () => {
  const files = await firstFiles();
  const folder = await folderWith({ ...REGISTRY, ...files, "package.json": '{"type": "module"}' });
  const words = [join(folder, "modelyard.js"), "resolve", "churn@production", "-C", folder];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  expect(stdout).toBe("1.3.0\n");
  expect(Object.keys(files).length).toBeLessThanOrEqual(3);
});
