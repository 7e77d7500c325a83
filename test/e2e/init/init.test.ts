import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
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

test("init asks production for a signature that callers can go on with", async () => {
  const workspace = await createWorkspace();
  await workspace.modelyard("init");
  expect(await workspace.read("registry/registry.yaml")).toMatch(/\n {6}signature: compatible +# .*\n/);
});

test("the template solo asks for what callers need and nothing else", async () => {
  const workspace = await createWorkspace();
  await workspace.modelyard("init", "--template", "solo", "--store", "file:../store");
  const settings = parse(await workspace.read("registry/registry.yaml")) as { stages: unknown };
  expect(settings.stages).toEqual([
    { name: "staging", gates: { signature: "compatible" } },
    { name: "production", gates: { signature: "compatible" } },
  ]);
  expect(await workspace.modelyard("validate")).toMatchObject({ exitCode: 0 });
  expect(await workspace.modelyard("init", "--template", "sole")).toMatchObject({
    exitCode: 2,
    stderr: 'error: There is no template "sole"\n  Did you mean solo? There are team and solo.\n',
  });
});

test("the workflows use the actions of the repository that is named", async () => {
  const workspace = await createWorkspace();
  const { stdout } = await workspace.modelyard("init", "--action", "acme/their-modelyard");
  expect(stdout).not.toContain("OWNER");
  expect(await workspace.read(WORKFLOW)).toContain("uses: acme/their-modelyard/action/validate@v1\n");
  expect(await workspace.read(".github/workflows/promote.yml")).toContain("acme/their-modelyard/action/promote@v1\n");
  for (const wrong of ["acme", "acme/a/b", "acme/..", "acme/a b", "acme/a\nb"]) {
    expect(await workspace.modelyard("init", "--action", wrong)).toMatchObject({ exitCode: 2, stdout: "" });
  }
});

test("a store in the repository that git does not ignore is named by init and doctor", async () => {
  const workspace = await createWorkspace();
  const warning = "store lies in the repository and is not ignored";
  const found = async () => {
    const { data } = await workspace.json("doctor");
    const results = data["results"] as readonly { check: string; level: string; message: string }[];
    return results.filter(({ check }) => check === "store-ignored").map(({ level }) => level);
  };
  await workspace.git("init", "--quiet", "--initial-branch=main");
  expect((await workspace.modelyard("init", "--store", "file:store")).stdout).toContain(warning);
  expect(await found()).toEqual(["problem"]);
  // Also of a registry that was there.
  expect((await workspace.modelyard("init")).stdout).toContain(warning);
  for (const pattern of ["store/", "/store", "store/*"]) {
    await workspace.write(".gitignore", `${pattern}\n`);
    expect((await workspace.modelyard("init")).stdout).not.toContain("warning:");
    expect(await found()).toEqual(["ok"]);
  }
  const outside = await createWorkspace();
  await outside.git("init", "--quiet", "ml");
  expect((await outside.modelyard("init", "--store", "file:../store", "-C", "ml")).stdout).not.toContain("warning:");
});

test("old, altered and missing schemas for editors are named, and init --upgrade refreshes them", async () => {
  const workspace = await createWorkspace();
  expect(await workspace.modelyard("init", "--upgrade")).toMatchObject({ exitCode: 2, stdout: "" });
  await workspace.modelyard("init", "--store", "file:../store");
  const path = ".modelyard/schemas/stage-1.json";
  const text = await workspace.read(path);
  expect((await workspace.modelyard("validate")).stderr).toBe("");
  // The line ends of Windows say nothing.
  await workspace.write(path, text.replaceAll("\n", "\r\n"));
  expect((await workspace.modelyard("validate")).stderr).toBe("");
  await workspace.write(path, text.replace("a pointer", "an arrow"));
  const settings = `${await workspace.read("registry/registry.yaml")}# mine\n`;
  await workspace.write("registry/registry.yaml", settings);
  expect(await workspace.modelyard("validate")).toMatchObject({
    exitCode: 0,
    stderr: `note: ${path} differs from the schemas of this modelyard; for your editor, run modelyard init --upgrade\n`,
  });
  const doctor = await workspace.json("doctor");
  expect(doctor.data["results"]).toContainEqual(
    expect.objectContaining({
      check: "editor-schemas",
      level: "advice",
      message: expect.stringContaining(path) as string,
    }),
  );
  await rm(join(workspace.folder, ".modelyard/schemas/status-1.json"));
  expect((await workspace.modelyard("validate")).stderr).toContain("note: 2 files in .modelyard/schemas differ");
  expect(await workspace.json("init", "--upgrade")).toMatchObject({
    data: { written: [path, ".modelyard/schemas/status-1.json"] },
  });
  expect(await workspace.read(path)).toBe(text);
  expect(await workspace.read("registry/registry.yaml")).toBe(settings);
  expect((await workspace.modelyard("validate")).stderr).toBe("");
  expect((await workspace.modelyard("init", "--upgrade")).stdout).toContain("nothing was written");
});
