import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NASTY, NASTY_LINES, asYaml, expectInertMarkdown, expectInertStep, hostileVersion } from "./hostile.ts";
import { type ActionWorld, type OpenedPull, PRODUCTION, createActionWorld, stage } from "./world.ts";

/** Runs validate on a pull request and checks that nothing is live in anything that it told. */
async function expectInertCheck(world: ActionWorld, pull: OpenedPull) {
  const folder = await world.checkout(`refs/pull/${pull.number}/merge`);
  const step = await world.validatePull(pull, { folder, inputs: { "sarif-file": "out.sarif" } });
  await expectInertStep(step, "validate");
  const [comment = "", ...others] = world.commentsOf(pull.number);
  expect(others).toEqual([]);
  expect(comment).toContain("set-output");
  expectInertMarkdown(comment);
  for (const status of world.statusesOf(pull.head)) expect(status).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  const sarif = JSON.parse(await readFile(join(folder, "out.sarif"), "utf8")) as {
    runs: { results: { message: { text: string } }[] }[];
  };
  const messages = sarif.runs.flatMap(({ results }) => results.map(({ message }) => message.text)).join("\n");
  // In SARIF's plain text `[text](target)` is a link all the same.
  expect(messages).not.toMatch(/\]\(|(?!\n)\p{Cc}|\u202e/u);
  return { step, comment, messages };
}

test("nothing that is refused becomes a command, an output, or live in comment, summary, status or SARIF", async () => {
  const world = await createActionWorld();
  const text = asYaml(NASTY_LINES);
  const pull = await world.open({
    branch: "x/@acme-team-<img>-##a",
    files: {
      [PRODUCTION]: `# ${NASTY.replaceAll(/\p{Cc}/gu, "")}\n${stage("1.1.0")}${text}: ${text}\n`,
      "registry/models/churn/status/1.1.0.yaml": `schema: status/1\nmodel: churn\nversion: "1.1.0"\nstatus: archived\nreason: ${text}\n`,
      "registry/models/churn/::set-output name=valid::true ##[x]@eve.yaml": `${text}: 1\n`,
      "registry/models/x\n::error::owned\r##[error]owned/model.yaml": `${text}: ${text}\n`,
      "registry/models/churn/README.md": `${NASTY_LINES}\n`,
    },
  });
  const { step, comment, messages } = await expectInertCheck(world, pull);
  expect(step).toMatchObject({ exitCode: 1, outputs: { valid: "false", verdict: "failed" } });
  expect(Object.keys(step.outputs).sort()).toEqual(["changes", "findings", "valid", "verdict"]);
  expect(step.commands.length).toBeGreaterThan(1);
  for (const told of [step.log, comment, messages]) expect(told).toContain("set-output name=valid");
});

test("nor does anything that the schema takes: the card of a promotion, its gates, its people", async () => {
  const reason = asYaml(NASTY_LINES);
  const world = await createActionWorld({
    gates: [
      "approvals: 1",
      `metrics: {${reason}: {min: 0, max_regression: 0.1}}`,
      `freeze: [{from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z", reason: ${reason}}]`,
    ],
  });
  const artifact = { size: 1, sha256: "a".repeat(64) };
  await world.github.commit(world.repository, {
    message: NASTY_LINES,
    files: {
      "registry/models/churn/versions/1.0.1.yaml": asYaml(hostileVersion("1.0.1", artifact)),
      "registry/models/churn/versions/1.2.0.yaml": asYaml({
        ...hostileVersion("1.2.0", artifact),
        parameters: { [NASTY]: [NASTY_LINES] },
        metrics: { [NASTY_LINES]: 2, [NASTY]: 3 },
        datasets: [{ uri: `${NASTY_LINES}2`, digest: "sha256:bb", role: "training" }],
        code: { repository: NASTY, commit: "2".repeat(40) },
      }),
      [PRODUCTION]: stage("1.0.1"),
    },
  });
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.2.0") } });
  await world.github.review(world.repository, pull.number, { login: NASTY, state: "APPROVED", body: NASTY_LINES });
  const { step, comment } = await expectInertCheck(world, pull);
  expect(step).toMatchObject({ exitCode: 1, outputs: { valid: "false" } });
  expect(comment).toContain("### churn: 1.0.1 → **1.2.0** in production");
  expect(step.commands).toContainEqual(expect.stringContaining("title=gate freeze"));
});

test("however much there is to say, it fits: ten annotations a level, the comment, the summary, the outputs", async () => {
  const world = await createActionWorld();
  const long = "|@x ".repeat(400);
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `registry/models/churn/stages/s${index}.yaml`,
      `schema: stage/1\nmodel: ${JSON.stringify(long)}\nstage: s${index}\nversion: "9.9.${index}"\n`,
    ]),
  );
  const pull = await world.open({ files: { ...files, [PRODUCTION]: stage("1.1.0") } });
  const step = await world.validatePull(pull);
  expect(step.exitCode).toBe(1);
  expect(step.commands.filter((line) => line.startsWith("::error"))).toHaveLength(10);
  const [comment = ""] = world.commentsOf(pull.number);
  expect(comment.length).toBeLessThanOrEqual(65_000);
  expect(comment).toContain("### churn: 1.0.0 → **1.1.0** in production");
  expect(comment).toMatch(
    /Not shown here: \d+ findings, \d+ changes; \[the summary of the run\]\(\S+\/actions\/runs\/77\)/,
  );
  expect(Buffer.byteLength(step.summary)).toBeLessThan(1024 * 1024);
  expect(JSON.parse(step.outputs["findings"] ?? "").length).toBeGreaterThan(50);
});
