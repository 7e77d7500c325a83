import { expect, test } from "vitest";
import { type Workspace, createRegistry } from "../../support/workspace.ts";

const MODEL = "registry/models/churn/model.yaml";
const HEAD = 'schema: model/1\nname: churn\nowners: ["@alice"]\n';
/** Just below what is read of a file. */
const MANY_BYTES = 255_000;
const MAX_ANSWER_BYTES = 200_000;

async function withModel(text: string): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.write(MODEL, text);
  return workspace;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

test("of one rule and file fifty findings are shown, and the rest are counted", { timeout: 60_000 }, async () => {
  const workspace = await withModel(`${HEAD}metrics:\n${lines(60, (index) => `  m${index}: {goal:\tmaximize}`)}`);
  const { data } = await workspace.json("validate");
  const findings = (data["findings"] as { rule: string; message: string; line: number }[]).filter(
    ({ rule }) => rule === "yaml-tab",
  );
  expect(findings).toHaveLength(51);
  expect(findings.at(-1)).toMatchObject({
    line: 55,
    message: "10 more findings of yaml-tab are in this file, from here on",
  });
});

test("more than a thousand are not even counted", { timeout: 60_000 }, async () => {
  const workspace = await withModel(HEAD + lines(20_000, (index) => `k${index}:\tno`));
  const { stdout, exitCode } = await workspace.modelyard("validate");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("More than 950 more findings of yaml-tab are in this file, from here on");
});

test("every one of them is mended where it can be", { timeout: 60_000 }, async () => {
  const workspace = await withModel(`${HEAD}tags:\n${lines(3000, (index) => `  -\tt${index}`)}`);
  await workspace.modelyard("validate", "--fix");
  expect(await workspace.read(MODEL)).not.toContain("\t");
});

// Each of these took minutes, gigabytes or a stack trace.
test.each([
  ["control characters in a comment", `# ${"\u0001".repeat(MANY_BYTES)}\n${HEAD}`],
  ["carriage returns in a comment", `# ${"\r".repeat(MANY_BYTES)}\n${HEAD}`],
  ["line separators", "\u2028".repeat(MANY_BYTES / 3)],
  ["equal keys", HEAD + lines(40_000, () => "a: 1")],
  ["keys that are no text", HEAD + lines(40_000, () => ": 1")],
  ["aliases of one long anchor", `a: &a "${"x".repeat(100_000)}"\n${lines(10_000, (index) => `b${index}: *a`)}`],
  ["brackets", "[".repeat(MANY_BYTES)],
  ["a key as long as the file", `${"k".repeat(MANY_BYTES)}: 1\n`],
  ["an unknown value on one line", `${HEAD}description: [${"no, ".repeat(60_000)}]\n`],
  ["escapes in quotes", `${HEAD}description: "${"\\q".repeat(MANY_BYTES / 2 - 100)}"\n`],
  ["dashes without a colon", `${HEAD}${"-".repeat(MANY_BYTES - 100)}x\n`],
  ["a text of colons and spaces", `a: b${": ".repeat(MANY_BYTES / 2 - 100)}\n`],
])("a file of %s is answered in a few words", { timeout: 60_000 }, async (_, text) => {
  const workspace = await withModel(text);
  for (const format of ["text", "json", "sarif", "github"]) {
    const { exitCode, stdout, stderr } = await workspace.modelyard("validate", "--format", format);
    expect(exitCode).toBe(1);
    expect(stderr).toBe("");
    expect(stdout.length).toBeLessThan(MAX_ANSWER_BYTES);
    expect(stdout).not.toMatch(/^ +at /m);
  }
});

test.each([
  ["stars", `registry/${"*a".repeat(30)} filter=x\n`],
  ["a pattern as long as the file", `registry/${"*a".repeat(120_000)} filter=x\n`],
  ["many lines", "* filter=x\n".repeat(20_000)],
  ["a long macro", `[attr]m ${"filter ".repeat(15_000)}\n${"* m\n".repeat(30_000)}`],
])(".gitattributes with %s is answered in a few words", { timeout: 60_000 }, async (_, text) => {
  const workspace = await createRegistry();
  await workspace.write(".gitattributes", text);
  const { exitCode, stdout, stderr } = await workspace.modelyard("validate");
  expect(exitCode).toBe(1);
  expect(stderr).toBe("");
  expect(stdout).toContain("git-attributes");
  expect(stdout.length).toBeLessThan(MAX_ANSWER_BYTES);
});

test("a long reason in a status costs what it weighs", { timeout: 60_000 }, async () => {
  const workspace = await createRegistry();
  const reason = `a${" ".repeat(MANY_BYTES - 1000)}b`;
  await workspace.write(
    "registry/models/churn/status/1.0.0.yaml",
    `schema: status/1\nmodel: churn\nversion: "1.0.0"\nstatus: deprecated\nreason: "${reason}"\n`,
  );
  const { stdout, exitCode } = await workspace.modelyard("resolve", "churn@1.0.0");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("1.0.0");
});
