import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../core/registry/finding.ts";
import { type Workspace, createWorkspace } from "../../support/workspace.ts";

const MODEL = "registry/models/penguins";
const VERSION = `${MODEL}/versions/1.1.0.yaml`;
const STAGE = `${MODEL}/stages/staging.yaml`;
const STATUS = `${MODEL}/status/1.0.0.yaml`;
const DATASET = "registry/datasets/palmer-penguins";

/** This repository's own registry, with one version withdrawn so that every kind of file is there. */
async function ownRegistry(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await cp(join(import.meta.dirname, "../../../registry"), join(workspace.folder, "registry"), { recursive: true });
  await workspace.modelyard("withdraw", "penguins@1.0.0", "archived", "--reason", "Superseded.");
  return workspace;
}

async function findingsOf(workspace: Workspace): Promise<Finding[]> {
  return (await workspace.json("validate")).data["findings"] as Finding[];
}

test("the project's own registry is clean", async () => {
  expect(await findingsOf(await ownRegistry())).toEqual([]);
});

describe("an edit by hand that goes wrong is found where it stands, with what to do next", () => {
  test.each([
    // wrong types
    ["registry/registry.yaml", "approvals: 1 ", "approvals: one ", "schema", "approvals: one", "one"],
    [`${MODEL}/model.yaml`, "owners: [", "owners: maintainers # [", "schema", "owners: maintainers", "maintainers"],
    [VERSION, "size: 852", 'size: "852"', "schema", 'size: "852"', '"852"'],
    [VERSION, "size: 852", "size: 1.0e+21", "schema", "size: 1.0e+21", "1.0e+21"],
    [STAGE, 'version: "1.1.0"', "version: [1.1.0]", "schema", "version: [1.1.0]", "[1.1.0]"],
    [STATUS, "status: archived", "status: 7", "schema", "status: 7", "7"],
    [
      `${DATASET}/dataset.yaml`,
      "name: palmer-penguins",
      "name: [palmer-penguins]",
      "schema",
      "name: [palmer-penguins]",
      "[palmer-penguins]",
    ],
    [`${DATASET}/versions/1.yaml`, "files: 1", "files: many", "schema", "files: many", "many"],
    // misspelt keys
    ["registry/registry.yaml", "approvals: 1 ", "aprovals: 1 ", "schema", "aprovals: 1", "aprovals"],
    [`${MODEL}/model.yaml`, "license:", "licence:", "schema", "licence:", "licence"],
    [VERSION, "metrics:", "metircs:", "schema", "metircs:", "metircs"],
    [STAGE, "stage: staging", "stage: staging\nverison: x", "schema", "verison: x", "verison"],
    [STATUS, "reason:", "reson:", "schema", "reson:", "reson"],
    [`${DATASET}/dataset.yaml`, "license:", "lisense:", "schema", "lisense:", "lisense"],
    [`${DATASET}/versions/1.yaml`, "digest:", "digset:", "schema", "digset:", "digset"],
    // names and references that lead nowhere
    [STAGE, 'version: "1.1.0"', 'version: "9.9.9"', "version-missing", 'version: "9.9.9"', '"9.9.9"'],
    [STATUS, 'version: "1.0.0"', 'version: "9.9.9"', "path-mismatch", 'version: "9.9.9"', '"9.9.9"'],
    [VERSION, 'version: "1.1.0"', 'version: "1.1.1"', "path-mismatch", 'version: "1.1.1"', '"1.1.1"'],
    [
      VERSION,
      "name: palmer-penguins",
      "name: palmer-pengins",
      "dataset-missing",
      "name: palmer-pengins",
      "palmer-pengins",
    ],
    [
      VERSION,
      'palmer-penguins, version: "1"',
      'palmer-penguins, version: "2"',
      "dataset-missing",
      'version: "2"',
      '"2"',
    ],
    [STAGE, "stage: staging", "stage: stagin", "path-mismatch", "stage: stagin", "stagin"],
    [`${MODEL}/model.yaml`, "  production:", "  prodction:", "stage-undeclared", "prodction:", "prodction"],
    ["registry/registry.yaml", "after: staging ", "after: stagin ", "stage-undeclared", "after: stagin", "stagin"],
    // broken YAML
    [STAGE, "model: penguins", "model: penguins: x", "yaml-syntax", "model: penguins: x", undefined],
    [VERSION, "parameters:", "\tparameters:", "yaml-tab", "\tparameters:", undefined],
  ])("%s: %s → %s is a finding of %s", async (path, before, after, rule, line, marked) => {
    const workspace = await ownRegistry();
    const text = await workspace.read(path);
    expect(text).toContain(before);
    const edited = text.replace(before, after);
    await workspace.write(path, edited);

    const findings = await findingsOf(workspace);
    const finding = findings.find(
      (each) => each.path === path && each.rule === rule && lineOf(edited, each).includes(line),
    );
    const place =
      finding === undefined ? JSON.stringify(findings) : lineOf(edited, finding).slice((finding.column ?? 0) - 1);
    expect(finding === undefined ? place : "found").toBe("found");
    expect(place).toMatch(startsWith(marked ?? ""));
    expect(findings.every((each) => (each.hint ?? "") !== "")).toBe(true);
    expect((await workspace.modelyard("validate")).exitCode).toBe(1);
  });

  test.each([
    [VERSION, `${MODEL}/versions/1.1.1.yaml`, "path-mismatch"],
    [STAGE, `${MODEL}/stages/production.yaml`, "path-mismatch"],
    [STATUS, `${MODEL}/status/1.1.0.yaml`, "path-mismatch"],
    [`${DATASET}/versions/1.yaml`, `${DATASET}/versions/2.yaml`, "path-mismatch"],
    [MODEL, "registry/models/pinguins", "path-mismatch"],
    [DATASET, "registry/datasets/penguins", "dataset-missing"],
    ["registry/registry.yaml", "registry/registry.yml", "settings-missing"],
  ])("%s renamed to %s is found by %s", async (from, to, rule) => {
    const workspace = await ownRegistry();
    await rename(join(workspace.folder, from), join(workspace.folder, to));
    const findings = await findingsOf(workspace);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(findings.every((finding) => finding.hint !== undefined)).toBe(true);
  });
});

function lineOf(text: string, { line }: Finding): string {
  return text.split("\n")[(line ?? 0) - 1] ?? "";
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

describe("validate --fix", () => {
  test("mends what can be mended, keeps comments, and says what it did", async () => {
    const workspace = await ownRegistry();
    const text = await workspace.read(STAGE);
    const edited = text
      .replace('version: "1.1.0"', "version:   1.10   # serves the demo")
      .replace("stage: staging", "stage: stagin");
    await workspace.write(STAGE, `# ours\n${edited}`);
    const ran = await workspace.modelyard("validate", "--fix");
    expect(ran.stderr).toContain(`fixed ${STAGE}:`);
    // The one form that stage files have: comments stand above.
    const inForm = text.replace("schema:", "# serves the demo\nschema:").replace("1.1.0", "1.10");
    expect(await workspace.read(STAGE)).toBe(`# ours\n${inForm}`);
    expect(ran).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("penguins has no version 1.10") as string,
    });
    expect((await workspace.modelyard("validate", "--fix")).stderr).toBe("");
  });

  test("ends a file in a line break where its last text has none", async () => {
    const workspace = await ownRegistry();
    const path = `${DATASET}/dataset.yaml`;
    const text = (await workspace.read(path)).replace(/^description:.*\n/m, "");
    const ends = `${text}description: |\n  Measured on three islands.`;
    await workspace.write(path, ends);
    expect(await findingsOf(workspace)).toMatchObject([{ rule: "ambiguous-scalar", path, column: 14 }]);
    expect((await workspace.modelyard("validate", "--fix")).exitCode).toBe(0);
    expect(await workspace.read(path)).toBe(`${ends}\n`);
    await workspace.write(path, ends.replace("|", "|-"));
    expect(await findingsOf(workspace)).toEqual([]);
  });

  test("leaves a registered version alone", async () => {
    const workspace = await ownRegistry();
    await workspace.write(VERSION, (await workspace.read(VERSION)).replace('version: "1.1.0"', "version: 1.10"));
    await workspace.git("init", "--quiet", "--initial-branch=main");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Registered as it is");
    const before = await workspace.read(VERSION);
    const ran = await workspace.modelyard("validate", "--fix");
    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`left ${VERSION} alone`) as string });
    expect(await workspace.read(VERSION)).toBe(before);
  });
});
