import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type Workspace, createWorkspace } from "../../../test/support/workspace.ts";
import { changedInFolder, changedPaths } from "./changed-paths.ts";
import { withRepository } from "../open-repository.ts";

const BELOW = ["registry", "CODEOWNERS"];

/** A registry in a folder of a larger repository. */
describe("what differs from a commit", () => {
  let workspace: Workspace;
  let folder: string;
  let base: string;

  beforeEach(async () => {
    workspace = await createWorkspace();
    folder = join(workspace.folder, "models");
    await workspace.git("init", "--quiet");
    for (const name of ["same", "edited", "deleted", "untracked", "run", "linked"]) {
      await workspace.write(`models/registry/${name}.yaml`, `name: ${name}\n`);
    }
    await workspace.write(".gitignore", "ignored.yaml\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Start");
    base = (await workspace.git("rev-parse", "HEAD")).trim();
  });

  const write = (path: string, text: string) => workspace.write(`models/${path}`, text);

  test("nothing, where nothing was done, and where the same bytes were written anew", async () => {
    await write("registry/same.yaml", "name: same\n");
    expect(await withRepository(folder, (repository) => changedInFolder(repository, base, BELOW))).toEqual([]);
  });

  test("every file that was touched, as a commit of it all would have it", async () => {
    await write("registry/edited.yaml", "name: other\n");
    await rm(join(folder, "registry/deleted.yaml"));
    await write('registry/new "ü"\n.yaml', "");
    await write("registry/staged.yaml", "");
    await workspace.git("add", "models/registry/staged.yaml");
    await write("registry/ignored.yaml", "");
    await chmod(join(folder, "registry/run.yaml"), 0o755);
    await rm(join(folder, "registry/linked.yaml"));
    await symlink("same.yaml", join(folder, "registry/linked.yaml"));
    await write("CODEOWNERS", "* @acme\n");
    await write("README.md", "Not of the registry.\n");
    await workspace.write("registry/above.yaml", "");
    const touched = ["deleted", "edited", "ignored", "linked", 'new "ü"\n', "run", "staged"];
    const expected = ["CODEOWNERS", ...touched.map((name) => `registry/${name}.yaml`)].sort();
    expect(
      [...(await withRepository(folder, (repository) => changedInFolder(repository, base, BELOW)))].sort(),
    ).toEqual(expected);

    await workspace.git("add", "--all", "--force");
    await workspace.git("commit", "--quiet", "--message=Change");
    expect(
      [...(await withRepository(folder, (repository) => changedPaths(repository, base, "HEAD", BELOW)))].sort(),
    ).toEqual(expected);
    expect(
      [...(await withRepository(folder, (repository) => changedInFolder(repository, base, BELOW)))].sort(),
    ).toEqual(expected);
  });

  test("a file that git must forget, and a repository in the repository by its folder", async () => {
    await workspace.git("rm", "--quiet", "--cached", "models/registry/untracked.yaml");
    await mkdir(join(folder, "registry/inner"));
    await workspace.git("init", "--quiet", "models/registry/inner");
    await writeFile(join(folder, "registry/inner/file.yaml"), "");
    expect(
      [...(await withRepository(folder, (repository) => changedInFolder(repository, base, BELOW)))].sort(),
    ).toEqual(["registry/inner", "registry/untracked.yaml"]);
  });
});
