import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRegistry, createWorkspace } from "../support/workspace.ts";

test("nothing is written through a folder that is a link", async () => {
  const { folder, modelyard, write } = await createRegistry();
  const outside = join(folder, "out/elsewhere");
  await mkdir(outside, { recursive: true });
  await mkdir(join(folder, "registry/models/fraud"), { recursive: true });
  await symlink(outside, join(folder, "registry/models/fraud/versions"));
  await symlink(outside, join(folder, "registry/models/churn/stages"));
  await write("out/model.bin", "weights");
  const draft = await modelyard(
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
  await modelyard("promote", "churn@1.0.0", "staging");
  expect(await readdir(outside)).toEqual([]);
});

test("init does not follow one either", async () => {
  const { folder, modelyard } = await createWorkspace();
  const outside = join(folder, "elsewhere");
  await mkdir(outside);
  await mkdir(join(folder, "models"));
  await symlink(outside, join(folder, "models/.github"));
  const { exitCode, stderr } = await modelyard("-C", "models", "init", "--store", "github-releases");
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
  const { folder, modelyard, read } = await createWorkspace();
  await mkdir(join(folder, name));
  await modelyard("-C", name, "init", "--store", "github-releases", "--stages", "off,on");
  expect(await read(`${name}/registry/registry.yaml`)).toContain(`\nname: ${written}\n`);
  const { stdout, exitCode } = await modelyard("-C", name, "validate");
  expect(stdout).toContain("no findings");
  expect(exitCode).toBe(0);
});
