import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRegistry,
  createWorkspace,
  draftVersion,
  program,
  runProgram,
  testEnvironment,
} from "../../support/workspace.ts";
import type { Workspace } from "../../support/workspace.ts";

const STAGE = "registry/models/churn/stages/staging.yaml";
const NOTHING_CHANGED = "0 files, 0 changes since main: no findings.\n";
const ONE_PROMOTION = "1 file, 1 change (1 promotion) since main: no findings. churn in staging: may be merged.\n";

/** A registry whose one version is published, so that a promotion to staging passes. */
async function publishedRegistry(): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.modelyard("publish");
  return workspace;
}

const lastLine = (text: string): string => `${text.trimEnd().split("\n").at(-1) ?? ""}\n`;

async function checkedOutWithCarriageReturns(): Promise<Workspace> {
  const workspace = await publishedRegistry();
  await workspace.git("config", "core.autocrlf", "true");
  await workspace.git("rm", "-r", "--cached", "--quiet", "registry");
  await workspace.git("checkout", "--force", "HEAD", "--", "registry");
  expect(await workspace.read("registry/models/churn/versions/1.0.0.yaml")).toContain("\r\n");
  return workspace;
}

describe("line ends that git changes at checkout", () => {
  test("are no change", async () => {
    const workspace = await checkedOutWithCarriageReturns();
    expect(await workspace.git("status", "--short")).toBe("");
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toBe(NOTHING_CHANGED);
  });

  test("stay, and a promotion is one line", async () => {
    const workspace = await checkedOutWithCarriageReturns();
    await workspace.write(STAGE, "schema: stage/1\r\nmodel: churn\r\nstage: staging\r\nversion: null\r\n");
    const { stdout } = await workspace.modelyard("promote", "churn@1.0.0", "staging");
    expect(stdout).toContain('-version: null\n+version: "1.0.0"\n');
    expect(await workspace.read(STAGE)).toContain('stage: staging\r\nversion: "1.0.0"\r\n');
    expect(lastLine((await workspace.modelyard("validate", "--base", "main")).stdout)).toBe(ONE_PROMOTION);
  });

  test("that were committed as they are stay what they are", async () => {
    const workspace = await publishedRegistry();
    const path = "registry/models/churn/README.md";
    await workspace.write(path, "Prose\r\nwith returns.\r\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Describe churn");
    await workspace.git("config", "core.autocrlf", "true");
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toBe(NOTHING_CHANGED);
    await workspace.write(path, "Prose\nwith returns.\n");
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toContain("1 change");
  });
});

test("a repository that names its objects by SHA-256 is compared as any other", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main");
  await workspace.write(".gitignore", "store/\n.cache/\nout/\n");
  await workspace.modelyard("init", "--store", "file:store");
  await draftVersion(workspace, "1.0.0", "weights");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start");
  expect((await workspace.modelyard("publish")).exitCode).toBe(0);
  expect((await workspace.modelyard("validate", "--base", "main")).stdout).toBe(NOTHING_CHANGED);
  await workspace.modelyard("promote", "churn@1.0.0", "staging");
  expect(lastLine((await workspace.modelyard("validate", "--base", "main")).stdout)).toBe(ONE_PROMOTION);

  await workspace.git("worktree", "add", "--quiet", "linked");
  const linked = await workspace.modelyard("validate", "--base", "main", "-C", "linked");
  expect(linked.stdout).toBe(NOTHING_CHANGED);
});

test("a hook of one repository can check another", async () => {
  const [here, other] = await Promise.all([createRegistry(), publishedRegistry()]);
  await other.modelyard("promote", "churn@1.0.0", "staging");
  const ofThisOne = { GIT_DIR: join(here.folder, ".git"), GIT_INDEX_FILE: join(here.folder, ".git/index") };
  const told = await here.modelyardWith(ofThisOne, "validate", "--base", "main", "-C", other.folder);
  expect(lastLine(told.stdout)).toBe(ONE_PROMOTION);
});

describe("a repository of another user, which git does not look into", () => {
  const distrusted = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
  test.each([
    ["validate", "--base", "main"],
    ["history", "churn"],
    // The working folder is not what was merged: it must not be published in the commit's place.
    ["publish"],
    ["draft", "churn", "--bump", "minor", "--artifact", "out/model.bin"],
  ])("%s says so", async (...words) => {
    const workspace = await createRegistry();
    const told = await workspace.modelyardWith(distrusted, ...words);
    expect(told).toEqual({
      exitCode: 4,
      stdout: "",
      stderr: `error: git does not look into ${workspace.folder}, because it belongs to another user\n  If you trust what is in it: git config --global --add safe.directory ${workspace.folder}\n`,
    });
  });

  test("is read where git has nothing to add", async () => {
    const workspace = await createRegistry();
    expect(await workspace.modelyardWith(distrusted, "resolve", "churn@latest")).toMatchObject({ stdout: "1.0.0\n" });
    expect((await workspace.modelyardWith(distrusted, "show")).stdout).toContain("@alice");
  });
});

describe("a sparse checkout", () => {
  test("that leaves out a version is not taken for one that deletes it", async () => {
    const workspace = await createRegistry();
    const leaveOut = ["set", "--no-cone", "/*", "!/registry/models/churn/versions/"];
    await workspace.git("sparse-checkout", ...leaveOut);
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toBe(NOTHING_CHANGED);
    const told = await workspace.modelyard("validate");
    expect(told).toMatchObject({ exitCode: 2, stdout: "" });
    expect(told.stderr).toBe(
      "error: This checkout is sparse and leaves out registry/models/churn/versions/1.0.0.yaml\n  Check it out: git sparse-checkout add registry, or git sparse-checkout disable.\n",
    );
    expect((await workspace.modelyard("validate", "--head", "main")).stdout).toBe("3 files: no findings.\n");
  });

  test("without the registry says how to get it", async () => {
    const workspace = await createRegistry();
    await workspace.write("training/train.py", "");
    await workspace.git("add", "--all");
    await workspace.git("sparse-checkout", "set", "training");
    expect((await workspace.modelyard("show")).stderr).toContain("git sparse-checkout add registry");
  });

  test("of everything else is fine", async () => {
    const workspace = await createRegistry();
    await workspace.git("sparse-checkout", "set", "registry");
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toBe(NOTHING_CHANGED);
  });
});

describe("a folder without a registry", () => {
  test("that is none at all is told to be that", async () => {
    const workspace = await createRegistry();
    const hint = "  Name a folder that exists; paths count from the current folder.\n";
    const missing = `error: There is no folder ${join(workspace.folder, "nowhere")}\n${hint}`;
    const file = `error: ${join(workspace.folder, "out/model.bin")} is a file\n${hint}`;
    const lines = ["draft churn --version 1.1.0 --artifact out/model.bin", "import gto", "validate", "show", "publish"];
    for (const line of [...lines, "validate --base main", "history churn", "doctor", "resolve churn@production"]) {
      const refused = { exitCode: 2, stdout: "" };
      expect(await workspace.modelyard(...line.split(" "), "-C", "nowhere")).toEqual({ ...refused, stderr: missing });
      expect(await workspace.modelyard(...line.split(" "), "-C", "out/model.bin")).toEqual({
        ...refused,
        stderr: file,
      });
    }
    for (const line of ["publish --from nowhere", "import gto --from nowhere"]) {
      expect(await workspace.modelyard(...line.split(" "))).toMatchObject({ exitCode: 2, stderr: missing });
    }
  });

  test("that is a bare repository says what can be done with one", async () => {
    const workspace = await createRegistry();
    await workspace.git("clone", "--quiet", "--bare", ".", "bare.git");
    for (const words of [["show"], ["validate"], ["validate", "--base", "main~1"]]) {
      const told = await workspace.modelyard(...words, "-C", "bare.git");
      expect(told).toMatchObject({ exitCode: 2, stdout: "" });
      expect(told.stderr).toContain("bare.git is a bare repository: its files are only in its commits");
    }
    const commit = await workspace.modelyard("validate", "--base", "main~1", "--head", "main", "-C", "bare.git");
    expect(commit.stdout).toBe("2 files, 2 changes (1 new model, 1 new version) since main~1: no findings.\n");
  });

  test("from which it was deleted is a change to judge", async () => {
    const workspace = await createRegistry();
    await rename(join(workspace.folder, "registry"), join(workspace.folder, "elsewhere"));
    const told = await workspace.modelyard("validate", "--base", "main");
    expect(told.exitCode).toBe(1);
    expect(told.stdout).toContain("version-deleted");
  });
});

test("the commands to copy work from where they are printed", async () => {
  const workspace = await createRegistry();
  await mkdir(join(workspace.folder, "training"));
  const [cwd, env] = [join(workspace.folder, "training"), testEnvironment(workspace.folder)];
  const { stdout } = await runProgram(process.execPath, [program, "promote", "churn@1.0.0", "staging", "-C", ".."], {
    cwd,
    env,
  });
  const commands = stdout.split("its merge is the promotion:\n")[1] ?? "";
  expect(await runProgram("sh", ["-ec", commands], { cwd, env })).toMatchObject({ exitCode: 0 });
  expect(await workspace.git("log", "-1", "--format=%D %s")).toBe(
    "HEAD -> promote/churn-staging-1.0.0 Promote churn 1.0.0 to staging",
  );
});
