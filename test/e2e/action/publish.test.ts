import { describe, expect, test } from "vitest";
import { client } from "../../servers/github/http/test-client.ts";
import { draftVersion } from "../../support/workspace.ts";
import { createPublishWorld, promotionsOf } from "./publish-world.ts";
import { hoursLater } from "./step.ts";
import { PRODUCTION, stage } from "./world.ts";

const toProduction = { model: "churn", stage: "production", rollback: false };

describe("a push to the default branch", () => {
  test.each(["merge", "squash", "rebase"] as const)("tells a promotion that was approved (%s)", async (method) => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0", { method });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { published: "[]" } });
    expect(promotionsOf(step)).toEqual([{ ...toProduction, version: "1.1.0", previous: "1.0.0" }]);
    expect(step.log).toContain("churn: 1.0.0 → 1.1.0 in production\n");
    expect(step.summary).toContain("2 published before. 1 promotion to deploy");
    expect(world.github.contractViolations).toEqual([]);
  });

  test("publishes what was merged, once, also when two runs do it at the same time", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await draftVersion(world.workspace, "1.2.0", "third weights");
    await world.workspace.git("push", "--quiet", world.repository.gitDir, "HEAD:refs/heads/main");
    const steps = await Promise.all([world.pushed(before), world.pushed(before)]);
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(steps.map(({ outputs }) => outputs["published"])).toContain('[{"model":"churn","version":"1.2.0"}]');
    expect(steps.map(promotionsOf)).toEqual([[], []]);
    expect(await world.pushed(before)).toMatchObject({ exitCode: 0, outputs: { published: "[]", promotions: "[]" } });
  });

  test("several pull requests that come at once are judged one by one, and each stage is told once", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0");
    await world.promote("1.0.0");
    await world.promote("1.1.0");
    const step = await world.pushed(before);
    expect(step.exitCode).toBe(0);
    expect(promotionsOf(step)).toEqual([{ ...toProduction, version: "1.1.0", previous: "1.0.0", rollback: true }]);
  });

  test("a rollback says so", async () => {
    const world = await createPublishWorld();
    await world.promote("1.1.0");
    const before = await world.main();
    await world.promote("1.0.0");
    const step = await world.pushed(before);
    expect(promotionsOf(step)).toEqual([{ ...toProduction, version: "1.0.0", previous: "1.1.0", rollback: true }]);
  });

  test("a run that comes after the stage has moved on deploys nothing old", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0");
    const folder = await world.checkout("refs/heads/main");
    const payload = { before, after: await world.main() };
    await world.promote("1.0.0");
    const step = await world.run({ name: "push", payload }, { folder });
    expect(step).toMatchObject({ exitCode: 0, outputs: { promotions: "[]" } });
    expect(step.log).toContain("churn 1.1.0 is not in production any more\n");
  });
});

describe("a promotion that came in past a gate", () => {
  test("ends the run red, is named, and is told only on request", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    const { number } = await world.promote("1.1.0", { approved: false });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 1, outputs: { published: "[]", promotions: "[]" } });
    expect(step.commands).toEqual([
      expect.stringContaining(
        `::error title=promoted past a gate,file=${PRODUCTION}::churn 1.1.0 came into production with pull request ${number} past approvals 1 (not reached: `,
      ),
    ]);
    expect(step.commands[0]).toContain(". Revert that merge, or set the stage back by a pull request");
    expect(step.summary).toContain("1 came in past a gate");

    const forced = await world.pushed(before, { inputs: { "include-bypassed": "true" } });
    expect(forced.exitCode).toBe(1);
    expect(promotionsOf(forced)).toEqual([{ ...toProduction, version: "1.1.0", previous: "1.0.0" }]);
  });

  test("names each gate, and stays past a time gate when a later run looks", async () => {
    const gates = ["after: shadow", "soak: 24h", "approvals: 1", "metrics: {auc: {min: 0.99}}"];
    const world = await createPublishWorld({ stages: ["shadow"], gates });
    const shadow = stage("1.1.0").replace("production", "shadow");
    await world.github.commit(world.repository, { files: { [PRODUCTION.replace("production", "shadow")]: shadow } });
    const before = await world.main();
    const { number } = await world.promote("1.1.0");
    for (const environment of [{}, hoursLater(48)]) {
      const step = await world.pushed(before, { environment });
      expect(step).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
      expect(step.commands).toEqual([
        expect.stringMatching(`pull request ${number} past soak 24h \\(not reached: .*\\) and metrics \\(failed: `),
      ]);
    }
  });

  test("stays so when somebody approves it afterwards", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    const { number } = await world.promote("1.1.0", { approved: false });
    const later = new Date(Date.now() + 60_000);
    await world.github.review(world.repository, number, { login: "dana", state: "APPROVED", date: later });
    expect(await world.pushed(before)).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
  });

  test("without a pull request nobody approved it, whatever the same push says of the policy", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    const settings = await world.workspace.read("registry/registry.yaml");
    const lax = settings.replace("    gates:\n      approvals: 1\n", "");
    expect(lax).not.toBe(settings);
    await world.github.commit(world.repository, { files: { "registry/registry.yaml": lax } });
    await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.1.0") } });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
    expect(step.commands).toEqual([expect.stringContaining("past approvals 1 (not known: no pull request brought it")]);
  });

  test("a token that may not see pull requests is told which permission it lacks", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0");
    const permissions = { contents: "write" } as const;
    const token = world.github.addToken({ login: "github-actions[bot]", kind: "actions", permissions });
    await world.github.commit(world.repository, { files: { "README.md": "Models.\n" } });
    world.repository.private = true;
    const step = await world.pushed(before, { token });
    expect(step).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
    expect(step.commands).toEqual([expect.stringMatching(/past approvals 1 \(not known: .*pull.requests: read/)]);
  });

  test("a branch that was rewritten is judged as a whole", async () => {
    const world = await createPublishWorld();
    const first = await world.main();
    await world.promote("1.1.0");
    const before = await world.main();
    await world.repository.git.run(["update-ref", "refs/heads/main", first]);
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
    expect(step.commands).toEqual([expect.stringContaining("churn 1.0.0 came into production with ")]);
  });

  test("a version that the store does not hold is not deployed", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    const version = await world.workspace.read("registry/models/churn/versions/1.1.0.yaml");
    const path = "registry/models/churn/versions/1.2.0.yaml";
    const other = version.replace('"1.1.0"', '"1.2.0"').replace(/sha256: .*/, `sha256: "${"0".repeat(64)}"`);
    await world.github.commit(world.repository, { files: { [path]: other } });
    await world.promote("1.2.0");
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 1, outputs: { published: "[]", promotions: "[]" } });
    expect(step.commands).toEqual([
      expect.stringMatching(/^::error title=promoted past a gate,.*past published \(/),
      expect.stringMatching(/^::error title=not published,file=registry\/models\/churn\/versions\/1.2.0.yaml::/),
    ]);
  });
});

describe("on a timer or by hand", () => {
  test("publishes what is missing, and tells promotions only from where it is asked to", async () => {
    const world = await createPublishWorld();
    const since = await world.main();
    await world.promote("1.1.0");
    const event = { name: "schedule", payload: {} };
    const step = await world.run(event);
    expect(step).toMatchObject({ exitCode: 0, outputs: { published: "[]", promotions: "[]" } });
    expect(step.log).toContain("Promotions were not looked at");
    expect(promotionsOf(await world.run(event, { inputs: { since } }))).toEqual([
      { ...toProduction, version: "1.1.0", previous: "1.0.0" },
    ]);
  });
});

test("what is not merged is refused", async () => {
  const world = await createPublishWorld();
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  expect(await world.run({ name: "pull_request", payload: pull.payload })).toMatchObject({
    exitCode: 1,
    outputs: {},
    commands: [expect.stringMatching(/^::error title=event-unsupported::/)],
  });
  const before = await world.main();
  expect(await world.pushed(before, { environment: { GITHUB_REF_NAME: "next" } })).toMatchObject({
    exitCode: 1,
    outputs: {},
    commands: [expect.stringMatching(/^::error title=not-on-default-branch::/)],
  });
});

test("tells what was saved a week ago and given up", async () => {
  const world = await createPublishWorld();
  const { github, repository, workspace } = world;
  const tracked = await workspace.git("ls-files", "registry/models");
  const emptied = Object.fromEntries(tracked.split("\n").map((path) => [path, null]));
  const settings =
    "schema: registry/1\nname: acme-models\nstages:\n  - name: production\nartifacts:\n  store: github-releases\n";
  await github.commit(repository, { files: { ...emptied, "registry/registry.yaml": settings } });
  const bot = client(github, github.addToken({ login: "github-actions[bot]", kind: "actions" }));
  for (const version of ["2.0.0", "2.1.0"]) {
    await bot("POST", "/repos/acme/models/releases", { body: { tag_name: `churn@v${version}`, draft: true } });
  }
  const old = repository.releases.find(({ tagName }) => tagName === "churn@v2.0.0");
  if (old !== undefined) old.createdAt = "2026-01-02T03:04:05Z";
  const step = await world.run({ name: "schedule", payload: {} });
  expect(step).toMatchObject({ exitCode: 0, commands: [] });
  expect(step.log).toContain("churn 2.0.0: saved 2026-01-02 and neither merged nor proposed");
  expect(step.summary).toContain("2026-01-02 and neither merged nor proposed");
  expect(step.log).not.toContain("churn 2.1.0");
  expect(repository.releases).toHaveLength(2);
});
