import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { GATES } from "../../core/gates/index.ts";
import { checkShape } from "../../core/registry/shape.ts";
import { createWorkspace } from "../support/workspace.ts";

const root = join(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/policy.md"), "utf8");

/** The blocks of YAML that name their file in the first line. */
const files = new Map(
  Array.from(page.matchAll(/^```yaml\n# (\S+\.yaml)\n([^]*?)^```$/gm), ([, path = "", text = ""]) => [path, text]),
);

const settingsWith = (gates: string): unknown => ({
  schema: "registry/1",
  name: "acme",
  stages: [{ name: "staging" }, { name: "production", gates: parse(gates) as unknown }],
  artifacts: { store: "github-releases" },
});

test("the whole files of the policy page are valid, and draft takes its signature file", async () => {
  const workspace = await createWorkspace();
  expect([...files.keys()]).toEqual(["registry/registry.yaml", "registry/models/churn/model.yaml", "signature.yaml"]);
  for (const [path, text] of files) await workspace.write(path, text);
  expect(await workspace.modelyard("validate")).toMatchObject({ exitCode: 0, stdout: "2 files: no findings.\n" });
  await workspace.write("model.bin", "weights");
  await workspace.modelyard("init", "--store", "file:../store", "-C", "other");
  const words = ["churn", "--version", "1.0.0", "--artifact", "model.bin", "--signature", "signature.yaml"];
  const ran = await workspace.modelyard("draft", ...words, "-C", "other");
  expect(ran).toMatchObject({ exitCode: 0 });
});

async function schema(name: string): Promise<{ properties: object; definitions: { Gates: { properties: object } } }> {
  return JSON.parse(await readFile(join(root, `schemas/${name}.json`), "utf8")) as Awaited<ReturnType<typeof schema>>;
}

test("the page shows every key of registry.yaml, model.yaml and the gates", async () => {
  const keysOf = (path: string) => Object.keys(parse(files.get(path) ?? "") as object);
  expect(keysOf("registry/registry.yaml")).toEqual(Object.keys((await schema("registry-1")).properties));
  expect(keysOf("registry/models/churn/model.yaml")).toEqual(Object.keys((await schema("model-1")).properties));
  const settings = parse(files.get("registry/registry.yaml") ?? "") as { stages: { gates?: object }[] };
  const gates = Object.keys((await schema("common-1")).definitions.Gates.properties);
  expect(Object.keys(settings.stages.at(-1)?.gates ?? {})).toEqual(gates);
});

test("each grant that the page shows is valid in registry.yaml", () => {
  const [, block = ""] = /## Grants[^]*?^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  const lines = block.trim().split("\n");
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(checkShape("registry", settingsWith(line))).toEqual([]);
});

test("explain ends with lines that ask for the gate", async () => {
  const workspace = await createWorkspace();
  const asking = GATES.filter(({ lines }) => lines.length > 0);
  expect(asking.map(({ name }) => name)).toEqual(
    GATES.map(({ name }) => name).filter((name) => name !== "published" && name !== "withdrawn"),
  );
  for (const { name, lines } of asking) {
    const settings = settingsWith(lines.join("\n"));
    expect(checkShape("registry", settings)).toEqual([]);
    const [, production] = (settings as { stages: { gates?: object }[] }).stages;
    expect(Object.keys(production?.gates ?? {})).toContain(name);
    const { stdout } = await workspace.modelyard("explain", name);
    const [, shown = ""] = /\n\n( +stages:\n[^]*)$/.exec(stdout) ?? [];
    expect((parse(shown) as { stages: unknown[] }).stages[0]).toEqual(production);
  }
});

test("a registry of the version before validates, and --fix says what it changed", async () => {
  const workspace = await createWorkspace();
  await cp(join(root, "test/fixtures/upgrading"), workspace.folder, { recursive: true });
  const path = "registry/models/churn/stages/production.yaml";
  const { stderr, stdout, exitCode } = await workspace.modelyard("validate", "--fix");
  expect(stderr).toMatch(new RegExp(`^fixed ${path}:\\d+ .+\n$`));
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "5 files: no findings.\n" });
  expect(await workspace.read(path)).toContain('\nmodel: churn\nstage: production\nversion: "1.0.0"\n');
  expect(await workspace.modelyard("validate")).toMatchObject({ exitCode: 0, stderr: "" });
  expect((await workspace.modelyard("init", "--upgrade")).stdout).toContain("wrote .modelyard/schemas/");
});
