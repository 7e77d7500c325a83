import { expect, test } from "vitest";
import { createRegistry } from "../support/workspace.ts";

const IN_WORKFLOW = { GITHUB_ACTIONS: "true" };
const MODEL = 'schema: model/1\nname: churn\nowners: ["@alice"]\n';
const COMMAND = "##[set-output name=valid]true ::warning::x";

test("what files say is no command to the runner of a workflow", async () => {
  const workspace = await createRegistry();
  await workspace.write("registry/models/churn/model.yaml", `${MODEL}"${COMMAND}": 1\n`);
  const { stdout } = await workspace.modelyardWith(IN_WORKFLOW, "validate");
  expect(stdout).toContain("## [set-output name=valid]true");
  expect(stdout).not.toContain("##[");

  const json = await workspace.modelyardWith(IN_WORKFLOW, "validate", "--json");
  expect(json.stdout).not.toContain("##[");
  expect(JSON.stringify(JSON.parse(json.stdout))).toContain(COMMAND);

  const elsewhere = await workspace.modelyardWith({}, "validate");
  expect(elsewhere.stdout).toContain("##[set-output");
});

test("a line that begins with a command is shown", async () => {
  const workspace = await createRegistry();
  const { stderr } = await workspace.modelyardWith(IN_WORKFLOW, "resolve", "##[error]churn");
  expect(stderr).toContain("## [error]churn");
  const json = await workspace.modelyardWith(IN_WORKFLOW, "resolve", "##[error]churn", "--json");
  expect(json.stdout).not.toContain("##[");
});

test("annotations that were asked for are commands", async () => {
  const workspace = await createRegistry();
  await workspace.write("registry/models/churn/model.yaml", `${MODEL}nmae: x\n`);
  const { stdout } = await workspace.modelyardWith(IN_WORKFLOW, "validate", "--format", "github");
  expect(stdout).toMatch(/^::error /);
});
