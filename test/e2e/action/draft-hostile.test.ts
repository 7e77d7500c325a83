import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Pull } from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { NASTY, NASTY_LINES, expectInertMarkdown, expectInertStep } from "./hostile.ts";
import { type Step, runStep } from "./step.ts";
import { type ActionWorld, createActionWorld } from "./world.ts";

const NAME = "@everyone ##[error]owned (#1) `x` [a](b) ::error::owned.bin".replaceAll(":", ";");

async function draft(world: ActionWorld, folder: string, inputs: Readonly<Record<string, string>>): Promise<Step> {
  const { github } = world;
  const permissions = { contents: "write", pull_requests: "write" } as const;
  const step = await runStep({
    action: "draft",
    event: { name: "workflow_dispatch", payload: {} },
    folder,
    inputs: { model: "churn", bump: "minor", registry: "github:acme/models", ...inputs },
    token: github.addToken({ login: "registrar[bot]", kind: "app", permissions }),
    apiUrl: github.apiUrl,
    environment: { GITHUB_ACTOR: NASTY },
  });
  // The link to the pull request is meant.
  await expectInertStep({ ...step, summary: step.summary.replace(/\[(#\d+)\]\(http[^\s()]+\)/, "`$1`") }, "draft");
  return step;
}

test("nothing that a training leaves is live in the pull request of its version, nor in the step that opens it", async () => {
  const world = await createActionWorld();
  const folder = await folderWith({
    [`out/${NAME}`]: "third weights",
    "out/metrics.json": JSON.stringify({ auc: 0.9, [NASTY]: 0.5, [NASTY_LINES]: 0.25 }),
    "out/params.json": JSON.stringify({ [NASTY]: NASTY_LINES }),
    "out/signature.json": JSON.stringify({ inputs: [{ name: NASTY_LINES, type: "long" }] }),
  });
  const step = await draft(world, folder, {
    artifact: `out/${NAME}`,
    metrics: "out/metrics.json",
    params: "out/params.json",
    signature: "out/signature.json",
    description: NASTY_LINES,
    command: `${NASTY_LINES} ${"@everyone ".repeat(7000)}`,
  });
  expect(step).toMatchObject({ exitCode: 0, outputs: { version: "1.2.0", outcome: "opened" } });
  expect(JSON.parse(step.outputs["artifacts"] ?? "")).toMatchObject([{ path: NAME }]);
  const pull = world.repository.issues.find((issue): issue is Pull => issue.kind === "pull");
  expect(pull?.title).toBe("Add churn 1.2.0");
  expect(pull?.body).toContain("set-output");
  expectInertMarkdown(pull?.body ?? "");
  const message = await world.repository.git.text(["log", "-1", "--format=%B", "refs/heads/draft/churn-1.2.0"]);
  expect(message.split("\n").filter((line) => line !== "")).toHaveLength(2);
});

test("a file that cannot be an artifact is refused by name, and its name commands nobody", async () => {
  const world = await createActionWorld();
  const folder = await folderWith({});
  const name = "x\n::error::owned\r##[error]owned\u001b[2J\u202e.bin";
  await writeFile(join(folder, name), "third weights");
  const step = await draft(world, folder, { artifact: "." });
  expect(step).toMatchObject({ exitCode: 1, outputs: {} });
  expect(step.log).toContain("owned");
});
