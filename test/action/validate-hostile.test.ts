import { expect, test } from "vitest";
import { readMarkdown } from "../markdown-reader.ts";
import { PRODUCTION, createActionWorld, stage } from "./world.ts";

const NASTY = [
  "::set-output name=valid::true",
  "##[set-output name=valid;]true",
  "##[add-mask]a",
  "@everyone #1 https://evil.example <img src=x onerror=y> <!-- modelyard validate  --> ![x](http://evil.example)",
  "\u001b[2J\u202e",
  "ghadelimiter_x",
].join(" ");

test("nothing in a registry becomes a command, an output, or live in a comment or summary", async () => {
  const world = await createActionWorld();
  const text = JSON.stringify(`${NASTY}\n::error::owned\n##[error]owned`);
  const pull = await world.open({
    files: {
      [PRODUCTION]: `# ${NASTY.replaceAll("\u001b", "")}\n${stage("1.1.0")}${text}: ${text}\n`,
      "registry/models/churn/status/1.1.0.yaml": `schema: status/1\nmodel: churn\nversion: "1.1.0"\nstatus: archived\nreason: ${text}\n`,
      "registry/models/churn/::set-output name=valid::true ##[x]@eve.yaml": `${text}: 1\n`,
      "registry/models/churn/README.md": `${NASTY}\n`,
    },
  });
  const step = await world.validatePull(pull);
  expect(step).toMatchObject({ exitCode: 1, outputs: { valid: "false", verdict: "failed" } });
  expect(Object.keys(step.outputs).sort()).toEqual(["changes", "findings", "valid", "verdict"]);
  expect(step.commands.length).toBeGreaterThan(1);
  for (const line of step.commands) expect(line).toMatch(/^::(?:error|warning|notice) title=[^:]*::(?!.*(?:::|##\[))/);
  expect(step.log).not.toMatch(/##\[|(?!\n)\p{Cc}|\u202e/u);
  expect(step.log).toContain("set-output name=valid");

  const [comment = ""] = world.commentsOf(pull.number);
  expect(comment).toContain("set-output");
  for (const markdown of [comment, step.summary]) {
    const { kinds, prose, html } = readMarkdown(markdown);
    expect([...kinds].filter((kind) => ["link", "image", "linkReference", "definition"].includes(kind))).toEqual([]);
    expect(prose.join(" ")).not.toMatch(/@[a-z]|#\d|https?:/);
    expect(html.filter((tag) => !/^<\/?sub>$|^<!-- modelyard validate {2}-->$/.test(tag))).toEqual([]);
  }
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
