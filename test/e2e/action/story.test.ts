import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../../support/folder.ts";
import type { Step } from "./step.ts";
import { type Story, createStory } from "./story-world.ts";

const BY_HAND = { name: "workflow_dispatch", payload: {} };
const TRAINED = {
  model: "penguins",
  bump: "minor",
  artifact: "out/model.safetensors",
  metrics: "out/metrics.json",
  params: "out/params.json",
  signature: "out/signature.json",
  owner: "@dana",
};

const passed = { exitCode: 0, commands: [] };
const numberOf = ({ outputs }: Step): number => Number(outputs["pull-request-number"]);
const promotionsOf = ({ outputs }: Step): unknown => JSON.parse(outputs["promotions"] ?? "");

/** Trains, drafts, validates, merges and publishes; gives what was trained. */
async function release(story: Story, version: string, ...options: string[]): Promise<Buffer> {
  const folder = await story.train(...options);
  const draft = await story.run("draft", BY_HAND, { folder, inputs: TRAINED });
  expect(draft).toMatchObject({ ...passed, outputs: { version, outcome: "opened" } });
  const number = numberOf(draft);
  expect(story.page(number)).toMatchObject({ title: `Add penguins ${version}`, comments: [], status: undefined });
  expect(await story.tryToMerge(number)).toBe(405);

  const check = await story.validate(number);
  expect(check).toMatchObject({ ...passed, outputs: { valid: "true", verdict: "passed", findings: "[]" } });
  expect(check.summary).toContain(`penguins ${version}`);
  expect(story.page(number)).toMatchObject({ status: "success", comments: [expect.stringContaining("**Passed**")] });

  const publish = await story.merge(number);
  expect(publish).toMatchObject({ ...passed, outputs: { promotions: "[]" } });
  expect(JSON.parse(publish.outputs["published"] ?? "")).toEqual([{ model: "penguins", version }]);
  return readFile(join(folder, "out/model.safetensors"));
}

async function propose(story: Story, version: string, stage: string): Promise<number> {
  const step = await story.run("promote", BY_HAND, { inputs: { model: "penguins", version, stage } });
  expect(step).toMatchObject({ ...passed, outputs: { version, stage, outcome: "opened" } });
  return numberOf(step);
}

async function promoteToStaging(story: Story, version: string, previous: string | null): Promise<void> {
  const number = await propose(story, version, "staging");
  expect(await story.validate(number)).toMatchObject({ ...passed, outputs: { verdict: "passed" } });
  const publish = await story.merge(number);
  expect(publish).toMatchObject({ ...passed, outputs: { published: "[]" } });
  expect(promotionsOf(publish)).toEqual([{ model: "penguins", stage: "staging", version, previous, rollback: false }]);
}

/** A machine that is deployed to again and again. */
async function deployTarget(story: Story) {
  const folder = await folderWith({});
  const inputs = { reference: "penguins@production", registry: "github:acme/models", path: "model" };
  return async () => {
    const step = await story.run("resolve", BY_HAND, { folder, inputs });
    expect(step).toMatchObject(passed);
    const { version, changed } = step.outputs;
    return { version, changed, bytes: await readFile(join(folder, "model/model.safetensors")) };
  };
}

test("from training to production and back, all through the action", { timeout: 600_000 }, async () => {
  const story = await createStory();
  const deploy = await deployTarget(story);

  const first = await release(story, "1.0.0", "--hidden", "0");
  await promoteToStaging(story, "1.0.0", null);

  const number = await propose(story, "1.0.0", "production");
  expect(story.page(number).body).toContain('+version: "1.0.0"');
  const waiting = await story.validate(number);
  expect(waiting).toMatchObject({ exitCode: 1, outputs: { valid: "false", verdict: "pending" } });
  expect(story.page(number)).toMatchObject({
    status: "pending",
    comments: [expect.stringContaining("**Waiting for time and approval**")],
  });
  expect(await story.tryToMerge(number)).toBe(405);

  await story.approve(number);
  expect(await story.validate(number, "pull_request_review")).toMatchObject({ exitCode: 1 });
  expect(story.page(number)).toMatchObject({ comments: [expect.stringContaining("**Waiting for time**")] });

  story.wait(25);
  expect(await story.run("validate", { name: "schedule", payload: {} })).toMatchObject(passed);
  expect(story.page(number)).toMatchObject({ status: "success", comments: [expect.stringContaining("**Passed**")] });

  const publish = await story.merge(number);
  expect(publish).toMatchObject(passed);
  const toProduction = { model: "penguins", stage: "production", rollback: false };
  expect(promotionsOf(publish)).toEqual([{ ...toProduction, version: "1.0.0", previous: null }]);
  expect(await deploy()).toEqual({ version: "1.0.0", changed: "true", bytes: first });
  expect(await deploy()).toMatchObject({ version: "1.0.0", changed: "false" });

  const second = await release(story, "1.1.0", "--hidden", "8");
  await promoteToStaging(story, "1.1.0", "1.0.0");
  story.wait(25);
  const next = await propose(story, "1.1.0", "production");
  await story.approve(next);
  expect(await story.validate(next)).toMatchObject({ ...passed, outputs: { verdict: "passed" } });
  expect(story.page(next).comments).toEqual([expect.stringContaining("### penguins: 1.0.0 → **1.1.0** in production")]);
  expect(promotionsOf(await story.merge(next))).toEqual([{ ...toProduction, version: "1.1.0", previous: "1.0.0" }]);
  expect(await deploy()).toEqual({ version: "1.1.0", changed: "true", bytes: second });

  const back = await propose(story, "1.0.0", "production");
  expect(await story.validate(back)).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
  await story.approve(back);
  expect(await story.validate(back, "pull_request_review")).toMatchObject(passed);
  expect(story.page(back).comments).toEqual([
    expect.stringContaining("### penguins: roll back production to **1.0.0** from 1.1.0"),
  ]);
  const undone = await story.merge(back);
  expect(undone).toMatchObject(passed);
  expect(promotionsOf(undone)).toEqual([{ ...toProduction, version: "1.0.0", previous: "1.1.0", rollback: true }]);
  expect(await deploy()).toEqual({ version: "1.0.0", changed: "true", bytes: first });
  expect(story.github.contractViolations).toEqual([]);
});
