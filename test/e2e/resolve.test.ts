import { expect, test } from "vitest";
import { createRegistry } from "../support/workspace.ts";

test("what a stage held then comes as a version or as JSON", async () => {
  const workspace = await createRegistry();
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Promote churn");
  const at = new Date().toISOString();
  const asked = ["resolve", "churn@staging", "--at", at];
  expect(await workspace.modelyard(...asked)).toEqual({ exitCode: 0, stdout: "1.0.0\n", stderr: "" });
  const { stdout } = await workspace.modelyard(...asked, "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ version: "1.0.0", stage: "staging" });
  for (const format of ["env", "path"]) {
    expect(await workspace.modelyard(...asked, "--format", format)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(`--at and --format ${format} do not go together`) as string,
    });
  }
});
