import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../support/folder.ts";
import { PRODUCTION, createActionWorld, stage } from "./world.ts";

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
  expect(await readdir(cache)).toEqual([]);
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
    `### Open promotions\n\n- [#${pull.number}](${world.github.apiUrl}/acme/models/pull/${pull.number}) Waiting for time or people: `,
  );
  expect(first.log).toContain(`#${pull.number} Waiting for time or people: `);
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
