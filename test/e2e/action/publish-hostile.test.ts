import { expect, test } from "vitest";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import { draftVersion } from "../../support/workspace.ts";
import { NASTY, NASTY_LINES, asYaml, expectInertMarkdown, expectInertStep, hostileVersion } from "./hostile.ts";
import { createPublishWorld, promotionsOf } from "./publish-world.ts";
import { PRODUCTION, stage } from "./world.ts";

const BYTES = "third weights";

const ARTIFACT = { size: BYTES.length, sha256: sha256OfBytes(Buffer.from(BYTES)) };

test("a version that the schema takes is published, and nothing of it is live in log, outputs, summary or release", async () => {
  const world = await createPublishWorld({ store: "github-releases" });
  const { workspace, repository } = world;
  const before = await world.main();
  await draftVersion(workspace, "1.2.0", BYTES);
  await workspace.write("registry/models/churn/versions/1.2.0.yaml", asYaml(hostileVersion("1.2.0", ARTIFACT)));
  await workspace.git("commit", "--quiet", "--all", "--amend", `--message=${NASTY_LINES}`);
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");

  const step = await world.pushed(before);
  expect(step).toMatchObject({ exitCode: 0, commands: [] });
  expect(step.outputs["published"]).toBe('[{"model":"churn","version":"1.2.0"}]');
  await expectInertStep(step, "publish");
  const release = repository.releases.find(({ tagName }) => tagName === "churn@v1.2.0");
  expect(release).toMatchObject({ draft: false, name: "churn 1.2.0" });
  expect(release?.body).toContain("set-output");
  expectInertMarkdown(release?.body ?? "");
  expect(String(await repository.git.run(["cat-file", "tag", "churn@v1.2.0"]))).toMatch(
    /\n\nRegister churn 1\.2\.0\n$/,
  );
});

test("what is refused is named, and nothing of it commands the runner", async () => {
  const world = await createPublishWorld({
    gates: [
      "approvals: 1",
      `metrics: {${asYaml(NASTY_LINES)}: {min: 2}}`,
      `freeze: [{from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z", reason: ${asYaml(NASTY_LINES)}}]`,
    ],
  });
  const before = await world.main();
  const model = `${NASTY.slice(0, 60)}\n::error::owned\r\n##[error]owned`.replaceAll("/", "|");
  const pull = await world.open({
    branch: "x/@acme-team-<img>-##a",
    files: {
      [PRODUCTION]: stage("1.1.0"),
      [`registry/models/${model}/model.yaml`]: "nothing",
      [`registry/models/${model}/versions/1.0.0.yaml`]: asYaml({ ...hostileVersion("1.0.0", ARTIFACT), model }),
      [`registry/models/${model}/stages/production.yaml`]: asYaml({
        schema: "stage/1",
        model,
        stage: "production",
        version: "1.0.0",
      }),
    },
  });
  await world.github.review(world.repository, pull.number, { login: NASTY, state: "CHANGES_REQUESTED", body: NASTY });
  await world.merge(pull);

  const step = await world.pushed(before, { inputs: { "include-bypassed": "true" } });
  expect(step.exitCode).toBe(1);
  expect(step.log).toContain("set-output");
  expect(step.commands).toContainEqual(expect.stringContaining("past a gate"));
  expect(step.commands).toContainEqual(expect.stringContaining("not published"));
  expect(promotionsOf(step)).toMatchObject([{ model: "churn" }]);
  await expectInertStep(step, "publish");
});

test("what a server answers commands nobody", async () => {
  const world = await createPublishWorld({ store: "github-releases" });
  const before = await world.main();
  await draftVersion(world.workspace, "1.2.0", BYTES);
  await world.workspace.git("push", "--quiet", world.repository.gitDir, "HEAD:refs/heads/main");
  const body = { message: NASTY_LINES, errors: [NASTY_LINES, { message: NASTY_LINES }] };
  world.github.faults.add({ when: { method: "PATCH" }, do: { status: 422, body } });
  const step = await world.pushed(before);
  expect(step).toMatchObject({ exitCode: 1, commands: [expect.stringContaining("owned")] });
  await expectInertStep(step, "publish");

  world.github.faults.clear();
  world.github.faults.add({ when: { path: /\/releases/ }, do: { status: 403, body } });
  await expectInertStep(await world.pushed(before), "publish");

  const elsewhere = await world.pushed(before, { environment: { GITHUB_REF_NAME: "x/@acme-team-##[error]" } });
  expect(elsewhere.commands).toEqual([expect.stringContaining("not-on-default-branch")]);
  await expectInertStep(elsewhere, "publish");
}, 60_000);
