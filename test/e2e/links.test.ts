import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRegistry, createWorkspace } from "../support/workspace.ts";

test("nothing is written through a folder that is a link", async () => {
  const workspace = await createRegistry();
  const outside = join(workspace.folder, "out/elsewhere");
  await mkdir(outside, { recursive: true });
  await mkdir(join(workspace.folder, "registry/models/fraud"), { recursive: true });
  await symlink(outside, join(workspace.folder, "registry/models/fraud/versions"));
  await symlink(outside, join(workspace.folder, "registry/models/churn/stages"));
  await workspace.write("out/model.bin", "weights");
  const draft = await workspace.modelyard(
    "draft",
    "fraud",
    "--version",
    "1.0.0",
    "--artifact",
    "out/model.bin",
    "--owner",
    "@alice",
  );
  expect(draft.exitCode).toBe(2);
  expect(draft.stderr).toContain("is a link to another folder");
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  expect(await readdir(outside)).toEqual([]);
});

test("init does not follow one either", async () => {
  const workspace = await createWorkspace();
  const outside = join(workspace.folder, "elsewhere");
  await mkdir(outside);
  await mkdir(join(workspace.folder, "models"));
  await symlink(outside, join(workspace.folder, "models/.github"));
  const { exitCode, stderr } = await workspace.modelyard("-C", "models", "init", "--store", "github-releases");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("is a link to another folder");
  expect(await readdir(outside)).toEqual([]);
});

test.each([
  ["true", '"true"'],
  ["on", '"on"'],
  ["ünï", "uni"],
  ["模型", "models"],
])("init in a folder named %s makes a registry that is valid", async (name, written) => {
  const workspace = await createWorkspace();
  await mkdir(join(workspace.folder, name));
  await workspace.modelyard("-C", name, "init", "--store", "github-releases", "--stages", "off,on");
  expect(await workspace.read(`${name}/registry/registry.yaml`)).toContain(`\nname: ${written}\n`);
  const { stdout, exitCode } = await workspace.modelyard("-C", name, "validate");
  expect(stdout).toContain("no findings");
  expect(exitCode).toBe(0);
});
