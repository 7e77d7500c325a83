import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PRODUCTION, createActionWorld, stage } from "./world.ts";

describe("a pull request", () => {
  test("a promotion waits for an approval, passes with one, and has one comment throughout", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });

    const waiting = await world.validatePull(pull);
    expect(waiting).toMatchObject({ exitCode: 1, outputs: { valid: "false", verdict: "pending", findings: "[]" } });
    expect(JSON.parse(waiting.outputs["changes"] ?? "")).toMatchObject([
      { type: "promotion", model: "churn", from: "1.0.0", to: "1.1.0" },
    ]);
    expect(waiting.commands).toEqual([
      expect.stringContaining(`::warning title=gate approvals 1,file=${PRODUCTION},line=4::`),
    ]);
    expect(waiting.summary).toContain("churn: 1.0.0 → **1.1.0** in production");
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("Waiting for approval")]);
    expect(world.commentsOf(pull.number)[0]).toContain(pull.head.slice(0, 7));
    expect(world.statusesOf(pull.head)).toEqual([
      "modelyard: pending: Waiting for approval: approvals: 0 of 1 by @dana or @bob. Everything else passes.",
    ]);

    await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
    const passed = await world.validate(`refs/pull/${pull.number}/merge`, {
      name: "pull_request_review",
      payload: pull.payload,
    });
    expect(passed).toMatchObject({ exitCode: 0, commands: [], outputs: { valid: "true", verdict: "passed" } });
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);
    expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success: Passed/);

    expect(world.github.contractViolations).toEqual([]);
  });

  test("that changes nothing of the registry gets a status and no comment; what an earlier push said of it is taken back", async () => {
    const world = await createActionWorld();
    const prose = await world.open({ branch: "prose", files: { "README.md": "Hello.\n" } });
    const step = await world.validatePull(prose);
    expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed", changes: "[]" } });
    expect(step.log).toContain(`The comment on #${prose.number} is not written: nothing of the registry changes.`);
    expect(world.commentsOf(prose.number)).toEqual([]);
    expect(world.statusesOf(prose.head)).toEqual([expect.stringMatching(/^modelyard: success/)]);

    const pull = await world.open({ files: { [PRODUCTION]: stage("9.9.9") } });
    await world.validatePull(pull);
    await world.github.commit(world.repository, { branch: "change", files: { [PRODUCTION]: stage("1.0.0") } });
    const address = `${world.github.apiUrl}/repos/acme/models/pulls/${pull.number}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${world.token}` } });
    await world.validatePull({ ...pull, payload: { number: pull.number, pull_request: await answer.json() } });
    expect(world.commentsOf(pull.number)).toEqual([
      expect.stringContaining("**Passed**: 0 files, 0 changes since main"),
    ]);
  });

  test("run again for the same event it edits nothing, whatever run it is", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    const first = await world.validatePull(pull);
    const seen = world.github.requests.length;
    const again = await world.validatePull(pull, { environment: { GITHUB_RUN_ID: "78" } });
    expect({ ...again, log: "", summary: "" }).toEqual({ ...first, log: "", summary: "" });
    expect(again.log).toContain(`The comment on #${pull.number} is unchanged.`);
    const writes = world.github.requests
      .slice(seen)
      .filter(({ method, path }) => method !== "GET" && path !== "/graphql");
    expect(writes).toEqual([]);
    expect([world.commentsOf(pull.number).length, world.statusesOf(pull.head).length]).toEqual([1, 1]);
  });

  test("the author's own approval and one of an older commit do not count", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ login: "bob", files: { [PRODUCTION]: stage("1.1.0") } });
    await world.github.review(world.repository, pull.number, { login: "bob", state: "APPROVED" });
    const old = "1".repeat(40);
    await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED", commit: old });
    expect(await world.validatePull(pull)).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
  });

  test("a finding stands on its line, in SARIF too, and fails the step", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("9.9.9") } });
    const folder = await world.checkout(`refs/pull/${pull.number}/merge`);
    const step = await world.validatePull(pull, { folder, inputs: { "sarif-file": "out/findings.sarif" } });
    expect(step).toMatchObject({ exitCode: 1, outputs: { valid: "false", verdict: "failed" } });
    expect(step.commands).toContainEqual(
      expect.stringMatching(/^::error title=version-missing,file=.*production\.yaml,line=4,endLine=4,col=10,/),
    );
    expect(world.commentsOf(pull.number)[0]).toContain("version-missing");
    expect(JSON.parse(await readFile(join(folder, "out/findings.sarif"), "utf8"))).toMatchObject({
      runs: [{ results: [{ ruleId: "version-missing" }, { ruleId: "gate-readable" }] }],
    });
  });

  test("may pass while it only waits, when the workflow says so", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    const step = await world.validatePull(pull, { inputs: { "fail-while-pending": "false" } });
    expect(step).toMatchObject({ exitCode: 0, outputs: { valid: "false", verdict: "pending" } });
  });

  test("from a fork, with a token that only reads, everything but the comment works", async () => {
    const world = await createActionWorld();
    const fork = await world.github.createRepository({ owner: "eve", name: "models", fork: world.repository });
    const pull = await world.open({ fork, login: "eve", files: { [PRODUCTION]: stage("1.1.0") } });
    const token = world.github.addToken({
      login: "github-actions[bot]",
      kind: "actions",
      permissions: { contents: "read", pull_requests: "read" },
    });
    const step = await world.validatePull(pull, { token });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    expect(step.commands.filter((line) => line.startsWith("::notice"))).toEqual([
      expect.stringMatching(/Could not comment on #1: .* from a fork.* a token that may only read\./),
      expect.stringMatching(/Could not set the status modelyard of #1: .* from a fork.* a token that may only read\./),
    ]);
    expect(step.log).not.toContain("permissions:");
    expect(step.summary).toContain("churn: 1.0.0 → **1.1.0** in production");
    expect(world.commentsOf(pull.number)).toEqual([]);
  });

  test("with a token that lacks a permission, it names what the workflow has to give, also for Dependabot", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    const permissions = { contents: "read", pull_requests: "read" } as const;
    const token = world.github.addToken({ login: "github-actions[bot]", kind: "actions", permissions });
    const step = await world.validatePull(pull, { token });
    expect(step.commands.filter((line) => line.startsWith("::notice"))).toEqual([
      expect.stringContaining("pull-requests: write. In a workflow, add it under permissions:"),
      expect.stringContaining("statuses: write. In a workflow, add it under permissions:"),
    ]);
    const environment = { GITHUB_ACTOR: "dependabot[bot]" };
    const { log } = await world.validatePull(pull, { token, environment });
    expect(log).not.toContain("permissions:");
    expect(log).toContain("unless the workflow grants its job more by name");
  });

  test("somebody else's comments with our marker are left alone, and ours is found behind pages of them", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    await world.validatePull(pull);
    const [ours = ""] = world.commentsOf(pull.number);
    const issue = world.repository.issues.find(({ number }) => number === pull.number);
    const eve = world.github.addUser({ login: "eve", type: "User" });
    const now = "2026-11-24T00:00:00Z";
    const forged = { author: eve, body: `${ours} forged`, createdAt: now, updatedAt: now };
    const many = Array.from({ length: 120 }, (_, id) => ({ ...forged, id: id + 1 }));
    issue?.comments.unshift(...many);
    await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
    await world.validatePull(pull);
    expect(world.commentsOf(pull.number)).toEqual([
      ...many.map(() => `${ours} forged`),
      expect.stringContaining("**Passed**"),
    ]);
  });

  test("of two comments of ours, which two runs at once can make, the older one stays", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    await world.validatePull(pull);
    const comments = world.repository.issues.find(({ number }) => number === pull.number)?.comments ?? [];
    const [first] = comments;
    if (first !== undefined) comments.push({ ...first, id: first.id + 1 });
    await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
    await world.validatePull(pull);
    expect(comments).toMatchObject([{ id: first?.id, body: expect.stringContaining("**Passed**") as string }]);
  });

  test("a checkout of the head alone is refused with what to change", async () => {
    const world = await createActionWorld();
    const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    const step = await world.validate("refs/heads/change", { name: "pull_request", payload: pull.payload });
    expect(step.exitCode).toBe(1);
    expect(step.commands).toEqual([
      expect.stringMatching(/^::error title=merge-result-missing::.*leave out its input ref/),
    ]);
  });
});
