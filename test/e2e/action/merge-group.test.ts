import { expect, test } from "vitest";
import { type ActionWorld, type OpenedPull, PRODUCTION, createActionWorld, stage } from "./world.ts";

const SHADOW = PRODUCTION.replace("production", "shadow");
const inShadow = (version: string) => stage(version).replace("production", "shadow");

type Method = "merge" | "squash" | "rebase";

/**
 * A merge group as the queue makes it: a branch of its own with one commit for each pull request, in their order. Only a
 * merge holds commits of a pull request itself, and what the queue rebases says nothing of where it comes from.
 */
async function queue(world: ActionWorld, pulls: readonly OpenedPull[], method: Method = "merge") {
  const { git } = world.repository;
  const base = (await git.resolve("refs/heads/main")) ?? "";
  const by = { name: "GitHub", email: "noreply@github.com", date: new Date().toISOString() };
  let head = base;
  for (const pull of pulls) {
    const [tree = ""] = await git.lines(["merge-tree", "--write-tree", head, pull.head]);
    const parents = method === "merge" ? [head, pull.head] : [head];
    const from = `Merge pull request #${pull.number} from acme/change\n\nChange`;
    const message = { merge: from, squash: `Change (#${pull.number})`, rebase: "Change" }[method];
    head = await git.writeCommit({ tree, parents, author: by, committer: by, message });
  }
  const ref = `refs/heads/gh-readonly-queue/main/pr-${pulls.at(-1)?.number}-${base}`;
  await git.setRef(ref, head);
  world.repository.mergeQueues.set(
    "main",
    pulls.map(({ number }) => number),
  );
  const group = { base_sha: base, head_sha: head, base_ref: "refs/heads/main", head_ref: ref };
  const event = { name: "merge_group", payload: { action: "checks_requested", merge_group: group } };
  return { head, check: () => world.validate(ref, event) };
}

/** A registry with a second stage that wants an approval too. */
async function createTwoStages(): Promise<ActionWorld> {
  const world = await createActionWorld();
  const settings = await world.workspace.read("registry/registry.yaml");
  const more = settings.replace("artifacts:", "  - name: shadow\n    gates:\n      approvals: 1\nartifacts:");
  await world.github.commit(world.repository, { files: { "registry/registry.yaml": more } });
  return world;
}

const approve = ({ github, repository }: ActionWorld, { number }: OpenedPull) =>
  github.review(repository, number, { login: "dana", state: "APPROVED" });

test("counts the reviews of the pull request that it holds, and tells the group's own commit", async () => {
  const world = await createActionWorld();
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  const { head, check } = await queue(world, [pull]);
  expect(await check()).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
  // The status that pull requests are held by is asked of the group's own commit.
  expect(world.statusesOf(head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);
  expect(world.statusesOf(pull.head)).toEqual([]);

  await approve(world, pull);
  expect(await check()).toMatchObject({ exitCode: 0, outputs: { verdict: "passed" } });
  expect(world.statusesOf(head).at(-1)).toMatch(/^modelyard: success/);

  world.github.faults.add({ when: { path: /\/commits\/[0-9a-f]+\/pulls$/ }, do: { status: 403 } });
  const unseen = await check();
  expect(unseen).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
  expect(unseen.summary).toContain("GitHub refused to find the pull requests");
});

test.each(["merge", "squash", "rebase"] as const)(
  "of several pull requests (%s) each promotion needs the reviews of its own",
  async (method) => {
    const world = await createTwoStages();
    const first = await world.open({ branch: "first", files: { [PRODUCTION]: stage("1.1.0") } });
    const second = await world.open({ branch: "second", files: { [SHADOW]: inShadow("1.1.0") } });
    const third = await world.open({ branch: "third", files: { "registry/models/churn/README.md": "Hello.\n" } });
    const { check } = await queue(world, [first, second, third], method);
    await approve(world, second);
    await approve(world, third);
    const waiting = await check();
    expect(waiting).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    expect(waiting.commands).toEqual([expect.stringContaining(`title=gate approvals 1,file=${PRODUCTION},line=4::`)]);

    await approve(world, first);
    const passed = await check();
    expect(passed).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed" } });
    expect(JSON.parse(passed.outputs["changes"] ?? "")).toHaveLength(3);
  },
);

test("is judged on its own merge result: what passes one by one may not pass together", async () => {
  const world = await createActionWorld();
  const status = 'schema: status/1\nmodel: churn\nversion: "1.1.0"\nstatus: archived\nreason: Old.\n';
  const archive = await world.open({
    branch: "archive",
    files: { "registry/models/churn/status/1.1.0.yaml": status },
  });
  const promote = await world.open({ branch: "promote", files: { [PRODUCTION]: stage("1.1.0") } });
  await approve(world, promote);
  expect(await world.validatePull(archive)).toMatchObject({ exitCode: 0 });
  expect(await world.validatePull(promote)).toMatchObject({ exitCode: 0 });
  const { check } = await queue(world, [archive, promote]);
  const step = await check();
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "failed" } });
  expect(step.log).toContain("archived");
});

test("takes no reviews from a pull request that brings something else, whatever a message says", async () => {
  const world = await createActionWorld();
  const other = await world.open({ branch: "other", files: { "registry/models/churn/README.md": "Hello.\n" } });
  await approve(world, other);
  const head = await world.github.commit(world.repository, {
    branch: "sneaked",
    files: { [PRODUCTION]: stage("1.1.0") },
  });
  const { check } = await queue(world, [{ ...other, head }], "squash");
  const step = await check();
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
  expect(step.log).toContain("no pull request of this merge group was found");
});

test("takes no reviews from a pull request to another branch, though it leaves the very same file", async () => {
  const world = await createActionWorld();
  await world.github.commit(world.repository, { branch: "next", files: { "next.txt": "" } });
  const elsewhere = await world.open({ base: "next", files: { [PRODUCTION]: stage("1.1.0") } });
  await approve(world, elsewhere);
  const { check } = await queue(world, [elsewhere]);
  expect(await check()).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
});

test("asks the queue for what stands before the group's last pull request, and no further", async () => {
  const world = await createTwoStages();
  const held = await world.open({ branch: "held", files: { [PRODUCTION]: stage("1.1.0") } });
  const last = await world.open({ branch: "last", files: { "registry/models/churn/README.md": "Hello.\n" } });
  const later = await world.open({ branch: "later", files: { [PRODUCTION]: stage("1.1.0") } });
  await approve(world, later);
  const { check } = await queue(world, [held, last], "rebase");
  world.repository.mergeQueues.set("main", [last.number, later.number]);
  expect(await check()).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
  world.repository.mergeQueues.set("main", [held.number, last.number, later.number]);
  expect(await check()).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
});

test("says what to do where GitHub does not tell what the queue holds", async () => {
  const world = await createActionWorld();
  const held = await world.open({ branch: "held", files: { [PRODUCTION]: stage("1.1.0") } });
  const last = await world.open({ branch: "last", files: { "registry/models/churn/README.md": "Hello.\n" } });
  await approve(world, held);
  const { check } = await queue(world, [held, last], "rebase");
  world.github.faults.add({ when: { path: /\/graphql$/ }, do: { status: 403 } });
  const step = await check();
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "unknown" } });
  expect(step.summary).toContain("GitHub refused to read the merge queue of main");
});

test.each(["merge", "squash"] as const)(
  "of two pull requests that promote the same (%s), the first one brings it and needs the approval",
  async (method) => {
    const world = await createActionWorld();
    const first = await world.open({ branch: "first", files: { [PRODUCTION]: stage("1.1.0") } });
    const second = await world.open({ branch: "second", files: { [PRODUCTION]: stage("1.1.0") } });
    await approve(world, second);
    const { check } = await queue(world, [first, second], method);
    expect(await check()).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    await approve(world, first);
    expect(await check()).toMatchObject({ exitCode: 0, outputs: { verdict: "passed" } });
  },
);
