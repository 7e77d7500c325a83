import { describe, expect, test } from "vitest";
import { type Workspace, createRegistry, runProgram, testEnvironment } from "../../support/workspace.ts";

/** A registry with gates for production, and versions of churn with the given AUC, all published. */
async function registryWith(gates: string, versions: Readonly<Record<string, number>>): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.write(
    "registry/registry.yaml",
    `schema: registry/1\nname: acme\nstages:\n  - name: staging\n  - name: production\n    gates: ${gates}\nartifacts:\n  store: {type: file, path: store}\n`,
  );
  for (const [version, auc] of Object.entries(versions)) {
    await workspace.write("out/model.bin", `weights of ${version}`);
    await workspace.write("out/metrics.json", JSON.stringify({ auc }));
    const sources = ["--artifact", "out/model.bin", "--metrics", "out/metrics.json"];
    expect(await workspace.modelyard("draft", "churn", "--version", version, ...sources)).toMatchObject({
      exitCode: 0,
    });
  }
  const model = await workspace.read("registry/models/churn/model.yaml");
  await workspace.write(
    "registry/models/churn/model.yaml",
    `${model.replace(/\nmetrics:[^]*$/, "\n")}metrics: {auc: {goal: maximize}}\n`,
  );
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Versions");
  expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
  return workspace;
}

/** Sets a stage on main, whatever its gates say; with a time, the committer's clock says that. */
async function put(workspace: Workspace, version: string, stage: string, time?: string): Promise<void> {
  await workspace.modelyard(
    "promote",
    version === "nothing" ? "churn" : `churn@${version}`,
    stage,
    ...(version === "nothing" ? ["--clear"] : []),
  );
  await workspace.git("add", "--all");
  const env = { ...testEnvironment(workspace.folder), ...(time === undefined ? {} : { GIT_COMMITTER_DATE: time }) };
  await runProgram("git", ["commit", "--quiet", `--message=${version} to ${stage}`], { cwd: workspace.folder, env });
}

/** What the gates say of a promotion on a branch. */
async function judge(workspace: Workspace, version: string): Promise<{ exitCode: number; stdout: string }> {
  await workspace.git("switch", "--quiet", "-c", "promote");
  await put(workspace, version, "production");
  return workspace.modelyard("validate", "--base", "main", "--head", "promote");
}

describe("history is no proof of judgement", () => {
  test("a promotion forced past a gate and reverted opens no way back", async () => {
    const workspace = await registryWith("{metrics: {auc: {min: 0.85}}}", { "2.0.0": 0.9, "2.1.0": 0.7 });
    await put(workspace, "2.0.0", "production");
    await put(workspace, "2.1.0", "production");
    await workspace.git("revert", "--no-edit", "HEAD");
    const judged = await judge(workspace, "2.1.0");
    expect(judged.exitCode).toBe(1);
    expect(judged.stdout).toContain("auc 0.7 is below 0.85; nothing shows that it passed this gate");
  });

  test("what a version showed when it entered need not be shown again, though the bound is higher now", async () => {
    const workspace = await registryWith("{metrics: {auc: {min: 0.85}}}", { "2.0.0": 0.86, "2.1.0": 0.95 });
    await put(workspace, "2.0.0", "production");
    const settings = await workspace.read("registry/registry.yaml");
    await workspace.write("registry/registry.yaml", settings.replace("0.85", "0.9"));
    await put(workspace, "2.1.0", "production");
    const judged = await judge(workspace, "2.0.0");
    expect(judged).toMatchObject({ exitCode: 0 });
  });

  test("a bound on regression is not walked down step by step, nor past an emptied stage", async () => {
    const versions = { "2.0.0": 0.9, "2.1.0": 0.896, "2.2.0": 0.892 };
    const workspace = await registryWith("{metrics: {auc: {max_regression: 0.005}}}", versions);
    await put(workspace, "2.0.0", "production");
    await put(workspace, "2.1.0", "production");
    await put(workspace, "nothing", "production");
    const judged = await judge(workspace, "2.2.0");
    expect(judged.exitCode).toBe(1);
    expect(judged.stdout).toContain("0.008 worse than 2.0.0, the best that held production, at most 0.005 is allowed");
  });
});

describe("clocks of people", () => {
  test("a committer's date in the past hides no earlier holder from the comparison", async () => {
    const versions = { "2.0.0": 0.9, "2.1.0": 0.896, "2.2.0": 0.892 };
    const workspace = await registryWith("{metrics: {auc: {max_regression: 0.004}}}", versions);
    await put(workspace, "2.0.0", "production");
    const settings = await workspace.read("registry/registry.yaml");
    await workspace.write("registry/registry.yaml", settings.replace("0.004", "0.005"));
    await workspace.git("commit", "--quiet", "--all", "--message=Change the gate");
    await put(workspace, "2.1.0", "production", "2020-01-01T00:00:00Z");
    const judged = await judge(workspace, "2.2.0");
    expect(judged.exitCode).toBe(1);
    expect(judged.stdout).toContain("0.008 worse than 2.0.0, the best that held production");
  });

  test("a committer's date in the past makes no soak", async () => {
    const workspace = await registryWith("{after: staging, soak: 7d}", { "2.0.0": 0.9 });
    await put(workspace, "2.0.0", "staging", "2025-01-01T00:00:00Z");
    const judged = await judge(workspace, "2.0.0");
    expect(judged.exitCode).toBe(3);
    expect(judged.stdout).toContain("soak 7d        waiting  0 min of 7 days");
  });

  test("a time to come counts as now and holds up nobody else", async () => {
    const workspace = await registryWith("{after: staging, soak: 90m}", { "2.0.0": 0.9, "2.1.0": 0.9 });
    await put(workspace, "2.0.0", "staging", "2099-01-01T00:00:00Z");
    await put(workspace, "2.1.0", "staging", "2026-01-01T00:00:00Z");
    const judged = await judge(workspace, "2.1.0");
    expect(judged.stdout).toMatch(/soak 90m +waiting +0 min of 90 min; passes 20[23]\d-/);
  });
});
