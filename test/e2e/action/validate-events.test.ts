import { execFileSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { client } from "../../servers/github/http/test-client.ts";
import { folderWith } from "../../support/folder.ts";
import { type ActionWorld, PRODUCTION, createActionWorld, stage } from "./world.ts";

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

test("a push remembers which files it checked, where a workflow can keep them; a pull request needs nothing of it", async () => {
  const world = await createActionWorld();
  const cache = await folderWith({});
  const environment = { MODELYARD_CACHE: cache };
  const after = (await world.repository.git.resolve("refs/heads/main")) ?? "";
  const push = { name: "push", payload: { before: after, after } };
  await world.validatePull(await world.open({ branch: "promote", files: { [PRODUCTION]: stage("1.1.0") } }), {
    environment,
  });
  expect(await readdir(cache)).not.toContain("documents");
  expect(await world.validate("refs/heads/main", push, { environment })).toMatchObject({ exitCode: 0 });
  expect(await readdir(join(cache, "documents"))).toHaveLength(1);
});

test("on a timer open promotions are checked anew, those of forks too: comment and status follow, the run stays green", async () => {
  const world = await createActionWorld();
  const fork = await world.github.createRepository({ owner: "eve", name: "models", fork: world.repository });
  const pull = await world.open({ fork, login: "eve", files: { [PRODUCTION]: stage("1.1.0") } });
  const prose = await world.open({ branch: "prose", files: { "registry/models/churn/README.md": "Hello.\n" } });
  await world.github.commit(world.repository, { files: { "notes.md": "main moves on\n" } });
  const timer = { name: "schedule", payload: {} };

  const first = await world.validate("refs/heads/main", timer);
  expect(first).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed", changes: "[]" } });
  expect(first.summary).toContain(
    `### Open promotions\n\n- [#${pull.number}](${world.github.apiUrl}/acme/models/pull/${pull.number}) Waiting for time or approval: `,
  );
  expect(first.log).toContain(`#${pull.number} Waiting for time or approval: `);
  expect(world.statusesOf(pull.head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);
  expect(world.commentsOf(prose.number)).toEqual([]);

  const seen = world.github.requests.length;
  await world.validate("refs/heads/main", timer);
  const writes = world.github.requests
    .slice(seen)
    .filter(({ method, path }) => method !== "GET" && path !== "/graphql");
  expect(writes).toEqual([]);

  await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
  await world.validate("refs/heads/main", timer);
  expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success/);
  expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);

  await world.github.commit(world.repository, { files: { [PRODUCTION]: stage("1.0.0").replace("1.0.0", "1.1.0 ") } });
  const last = await world.validate("refs/heads/main", timer);
  expect(last.log).toContain(`#${pull.number} was not checked: it conflicts`);
  expect(last.summary).toContain(") was not checked: it conflicts with main");
});

test("on a timer with nothing to promote the summary says that it looked", async () => {
  const world = await createActionWorld();
  const { summary } = await world.validate("refs/heads/main", { name: "schedule", payload: {} });
  expect(summary).toContain("No open pull request to main changes what a stage holds.");
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

describe("what is said of one judgement counts for no other", () => {
  const APPROVAL = "    gates:\n      approvals: 1\n";

  /** A branch beside main whose stages have no gates, and a pull request to it. */
  async function besideMain(world: ActionWorld) {
    const settings = await world.workspace.read("registry/registry.yaml");
    const loose = settings.replace(APPROVAL, "");
    expect(loose).not.toBe(settings);
    await world.github.commit(world.repository, { branch: "loose", files: { "registry/registry.yaml": loose } });
    return world.open({ base: "loose", files: { [PRODUCTION]: stage("1.1.0") } });
  }

  test("a pull request to another branch sets no status that main's rules would take for theirs", async () => {
    const world = await createActionWorld();
    const pull = await besideMain(world);
    const step = await world.validatePull(pull);
    expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed" } });
    expect(world.statusesOf(pull.head)).toEqual([]);
    expect(step.log).toContain(
      `No status modelyard is set: #${pull.number} asks for a merge to loose, and a status of its head would count for main too.`,
    );
    const payload = { repository: { default_branch: "main" } };
    const environment = { GITHUB_REF_NAME: "loose" };
    await world.validate("refs/heads/loose", { name: "workflow_dispatch", payload }, { environment });
    expect(world.statusesOf(pull.head)).toEqual([]);
  });

  test("once it asks for a merge to main, it is judged by main's gates", async () => {
    const world = await createActionWorld();
    const pull = await besideMain(world);
    await world.validatePull(pull);
    const alice = client(world.github, world.github.addToken({ login: "alice" }));
    const { json } = await alice("PATCH", `/repos/acme/models/pulls/${pull.number}`, { body: { base: "main" } });
    const payload = { action: "edited", changes: { base: { ref: { from: "loose" } } }, pull_request: json };
    expect(await world.validatePull({ ...pull, payload })).toMatchObject({ exitCode: 1 });
    expect(world.statusesOf(pull.head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("Waiting for approval")]);

    // The run from before, run again, says nothing that is not so any more.
    const folder = await world.checkout("refs/heads/loose");
    execFileSync("git", ["fetch", "--quiet", "--unshallow", "origin", "refs/heads/loose", pull.head], { cwd: folder });
    const who = ["-c", "user.name=GitHub", "-c", "user.email=noreply@github.com"];
    execFileSync("git", [...who, "merge", "--quiet", "--no-ff", pull.head], { cwd: folder });
    const again = await world.validatePull(pull, { folder });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.log).toContain(`The comment on #${pull.number} is left to the check of what it is now.`);
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("Waiting for approval")]);
  });

  test("a run that ends after a push leaves the comment to the check of the new head", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
    const folder = await world.checkout(`refs/pull/${pull.number}/merge`);
    await world.github.commit(world.repository, { branch: "change", files: { [PRODUCTION]: stage("9.9.9") } });
    const late = await world.validatePull(pull, { folder });
    expect(late).toMatchObject({ exitCode: 0, commands: [] });
    expect(world.commentsOf(pull.number)).toEqual([]);
    expect(world.statusesOf(pull.head)).toEqual([expect.stringMatching(/^modelyard: success/)]);
  });
});

test("on a timer a pull request that GitHub cannot tell of keeps no other from being checked", async () => {
  const world = await createActionWorld();
  const huge = await world.open({ branch: "huge", files: { [PRODUCTION]: stage("1.0.0") } });
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
  const body = { message: "Sorry, this diff is taking too long to generate." };
  const path = new RegExp(`/pulls/${huge.number}/files$`);
  world.github.faults.add({ when: { path }, do: { status: 422, body } });
  const step = await world.validate("refs/heads/main", { name: "schedule", payload: {} });
  expect(step).toMatchObject({ exitCode: 0, outputs: { verdict: "passed" } });
  expect(step.summary).toContain(`[#${huge.number}]`);
  expect(step.log).toContain(
    `#${huge.number} was not checked: GitHub refused to list the files of pull request ${huge.number}: 422 Sorry, this diff`,
  );
  expect(world.statusesOf(pull.head)).toEqual([expect.stringMatching(/^modelyard: pending/)]);
});
