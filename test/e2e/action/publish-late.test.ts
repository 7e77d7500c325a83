import { describe, expect, test } from "vitest";
import { type PublishWorld, createPublishWorld, promotionsOf } from "./publish-world.ts";
import { hoursLater } from "./step.ts";
import { PRODUCTION, stage } from "./world.ts";

const toProduction = { model: "churn", stage: "production", version: "1.1.0", previous: "1.0.0", rollback: false };
const TIMER = { name: "schedule", payload: {} };
const NEVER = Number.POSITIVE_INFINITY;

const unsettledOf = ({ repository }: PublishWorld) =>
  repository.git.lines(["for-each-ref", "--format=%(refname)", "refs/modelyard/"]);

describe("a merge that GitHub has not indexed yet", () => {
  test.each(["merge", "squash", "rebase"] as const)("is told all the same (%s)", async (method) => {
    const world = await createPublishWorld();
    const before = await world.main();
    world.repository.lateIndexReads = NEVER;
    await world.promote("1.1.0", { method });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(promotionsOf(step)).toEqual([toProduction]);
    expect(await unsettledOf(world)).toEqual([]);
  });

  test("is waited for where neither its message nor a list names it", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    world.repository.lateIndexReads = 2;
    world.github.faults.add({ when: { path: /\/pulls$/, method: "GET", nth: 2 }, do: { status: 200, body: [] } });
    await world.promote("1.1.0", { title: "Take 1.1.0" });
    expect(promotionsOf(await world.pushed(before))).toEqual([toProduction]);
  });

  test("that stays unknown is no bypass: the timer tells it once", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0", { method: "squash", title: "Take 1.1.0" });
    world.github.faults.add({ when: { path: /\/pulls$/, method: "GET" }, do: { status: 200, body: [] } });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 0, outputs: { promotions: "[]" } });
    expect(step.commands).toEqual([
      expect.stringMatching(/^::warning title=not known yet,file=.*production.yaml::churn 1.1.0 came into production/),
    ]);
    expect(step.summary).toContain("0 promotions to deploy since");
    expect(step.summary).toContain("1 not known yet");
    expect(await unsettledOf(world)).toHaveLength(1);

    world.github.faults.clear();
    const timer = await world.run(TIMER);
    expect(timer).toMatchObject({ exitCode: 0, commands: [] });
    expect(promotionsOf(timer)).toEqual([toProduction]);
    expect(await unsettledOf(world)).toEqual([]);
    expect(promotionsOf(await world.run(TIMER))).toEqual([]);
  });

  test("is past the gate once GitHub has had its time", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0", { method: "squash", title: "Take 1.1.0" });
    world.github.faults.add({ when: { path: /\/pulls$/, method: "GET" }, do: { status: 200, body: [] } });
    await world.pushed(before);
    const late = await world.run(TIMER, { environment: hoursLater(1) });
    expect(late).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
    expect(late.commands).toEqual([expect.stringContaining("past approvals 1 (not known: no pull request brought it")]);
    expect(await world.run(TIMER, { environment: hoursLater(1) })).toMatchObject({ exitCode: 0, commands: [] });
  });

  test("is not known yet either while GitHub has an outage", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0");
    world.github.faults.add({ when: { path: /\/commits\/.*\/pulls$/ }, do: { status: 502 } });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 0, outputs: { promotions: "[]" } });
    expect(step.commands).toEqual([expect.stringContaining("::warning title=not known yet")]);
    world.github.faults.clear();
    expect(promotionsOf(await world.run(TIMER, { environment: hoursLater(5) }))).toEqual([toProduction]);
  });

  test("ends the run red where it could not be remembered", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    await world.promote("1.1.0", { method: "squash", title: "Take 1.1.0" });
    world.github.faults.add({ when: { path: /\/pulls$/, method: "GET" }, do: { status: 200, body: [] } });
    world.github.faults.add({ when: { path: /\/git\/refs$/, method: "POST" }, do: { status: 403 } });
    const step = await world.pushed(before);
    expect(step.exitCode).toBe(1);
    expect(step.commands).toEqual([expect.stringMatching(/::error title=not known yet.*Run this job again/)]);
  });
});

test("a push that names a pull request of somebody else in its message is past the gate", async () => {
  const world = await createPublishWorld();
  const { number } = await world.promote("1.1.0");
  await world.promote("1.0.0");
  const before = await world.main();
  const message = `Promote churn 1.1.0 (#${number})`;
  await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.1.0") }, message });
  const step = await world.pushed(before);
  expect(step).toMatchObject({ exitCode: 1, outputs: { promotions: "[]" } });
  expect(step.commands).toEqual([expect.stringMatching(/promoted past a gate.*past approvals 1 \(not known: /)]);
});

test("a ref that names no commit of the branch brings nothing", async () => {
  const world = await createPublishWorld();
  const { head, number } = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  await world.github.review(world.repository, number, { login: "dana", state: "APPROVED" });
  await world.repository.git.setRef(`refs/modelyard/unsettled/1-${head}`, head);
  await world.repository.git.setRef("refs/modelyard/unsettled/never", head);
  expect(await world.run(TIMER)).toMatchObject({ exitCode: 0, commands: [], outputs: { promotions: "[]" } });
});
