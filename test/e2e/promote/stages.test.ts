import { expect, test } from "vitest";
import { createRegistry } from "../../support/workspace.ts";

test("a stage is emptied of a model that there is, and once", async () => {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("promote", "chrun", "staging", "--clear")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "error: There is no model chrun\n  Did you mean churn? The registry has churn.\n",
  });
  await workspace.modelyard("promote", "churn", "staging", "--clear");
  expect((await workspace.modelyard("promote", "churn", "staging", "--clear")).stdout).toBe(
    "staging of churn is empty already; nothing changed.\n",
  );
});

test.each(["archived", "rejected", "yanked"])("a version that is %s is promoted no more", async (status) => {
  const workspace = await createRegistry();
  await workspace.modelyard("withdraw", "churn@1.0.0", status, "--reason", "Leaks the label.");
  expect(await workspace.modelyard("promote", "churn@1.0.0", "staging")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `error: churn 1.0.0 is ${status}: Leaks the label.\n  Promote another version. Deleting registry/models/churn/status/1.0.0.yaml would lift the withdrawal.\n`,
  });
});

test("a version in two stages leaves both before it is withdrawn", async () => {
  const workspace = await createRegistry();
  for (const stage of ["staging", "production"]) await workspace.modelyard("promote", "churn@1.0.0", stage);
  expect((await workspace.modelyard("withdraw", "churn@1.0.0", "yanked", "--reason", "Old.")).stderr).toContain(
    "is in production and staging, so it cannot be yanked\n  Take it out of each first",
  );
});
