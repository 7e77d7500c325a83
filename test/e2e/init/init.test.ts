import { expect, test } from "vitest";
import { createWorkspace } from "../../support/workspace.ts";

const WORKFLOW = ".github/workflows/registry.yml";

test("a stage is named once", async () => {
  const workspace = await createWorkspace();
  expect(await workspace.modelyard("init", "--stages", "staging,production,staging")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "error: The stage staging is named twice\n  Name each stage once, in their order: --stages staging,production.\n",
  });
  expect(await workspace.json("init")).toMatchObject({ exitCode: 0, data: { kept: [] } });
});

test("the workflow publishes from the default branch, whatever its name is", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=trunk");
  await workspace.modelyard("init", "--store", "file:store");
  expect(await workspace.read(WORKFLOW)).toContain("    branches: [trunk]\n");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start the registry");
  expect((await workspace.modelyard("init", "--store", "file:store")).stdout).toContain("Everything is there already");
  const { data } = await workspace.json("doctor");
  expect(data["results"]).toContainEqual(expect.objectContaining({ check: "publish-workflow", level: "ok" }));

  const clone = await createWorkspace();
  await clone.git("clone", "--quiet", workspace.folder, ".");
  await clone.git("switch", "--quiet", "--create", "another");
  await clone.git("rm", "--quiet", WORKFLOW);
  await clone.modelyard("init");
  expect(await clone.read(WORKFLOW)).toContain("    branches: [trunk]\n");
});

test("below the root of a repository, no workflow is written where GitHub does not look", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  const { stdout } = await workspace.modelyard("init", "--store", "file:store", "-C", "ml/models");
  expect(stdout).toContain("No workflow was written: GitHub reads them at the root of the repository alone.");
  expect(stdout).toContain("tell each step where the registry is: ml/models\n");
  expect(stdout).not.toContain("OWNER");
  await expect(workspace.read(`ml/models/${WORKFLOW}`)).rejects.toThrow("ENOENT");
});
