import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import type { ModelVersion } from "../../../schemas/generated/types.ts";
import type { NewToken, Pull } from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { type Step, type StepOptions, runStep } from "./step.ts";
import { type ActionWorld, createActionWorld } from "./world.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/trackers");
/** What a workflow has by `contents: write` and `pull-requests: write`. */
const PERMISSIONS = { contents: "write", pull_requests: "write" } as const;
const WEIGHTS = "third weights";
const TRAINED = {
  "out/model.bin": WEIGHTS,
  "out/metrics.json": '{"auc": 0.91}',
  "out/params.yaml": "C: 0.5\nseed: 42\n",
};
const INPUTS = {
  model: "churn",
  bump: "minor",
  artifact: "out/model.bin\n",
  metrics: "out/metrics.json",
  params: "out/params.yaml",
};

interface DraftWorld extends ActionWorld {
  /** Puts files into a folder, as a training leaves them. */
  train(folder: string, files?: Readonly<Record<string, string>>): Promise<void>;
  draft(folder: string, inputs?: Readonly<Record<string, string>>, options?: Partial<StepOptions>): Promise<Step>;
  tokenOf(token: Partial<NewToken>): string;
}

async function createDraftWorld(): Promise<DraftWorld> {
  const world = await createActionWorld();
  const { github, repository } = world;
  repository.actions.mayOpenPullRequests = true;
  const tokenOf: DraftWorld["tokenOf"] = (given) =>
    github.addToken({ login: "github-actions[bot]", kind: "actions", permissions: PERMISSIONS, ...given });
  const token = tokenOf({});
  return {
    ...world,
    tokenOf,
    async train(folder, files = TRAINED) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    },
    draft: (folder, inputs = INPUTS, options = {}) =>
      runStep({
        action: "draft",
        event: { name: "workflow_dispatch", payload: {} },
        folder,
        inputs,
        token,
        apiUrl: github.apiUrl,
        ...options,
      }),
  };
}

const pullsOf = ({ repository }: ActionWorld) =>
  repository.issues.filter((issue): issue is Pull => issue.kind === "pull");

async function proposedText({ repository }: ActionWorld, version: string): Promise<string> {
  const path = `registry/models/churn/versions/${version}.yaml`;
  return String(await repository.git.run(["cat-file", "blob", `refs/heads/draft/churn-${version}:${path}`]));
}

async function proposedVersion(world: ActionWorld, version: string): Promise<ModelVersion> {
  return parse(await proposedText(world, version)) as ModelVersion;
}

const ELSEWHERE = { GITHUB_REPOSITORY: "acme/churn" };
const REGISTRY = { ...INPUTS, registry: "github:acme/models", code: "code" };

/** A workspace with the code's checkout and what its training made. */
async function trainingOf(world: DraftWorld): Promise<{ folder: string; commit: string }> {
  const folder = await folderWith({ "code/train.py": "pass\n" });
  const git = (...words: string[]) => execFileSync("git", words, { cwd: join(folder, "code"), encoding: "utf8" });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=Train");
  git("remote", "add", "origin", "https://someone:secret@example.com/acme/churn.git");
  await world.train(folder);
  return { folder, commit: git("rev-parse", "HEAD").trim() };
}

async function withReleases(world: DraftWorld): Promise<void> {
  const settings =
    "schema: registry/1\nname: acme-models\nstages:\n  - name: production\nartifacts:\n  store: github-releases\n";
  await world.github.commit(world.repository, { files: { "registry/registry.yaml": settings } });
}

describe("in the registry's own repository", () => {
  test("saves the files, opens the pull request and tells both", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, INPUTS, { environment: { GITHUB_ACTOR: "dana" } });
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    const [pull] = pullsOf(world);
    expect(pull).toMatchObject({ title: "Add churn 1.2.0", base: "main", head: { branch: "draft/churn-1.2.0" } });
    expect(step.outputs).toEqual({
      model: "churn",
      version: "1.2.0",
      sha256: sha256OfBytes(await proposedText(world, "1.2.0")),
      artifacts: expect.any(String) as string,
      outcome: "opened",
      "pull-request-number": String(pull?.number),
      "pull-request-url": expect.stringMatching(/^http.*\/acme\/models\/pull\/1$/) as string,
      branch: "draft/churn-1.2.0",
    });
    const sha256 = sha256OfBytes(Buffer.from(WEIGHTS));
    expect(JSON.parse(step.outputs["artifacts"] ?? "")).toEqual([
      { path: "model.bin", size: 13, sha256, format: "text" },
    ]);
    expect(await proposedVersion(world, "1.2.0")).toMatchObject({
      author: "dana",
      metrics: { auc: 0.91 },
      parameters: { C: 0.5 },
      code: { commit: await world.repository.git.text(["rev-parse", "refs/heads/main"]), dirty: false },
      training: { seed: 42, ci: `${world.github.apiUrl}/acme/models/actions/runs/77` },
    });
    expect(await readFile(join(world.store, `sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`), "utf8")).toBe(WEIGHTS);
    expect(await readdir(join(folder, "registry/models/churn/versions"))).not.toContain("1.2.0.yaml");
    expect(step.log).toContain("churn 1.2.0: 1 file, 13 B, saved in ");
    expect(step.summary).toContain(`[#1](${step.outputs["pull-request-url"] ?? ""}) opened.`);
    expect(pull?.body).toContain("`modelyard draft churn --bump minor --artifact out/model.bin --metrics");
    expect(world.github.contractViolations).toEqual([]);
  });

  test("its pull request says that checks wait, and how an App's token helps", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    await world.draft(folder);
    const waits = /checks wait until .*\*\*Approve workflows to run\*\*.*actions\/create-github-app-token/;
    expect(pullsOf(world)[0]?.body).toMatch(waits);
  });

  test("run again it changes nothing; with other files it updates the pull request", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const first = await world.draft(folder);
    const again = await world.draft(folder);
    expect(again).toMatchObject({ exitCode: 0, outputs: { ...first.outputs, outcome: "unchanged" } });
    await world.train(folder, { "out/model.bin": "fourth weights" });
    const other = await world.draft(folder);
    expect(other).toMatchObject({ exitCode: 0, outputs: { version: "1.2.0", outcome: "updated" } });
    expect(other.outputs["sha256"]).not.toBe(first.outputs["sha256"]);
    expect(pullsOf(world)).toHaveLength(1);
  });

  test("counts the last part up where neither a version nor a part is named", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    expect((await world.draft(folder, { ...INPUTS, bump: "" })).outputs["version"]).toBe("1.1.1");
    expect((await world.draft(folder, { ...INPUTS, bump: "", version: "3.0.0" })).outputs["version"]).toBe("3.0.0");
  });

  test("a version that is registered with just this needs no pull request", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder, { "out/model.bin": "second weights", "out/metrics.json": '{"auc": 0.9}' });
    const inputs = { model: "churn", version: "1.1.0", artifact: "out/model.bin", metrics: "out/metrics.json" };
    const step = await world.draft(folder, inputs);
    const registered = await readFile(join(folder, "registry/models/churn/versions/1.1.0.yaml"));
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { version: "1.1.0", sha256: sha256OfBytes(registered), outcome: "none", branch: "" },
    });
    expect(step.outputs["pull-request-number"]).toBe("");
    expect(pullsOf(world)).toEqual([]);
  });

  test("a first version brings its model's file with the owners", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, { ...INPUTS, model: "fraud", owner: "@dana\n  @acme/risk\n" });
    expect(step).toMatchObject({ exitCode: 0, outputs: { model: "fraud", branch: /^draft\/fraud-/ } });
    const branch = step.outputs["branch"] ?? "";
    const file = await world.repository.git.run([
      "cat-file",
      "blob",
      `refs/heads/${branch}:registry/models/fraud/model.yaml`,
    ]);
    expect(parse(String(file))).toMatchObject({ name: "fraud", owners: ["@dana", "@acme/risk"] });
  });
});

describe("with a tracker", () => {
  test("takes what MLflow has in its database", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    const [run, model] = ["67aa8f60a3984b1fb6eac7887260b264", "m-a314428d4f464c4e823f59fdcaa3d592"];
    const mlmodel = `flavors: {sklearn: {}}\nmodel_id: ${model}\nrun_id: ${run}\n`;
    await world.train(folder, { [`mlruns/1/models/${model}/artifacts/MLmodel`]: mlmodel });
    const database = new DatabaseSync(join(folder, "mlflow.db"));
    database.exec(`BEGIN;${await readFile(join(fixtures, "mlflow/mlflow-3.sql"), "utf8")}COMMIT;`);
    database.close();
    const step = await world.draft(folder, { model: "churn", version: "2.0.0", "from-mlflow": run });
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(step.log).not.toContain("Warning");
    expect(await proposedVersion(world, "2.0.0")).toMatchObject({
      artifacts: [{ path: "MLmodel" }],
      parameters: { C: 0.5 },
      training: { run: { tracker: "mlflow", id: run } },
    });

    await writeFile(join(folder, "mlflow.db"), "no database");
    expect((await world.draft(folder, { model: "churn", "from-mlflow": run })).commands).toEqual([
      expect.stringMatching(
        /^::error title=mlflow-database-invalid::.*is no SQLite database that can be read: \S.*\. Name MLflow/,
      ),
    ]);
  });

  test("takes what a DVC pipeline made", async () => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await cp(join(fixtures, "dvc-project"), join(folder, "pipeline"), { recursive: true });
    const step = await world.draft(folder, { model: "churn", version: "2.0.0", "from-dvc": "pipeline/dvc.yaml:train" });
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect((await proposedVersion(world, "2.0.0")).parameters).not.toEqual({});
  });
});

describe("with the registry in another repository", () => {
  test("an App's token is enough: no clone, and the code of the training is recorded", async () => {
    const world = await createDraftWorld();
    await withReleases(world);
    const { folder, commit } = await trainingOf(world);
    const token = world.tokenOf({ login: "registrar[bot]", kind: "app" });
    const step = await world.draft(folder, REGISTRY, { token, environment: ELSEWHERE });
    expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { version: "1.2.0", outcome: "opened" } });
    expect(await proposedVersion(world, "1.2.0")).toMatchObject({
      code: { repository: "https://example.com/acme/churn", commit },
      training: { ci: `${world.github.apiUrl}/acme/churn/actions/runs/77` },
    });
    const [release] = world.repository.releases;
    expect(release).toMatchObject({ tagName: "churn@v1.2.0", draft: true, assets: [{ name: "model.bin" }] });
    expect(pullsOf(world)[0]?.body).not.toContain("checks wait");
    expect(world.github.contractViolations).toEqual([]);
  });

  test("a checkout of it beside the code is refused: the change would be proposed to the workflow's repository", async () => {
    const world = await createDraftWorld();
    const { folder } = await trainingOf(world);
    const origin = `${world.github.apiUrl}/acme/models.git`;
    const git = (...words: string[]) => execFileSync("git", words, { cwd: join(folder, "models") });
    execFileSync("git", ["clone", "--quiet", world.repository.gitDir, join(folder, "models")]);
    git("remote", "set-url", "origin", origin);
    const inputs = { ...REGISTRY, registry: "models" };
    expect((await world.draft(folder, inputs, { environment: ELSEWHERE })).commands).toEqual([
      expect.stringMatching(/^::error title=registry-elsewhere::.*Set the input registry to github:acme\/models,/),
    ]);
    expect(await world.draft(folder, inputs)).toMatchObject({ exitCode: 0, outputs: { outcome: "opened" } });
  });

  test("asks for a merge to the branch that is named", async () => {
    const world = await createDraftWorld();
    const { folder } = await trainingOf(world);
    await world.github.commit(world.repository, { files: { "NOTES.md": "Next.\n" }, branch: "next" });
    const step = await world.draft(
      folder,
      { ...REGISTRY, registry: "github:acme/models@next" },
      { environment: ELSEWHERE },
    );
    expect(step.exitCode).toBe(0);
    expect(pullsOf(world)).toMatchObject([{ base: "next" }]);
  });

  test("the workflow's own token does not reach there, and what does is said", async () => {
    const world = await createDraftWorld();
    await withReleases(world);
    const { folder } = await trainingOf(world);
    const token = world.tokenOf({ repositories: ["acme/churn"] });
    const step = await world.draft(folder, REGISTRY, { token, environment: ELSEWHERE });
    expect(step).toMatchObject({ exitCode: 1, outputs: {} });
    expect(step.commands).toEqual([
      expect.stringMatching(
        /^::error title=github-forbidden::.*For another repository .* take the token of a GitHub App/,
      ),
    ]);
    expect(world.repository.releases).toEqual([]);
  });
});

describe("what is missing is named", () => {
  const MODEL = { model: "churn" };
  test.each([
    [MODEL, "Name a file or a folder with the input artifact, a run that logged a model with the input from-mlflow"],
    [{ ...INPUTS, version: "1.2.0", bump: "minor" }, "The input version and the input bump do not go together"],
    [{ ...INPUTS, bump: "large" }, "The input bump takes major, minor or patch"],
    [{ ...INPUTS, "tracking-uri": "https://mlflow.example.com" }, "The input tracking-uri says where MLflow is"],
    [{ ...MODEL, "from-mlflow": "models:/churn/3", "tracking-uri": "none.db" }, "the input tracking-uri"],
    [{ ...INPUTS, registry: "out" }, "name the registry's folder with the input registry"],
  ])("by the inputs: %j", async (inputs, expected) => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, inputs);
    expect(step).toMatchObject({ exitCode: 1, outputs: {}, commands: [expect.stringContaining(expected)] });
    expect(step.log).not.toMatch(/ --?[a-zC]/);
  });

  test.each([
    [
      { contents: "read", pull_requests: "write" },
      /lacks a permission: contents: write\. In a workflow, add it under permissions:\./,
    ],
    [
      { contents: "write", pull_requests: "read" },
      /lacks a permission: pull-requests: write\. In a workflow, add it under permissions:\./,
    ],
  ] as const)("of the permissions, with %j", async (permissions, expected) => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, INPUTS, { token: world.tokenOf({ permissions }) });
    expect(step).toMatchObject({ exitCode: 1, outputs: {}, commands: [expect.stringMatching(expected)] });
  });

  test("of the permissions on a private repository, at once with the access that the whole takes", async () => {
    const world = await createDraftWorld();
    world.repository.private = true;
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, INPUTS, { token: world.tokenOf({ permissions: { contents: "write" } }) });
    expect(step).toMatchObject({
      exitCode: 1,
      commands: [expect.stringContaining("lacks a permission: pull-requests: write.")],
    });
  });

  test("of the settings", async () => {
    const world = await createDraftWorld();
    world.repository.actions.mayOpenPullRequests = false;
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder);
    expect(step.exitCode).toBe(1);
    expect(step.commands).toEqual([
      expect.stringMatching(/^::error title=pull-requests-forbidden::.*Allow GitHub Actions to create and approve/),
    ]);
  });

  test.each([
    [{ model: "" }, "input-missing"],
    [{ version: "1.2.0" }, "usage"],
    [{ bump: "huge" }, "usage"],
    [{ artifact: "out/none.bin" }, "artifact-missing"],
    [{ artifact: "" }, "artifact-missing"],
    [{ registry: "github:acme" }, "location-invalid"],
    [{ dataset: "customers" }, "usage"],
  ])("of the inputs, with %j", async (wrong, code) => {
    const world = await createDraftWorld();
    const folder = await world.checkout("refs/heads/main");
    await world.train(folder);
    const step = await world.draft(folder, { ...INPUTS, ...wrong });
    expect(step).toMatchObject({ exitCode: 1, outputs: {} });
    expect(step.commands).toEqual([expect.stringMatching(new RegExp(`^::error title=${code}::`))]);
    expect(pullsOf(world)).toEqual([]);
  });
});

test("what the rules refuse is neither saved nor proposed, and the log says why", async () => {
  const world = await createDraftWorld();
  const folder = await world.checkout("refs/heads/main");
  await world.train(folder);
  const before = await readdir(world.store, { recursive: true });
  const step = await world.draft(folder, { ...INPUTS, dataset: "customers@4:training" });
  expect(step).toMatchObject({ exitCode: 1, outputs: {} });
  expect(step.commands).toEqual([expect.stringMatching(/^::error title=dataset-missing,file=registry\/models\/churn/)]);
  expect(step.log).toContain("1 error: nothing was saved or proposed.");
  expect(await readdir(world.store, { recursive: true })).toEqual(before);
  expect(pullsOf(world)).toEqual([]);
});

test("text that is given never becomes a command, an output or live Markdown", async () => {
  const world = await createDraftWorld();
  const folder = await world.checkout("refs/heads/main");
  await world.train(folder);
  const hostile = "done\n::set-output name=version::9.9.9\n##[add-mask]x @everyone <img src=x>";
  const step = await world.draft(folder, { ...INPUTS, description: hostile, command: hostile });
  expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { version: "1.2.0" } });
  const [pull] = pullsOf(world);
  const outsideOfCode = (pull?.body ?? "").replaceAll(/`[^`]*`/g, "");
  expect(outsideOfCode).not.toMatch(/@everyone|<img/);
});
