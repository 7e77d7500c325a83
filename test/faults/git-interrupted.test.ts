import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../support/folder.ts";
import { createWorkspace } from "../support/workspace.ts";

/** A folder whose `git` is a script. */
async function gitThat(script: string): Promise<NodeJS.ProcessEnv> {
  const folder = await folderWith({ git: `#!/bin/sh\n${script}\n` });
  await chmod(join(folder, "git"), 0o755);
  return { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
}

test("a git that was stopped is no answer", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store");
  const ran = await workspace.modelyardWith(await gitThat("kill -9 $$"), "validate", "--base", "main");
  expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
  expect(ran.stderr).toMatch(/^error: git \S+ was stopped by SIGKILL before it had an answer\n {2}Try again/);
});

test("a machine without git is told so", async () => {
  const workspace = await createWorkspace();
  await workspace.modelyard("init", "--store", "file:store");
  const ran = await workspace.modelyardWith({ PATH: workspace.folder }, "validate", "--base", "main");
  expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
  expect(ran.stderr).toMatch(/^error: git could not be started in .*\n {2}Install git/);
});

test("a git that is too old is told so", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start");
  const old = `case "$*" in *log*) echo 'fatal: unrecognized argument: --diff-merges=first-parent' >&2; exit 128;; esac
PATH=\${PATH#*:} exec git "$@"`;
  const ran = await workspace.modelyardWith(await gitThat(old), "history", "churn", "production");
  expect(ran.stderr).toContain("This git is too old. Install git 2.38 or later.");
  expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
});
