import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const workflows = join(import.meta.dirname, "../../../.github/workflows");

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if?: string;
  readonly steps: readonly { readonly id?: string; readonly if?: string; readonly with?: Record<string, string> }[];
}

async function jobOf(file: string, name: string): Promise<Job> {
  const { jobs } = parse(await readFile(join(workflows, file), "utf8")) as Workflow;
  const job = jobs[name];
  if (job === undefined) throw new Error(`${file} has no job ${name}`);
  return job;
}

/** What GitHub makes of `${{ … }}` where the contexts hold this. */
function evaluate(text: string | undefined, contexts: Readonly<Record<string, object>>): string {
  const expression = /^\$\{\{(.*)\}\}$/.exec(text ?? "")?.[1] ?? "";
  const parser = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), []);
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(parser.parse(), values).evaluate().coerceString();
}

describe("the job that publishes", () => {
  const event = { repository: { default_branch: "main" } };

  test.each([
    ["a push to the default branch", { event_name: "push", ref_name: "main", event }, "true"],
    ["a run by hand", { event_name: "workflow_dispatch", ref_name: "main", event }, "true"],
    ["a schedule", { event_name: "schedule", ref_name: "main", event: { schedule: "17 * * * *" } }, "true"],
    ["a push to another branch", { event_name: "push", ref_name: "next", event }, "false"],
    ["a run by hand on another branch", { event_name: "workflow_dispatch", ref_name: "next", event }, "false"],
    ["a pull request", { event_name: "pull_request", ref_name: "12/merge", event }, "false"],
    ["a review", { event_name: "pull_request_review", ref_name: "12/merge", event }, "false"],
    ["a merge group", { event_name: "merge_group", ref_name: "gh-readonly-queue/main/pr-12-4f8d11a", event }, "false"],
  ])("on %s", async (_, github, runs) => {
    expect(evaluate((await jobOf("registry.yml", "publish")).if, { github })).toBe(runs);
  });
});

describe.each([
  ["train.yml", "train"],
  ["promote.yml", "promote"],
])("%s", (file, name) => {
  const github = { token: "the workflow's" };

  test("proposes with an App's token where one is set up, else with the workflow's", async () => {
    const { steps } = await jobOf(file, name);
    const app = steps.find(({ id }) => id === "app");
    expect(evaluate(app?.if, { vars: { MODELYARD_APP_CLIENT_ID: "Iv23" } })).toBe("true");
    expect(evaluate(app?.if, { vars: {} })).toBe("false");
    const token = steps.at(-1)?.with?.["token"];
    expect(evaluate(token, { github, steps: { app: { outputs: { token: "an App's" } } } })).toBe("an App's");
    // A step that did not run has no outputs.
    expect(evaluate(token, { github, steps: { app: { outputs: {} } } })).toBe("the workflow's");
  });
});

test("a training on a schedule names no part that counts up, which the action takes for the last", async () => {
  const bump = (await jobOf("train.yml", "train")).steps.at(-1)?.with?.["bump"];
  expect(evaluate(bump, { inputs: {} })).toBe("");
  expect(evaluate(bump, { inputs: { bump: "minor" } })).toBe("minor");
});
