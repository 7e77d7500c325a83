import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PRODUCTION, type ActionWorld, createActionWorld, stage } from "./world.ts";

/** A merge group that holds one pull request, as the queue makes it: a merge commit on a branch of its own. */
async function queue(world: ActionWorld, number: number) {
  const { git } = world.repository;
  const base = (await git.resolve("refs/heads/main")) ?? "";
  const head = (await git.resolve(`refs/pull/${number}/merge`)) ?? "";
  const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
  await git.setRef(ref, head);
  const group = { base_sha: base, head_sha: head, base_ref: "refs/heads/main", head_ref: ref };
  return { head, ref, event: { name: "merge_group", payload: { action: "checks_requested", merge_group: group } } };
}

describe("a merge group", () => {
  test("counts the reviews of the pull request that it holds", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    await world.validatePull(pull);
    const { head, ref, event } = await queue(world, pull.number);
    expect(await world.validate(ref, event)).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    // The status that pull requests are held by is asked of the group's own commit.
    expect(world.statusesOf(head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);

    await world.github.review(world.repository, pull.number, { login: "bob", state: "APPROVED" });
    expect(await world.validate(ref, event)).toMatchObject({ exitCode: 0, outputs: { verdict: "passed" } });
    expect(world.statusesOf(head).at(-1)).toMatch(/^modelyard: success/);

    world.github.faults.add({ when: { path: /\/commits\/[0-9a-f]+\/pulls$/ }, do: { status: 403 } });
    const unseen = await world.validate(ref, event);
    expect(unseen).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
    expect(unseen.summary).toContain("GitHub refused to find the pull requests");
  });

  test("gives no promotion the reviews of a pull request that brings something else", async () => {
    const world = await createActionWorld();
    const other = await world.open({ branch: "other", files: { "registry/models/churn/README.md": "Hello.\n" } });
    await world.github.review(world.repository, other.number, { login: "dana", state: "APPROVED" });
    const { event } = await queue(world, other.number);
    const sneaked = await world.github.commit(world.repository, {
      branch: "sneaked",
      files: { [PRODUCTION]: stage("1.1.0") },
      message: `Hello (#${other.number})`,
    });
    const group = { ...event.payload.merge_group, head_sha: sneaked };
    const step = await world.validate("refs/heads/sneaked", { ...event, payload: { merge_group: group } });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
    expect(step.log).toContain("no pull request of this merge group was found");
  });
});

test("a push is checked with what it did, and its promotions are not judged again", async () => {
  const world = await createActionWorld();
  const before = (await world.repository.git.resolve("refs/heads/main")) ?? "";
  const after = await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.1.0") } });
  const push = { name: "push", payload: { before, after } };
  const fine = await world.validate("refs/heads/main", push);
  expect(fine).toMatchObject({ exitCode: 0, commands: [], outputs: { valid: "true", verdict: "passed" } });
  expect(JSON.parse(fine.outputs["changes"] ?? "")).toMatchObject([{ type: "promotion" }]);

  await world.github.commit(world.repository, { files: { "registry/models/churn/versions/1.1.0.yaml": null } });
  const broken = await world.validate("refs/heads/main", { name: "push", payload: { before: after, after } });
  expect(broken).toMatchObject({ exitCode: 1, outputs: { verdict: "failed" } });
  expect(JSON.parse(broken.outputs["findings"] ?? "")).toContainEqual(
    expect.objectContaining({ rule: "version-deleted", severity: "error" }),
  );
  const fresh = { name: "push", payload: { before: "0".repeat(40), after } };
  expect((await world.validate("refs/heads/main", fresh)).outputs["changes"]).toBe("[]");
});

test("on a timer open promotions are checked anew: comment and status follow, the run stays green", async () => {
  const world = await createActionWorld();
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  const prose = await world.open({ branch: "prose", files: { "registry/models/churn/README.md": "Hello.\n" } });
  await world.github.commit(world.repository, { files: { "notes.md": "main moves on\n" } });
  const timer = { name: "schedule", payload: {} };

  const first = await world.validate("refs/heads/main", timer);
  expect(first).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed", changes: "[]" } });
  expect(world.statusesOf(pull.head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);
  expect(world.commentsOf(prose.number)).toEqual([]);

  await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
  await world.validate("refs/heads/main", timer);
  expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success/);
  expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);

  await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.0.0").replace("1.0.0", "1.1.0 ") } });
  expect((await world.validate("refs/heads/main", timer)).log).toContain(
    `#${pull.number} was not checked: it conflicts`,
  );
});

test("a shallow clone whose remote is gone says what to set", async () => {
  const world = await createActionWorld();
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  const folder = await world.checkout(`refs/pull/${pull.number}/merge`);
  await rm(join(folder, ".git/config"));
  const step = await world.validatePull(pull, { folder });
  expect(step.exitCode).toBe(1);
  expect(step.commands).toEqual([expect.stringMatching(/^::error title=clone-shallow::.*fetch-depth: 0/)]);
});

test("an event that says nothing of a registry is refused by name", async () => {
  const world = await createActionWorld();
  const step = await world.validate("refs/heads/main", { name: "issues", payload: {} });
  expect(step.commands).toEqual([expect.stringMatching(/^::error title=event-unsupported::.*issues/)]);
});

test("a registry in a folder of its repository is annotated where its files are", async () => {
  const world = await createActionWorld();
  const files = {
    "ml/registry/registry.yaml":
      "schema: registry/1\nname: ml\nstages: [{name: production}]\nartifacts: {store: github-releases}\n",
  };
  await world.github.commit(world.repository, { files });
  const path = `ml/${PRODUCTION}`;
  const pull = await world.open({ files: { [path]: stage("9.9.9") } });
  const step = await world.validatePull(pull, { inputs: { folder: "ml" } });
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "failed" } });
  expect(step.commands.length).toBeGreaterThan(0);
  for (const line of step.commands) expect(line).toContain("file=ml/registry/");
  expect(world.commentsOf(pull.number)[0]).toMatch(/^<!-- modelyard validate ml%2F -->\n/);
});
