import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRegistry, draftVersion } from "../../support/workspace.ts";

test("two promotions at once are named apart", async () => {
  const workspace = await createRegistry();
  await draftVersion(workspace, "1.1.0", "second weights");
  await workspace.modelyard("publish");
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  await workspace.modelyard("promote", "churn@1.1.0", "staging");
  const { stdout } = await workspace.modelyard("validate", "--base", "main");
  expect(stdout).toContain(
    "no findings. churn in production: refused by its gates. churn in staging: may be merged.\n",
  );
});

test("what a promotion lacks in the store comes with the command that brings it there", async () => {
  const workspace = await createRegistry();
  await rm(join(workspace.folder, "store"), { recursive: true });
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  const failed = await workspace.modelyard("validate", "--base", "main");
  expect(failed.stdout).toContain("save its files first: modelyard publish --from FOLDER\n");
  await workspace.modelyard("publish", "--from", "out");
  expect((await workspace.modelyard("validate", "--base", "main")).stdout).toContain("may be merged");
});
