import { describe, expect, test } from "vitest";
import type { NewToken, Pull } from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { type Step, type StepOptions, runStep } from "./step.ts";
import { type ActionWorld, PRODUCTION, createActionWorld, stage } from "./world.ts";

const INPUTS = { model: "churn", version: "1.1.0", stage: "production" };

interface PromoteWorld extends ActionWorld {
  tokenOf(token: Partial<NewToken>): string;
  /** Runs promote in an empty workspace unless told otherwise. */
  promote(inputs?: Readonly<Record<string, string>>, options?: Partial<StepOptions>): Promise<Step>;
}

async function createPromoteWorld(): Promise<PromoteWorld> {
  const world = await createActionWorld();
  const { github, repository } = world;
  repository.actions.mayOpenPullRequests = true;
  const permissions = { contents: "write", pull_requests: "write" } as const;
  const tokenOf: PromoteWorld["tokenOf"] = (given) =>
    github.addToken({ login: "github-actions[bot]", kind: "actions", permissions, ...given });
  const token = tokenOf({});
  const folder = await folderWith({});
  const event = { name: "workflow_dispatch", payload: { inputs: INPUTS } };
  return {
    ...world,
    tokenOf,
    promote: (inputs = INPUTS, options = {}) =>
      runStep({ action: "promote", event, folder, inputs, token, apiUrl: github.apiUrl, ...options }),
  };
}

const pullsOf = ({ repository }: ActionWorld) =>
  repository.issues.filter((issue): issue is Pull => issue.kind === "pull");

async function proposedFile({ repository }: ActionWorld): Promise<string> {
  return String(await repository.git.run(["cat-file", "blob", `refs/heads/promote/churn@production:${PRODUCTION}`]));
}

test("opens the pull request with the line and the card, without a checkout, and says that its checks wait", async () => {
  const world = await createPromoteWorld();
  const step = await world.promote();
  expect(step).toMatchObject({ exitCode: 0, commands: [] });
  expect(step.outputs).toEqual({
    model: "churn",
    version: "1.1.0",
    stage: "production",
    previous: "1.0.0",
    outcome: "opened",
    "pull-request-number": "1",
    "pull-request-url": expect.stringMatching(/^http.*\/acme\/models\/pull\/1$/) as string,
    branch: "promote/churn@production",
  });
  expect(await proposedFile(world)).toBe(stage("1.1.0"));
  const [pull] = pullsOf(world);
  expect(pull).toMatchObject({ title: "Promote churn 1.1.0 to production", base: "main" });
  expect(pull?.body).toContain("### churn: 1.0.0 → **1.1.0** in production");
  expect(pull?.body).toMatch(/checks wait until .*Approve workflows to run.*actions\/create-github-app-token/);
  expect(step.log).toContain("churn: 1.0.0 → 1.1.0 in production\n#1 opened http");
  expect(step.log).toContain("a GitHub App's token would start them at once");
  expect(step.summary).toContain("churn: 1.0.0 → 1.1.0 in production");
  expect(world.github.contractViolations).toEqual([]);
});

test("run again it changes nothing; another version updates the pull request", async () => {
  const world = await createPromoteWorld();
  const first = await world.promote();
  expect(await world.promote()).toMatchObject({ exitCode: 0, outputs: { ...first.outputs, outcome: "unchanged" } });
  await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.1.0") } });
  const back = await world.promote({ ...INPUTS, version: "1.0.0" });
  expect(back).toMatchObject({ exitCode: 0, outputs: { version: "1.0.0", previous: "1.1.0", outcome: "updated" } });
  expect(await proposedFile(world)).toBe(stage("1.0.0"));
  expect(pullsOf(world)).toHaveLength(1);
});

test("two promotions whose names join to the same letters have a pull request each", async () => {
  const world = await createPromoteWorld();
  const settings = await world.workspace.read("registry/registry.yaml");
  const version = (await world.workspace.read("registry/models/churn/versions/1.1.0.yaml")).replace(
    "churn",
    "churn-eu",
  );
  await world.github.commit(world.repository, {
    files: {
      "registry/registry.yaml": settings.replace("stages:", "stages:\n  - name: eu-production"),
      "registry/models/churn-eu/model.yaml": "schema: model/1\nname: churn-eu\n",
      "registry/models/churn-eu/versions/1.1.0.yaml": version,
    },
  });
  const first = await world.promote({ ...INPUTS, stage: "eu-production" });
  expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: "opened", branch: "promote/churn@eu-production" } });
  const second = await world.promote({ ...INPUTS, model: "churn-eu" });
  expect(second).toMatchObject({ exitCode: 0, outputs: { outcome: "opened", branch: "promote/churn-eu@production" } });
  expect(pullsOf(world).map(({ title }) => title)).toEqual([
    "Promote churn 1.1.0 to eu-production",
    "Promote churn-eu 1.1.0 to production",
  ]);
});

test.each([
  ["latest", "1.1.0", "opened", "churn: 1.0.0 → 1.1.0 in production\n"],
  ["^1.0", "1.1.0", "opened", "churn: 1.0.0 → 1.1.0 in production\n"],
  ["production", "1.0.0", "none", "churn 1.0.0 is in production already; nothing changed\n"],
])("takes %s for the version that it stands for", async (version, found, outcome, said) => {
  const world = await createPromoteWorld();
  const step = await world.promote({ ...INPUTS, version });
  expect(step).toMatchObject({ exitCode: 0, outputs: { version: found, outcome } });
  expect(step.log).toContain(said);
  expect(pullsOf(world)).toHaveLength(outcome === "none" ? 0 : 1);
});

test("an App promotes in another repository, and its checks wait for nobody", async () => {
  const world = await createPromoteWorld();
  const token = world.tokenOf({ login: "registrar[bot]", kind: "app" });
  const environment = { GITHUB_REPOSITORY: "acme/churn" };
  const step = await world.promote({ ...INPUTS, registry: "github:acme/models" }, { token, environment });
  expect(step).toMatchObject({ exitCode: 0, outputs: { outcome: "opened" } });
  expect(pullsOf(world)[0]?.body).not.toContain("checks wait");
  expect(step.log).not.toContain("Approve workflows");
});

test("reaches a GitHub that is elsewhere", async () => {
  const world = await createPromoteWorld();
  const inputs = { ...INPUTS, "api-url": world.github.enterpriseApiUrl };
  const step = await world.promote(inputs, { apiUrl: "http://127.0.0.1:9" });
  expect(step).toMatchObject({ exitCode: 0, outputs: { outcome: "opened" } });
});

test("a withdrawn version comes with a warning", async () => {
  const world = await createPromoteWorld();
  const status = 'schema: status/1\nmodel: churn\nversion: "1.1.0"\nstatus: deprecated\nreason: "::error::old"\n';
  await world.github.commit(world.repository, { files: { "registry/models/churn/status/1.1.0.yaml": status } });
  const step = await world.promote();
  expect(step).toMatchObject({ exitCode: 0, outputs: { outcome: "opened" } });
  expect(step.commands).toEqual([expect.stringMatching(/^::warning title=modelyard::.*deprecated/)]);
});

describe("what cannot be promoted ends the step with what to do", () => {
  test.each([
    [{ version: "9.9.9" }, "version-unknown"],
    [{ stage: "nowhere" }, "stage-unknown"],
    [{ model: "fraud" }, "model-unknown"],
    [{ stage: "" }, "input-missing"],
    [{ version: "" }, "input-missing"],
  ])("%j", async (wrong, code) => {
    const world = await createPromoteWorld();
    const step = await world.promote({ ...INPUTS, ...wrong });
    expect(step).toMatchObject({ exitCode: 1, outputs: {} });
    expect(step.commands).toEqual([expect.stringMatching(new RegExp(`^::error title=${code}::`))]);
    expect(pullsOf(world)).toEqual([]);
  });

  test.each([
    [{ contents: "read", pull_requests: "write" }, /lacks a permission: contents: write\./],
    [{ contents: "write", pull_requests: "read" }, /lacks a permission: pull-requests: write\./],
  ] as const)("with %j alone", async (permissions, expected) => {
    const world = await createPromoteWorld();
    const step = await world.promote(INPUTS, { token: world.tokenOf({ permissions }) });
    expect(step).toMatchObject({ exitCode: 1, outputs: {}, commands: [expect.stringMatching(expected)] });
  });
});
