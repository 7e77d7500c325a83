import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { ModelVersion } from "../../../schemas/generated/types.ts";
import { type Workspace, createRegistry } from "../../support/workspace.ts";

const versionPath = "registry/models/churn/versions/1.1.0.yaml";

const draft = (workspace: Workspace, ...artifacts: string[]) =>
  workspace.modelyard("draft", "churn", "--version", "1.1.0", ...artifacts.flatMap((path) => ["--artifact", path]));

test("a model's own git folder is left out, with a note", async () => {
  const workspace = await createRegistry();
  await workspace.write("out/bundle/model.json", "{}\n");
  await workspace.write("out/bundle/.gitattributes", "*.bin filter=lfs\n");
  await workspace.write("out/bundle/part/.GIT", "gitdir: ../../x\n");
  execFileSync("git", ["init", "-q", join(workspace.folder, "out/bundle")]);
  const ran = await draft(workspace, "out/bundle");
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.stdout).toContain("bundle/.git and bundle/part/.GIT were left out");
  const { artifacts } = parse(await workspace.read(versionPath)) as ModelVersion;
  expect(artifacts.map(({ path }) => path)).toEqual(["bundle/.gitattributes", "bundle/model.json"]);
});

test("a file of git's is no artifact", async () => {
  const workspace = await createRegistry();
  await workspace.write("out/.git/config", "[core]\n");
  await workspace.write("out/gitatt~1", "* ident\n");
  for (const path of ["out/.git", "out/.git/../gitatt~1"]) {
    const ran = await draft(workspace, path);
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).toContain("git");
  }
  expect(existsSync(join(workspace.folder, versionPath))).toBe(false);
});

test("files that make a repository together are refused", async () => {
  const workspace = await createRegistry();
  for (const path of ["HEAD", "config", "objects/a", "refs/a"]) await workspace.write(`out/bundle/${path}`, "x\n");
  const ran = await draft(workspace, "out/bundle");
  expect(ran).toMatchObject({ exitCode: 1 });
  expect(ran.stdout + ran.stderr).toContain("a git repository, whose settings git would obey");
  expect(existsSync(join(workspace.folder, versionPath))).toBe(false);
});

test("validate and pull refuse what no folder can hold, and nothing is written", async () => {
  const workspace = await createRegistry();
  expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
  const file = "registry/models/churn/versions/1.0.0.yaml";
  const text = await workspace.read(file);
  const entry = /artifacts:\n(( +)- path: model\.bin\n(?:\2 .*\n)*)/.exec(text)?.[1] ?? "";
  expect(entry).not.toBe("");
  for (const [path, problem] of [
    ["a/.GIT/config", "git takes for its own folder"],
    ["version.yaml/x", "needs version.yaml as a folder"],
    ["MODEL.BIN", "one file on Windows and macOS"],
    ["model.bin/x", "needs it as a folder"],
  ] as const) {
    await workspace.write(file, text.replace(entry, entry + entry.replace("path: model.bin", `path: ${path}`)));
    const validated = await workspace.modelyard("validate");
    expect(validated).toMatchObject({ exitCode: 1 });
    expect(validated.stdout).toContain(problem);
    await workspace.git("commit", "--quiet", "--all", "--message=Force it past the check");
    const pulled = await workspace.modelyard("pull", "churn@1.0.0", "-o", "deploy");
    expect(pulled).toMatchObject({ exitCode: 2, stdout: "" });
    expect(pulled.stderr).toContain(problem);
    expect(readdirSync(workspace.folder)).not.toContain("deploy");
  }
});
