import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { deadMark } from "../support/dead-process.ts";
import { enter } from "../support/ledger.ts";
import { asNobody } from "../support/nobody.ts";
import {
  type Ran,
  type Workspace,
  createRegistry,
  program,
  runProgram,
  testEnvironment,
} from "../support/workspace.ts";

const LARGE = new Uint8Array(3_000_000).map((_, index) => (index * 31 + (index >> 8)) & 255);
const DRAFT = ["draft", "large", "--version", "1.0.0", "--artifact", "out/large.bin", "--owner", "@alice"];

/** Runs a command on a disk that takes files up to `blocks` of 512 or 1,024 bytes, whatever the shell counts in. */
async function withFullDisk(workspace: Workspace, blocks: number, words: readonly string[]): Promise<Ran> {
  const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const { folder } = workspace;
  return runProgram("sh", ["-c", script, "sh", process.execPath, program, ...words], {
    cwd: folder,
    env: testEnvironment(folder),
  });
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("a disk that takes no more", () => {
  test("stops draft before an entry is written, and the same command goes on afterwards", async () => {
    const workspace = await createRegistry();
    await workspace.write("out/large.bin", LARGE);
    const before = await filesBelow(join(workspace.folder, "registry"));
    const limits = [1, 16, 256, 2000];
    for (const blocks of limits) {
      const ran = await withFullDisk(workspace, blocks, DRAFT);
      expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
      expect(ran.stderr).toMatch(/^error: \S+ could not be written: .*\n {2}Free the space/);
      expect(await filesBelow(join(workspace.folder, "registry"))).toEqual(before);
    }
    expect((await workspace.modelyard(...DRAFT)).exitCode).toBe(0);
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
    await enter({ fault: "no space left while `draft` saves", trials: limits.length, lost: 0 });
  });

  test("stops pull, leaves the folder that serves as it was, and the same command goes on afterwards", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.modelyard("pull", "churn@1.0.0", "-o", "model");
    await workspace.write("out/large.bin", LARGE);
    await workspace.modelyard("draft", "churn", "--version", "2.0.0", "--artifact", "out/large.bin");
    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add churn 2.0.0");
    await workspace.modelyard("publish");
    const limits = [1, 16, 256, 2000];
    for (const blocks of limits) {
      const ran = await withFullDisk(workspace, blocks, ["pull", "churn@2.0.0", "-o", "model"]);
      expect(ran).toMatchObject({ exitCode: 4, stdout: "" });
      expect(ran.stderr).toMatch(/^error: \S+ could not be written: .*\n {2}Free the space/);
      expect(await workspace.read("model/model.bin")).toBe("first weights");
      expect((await readdir(join(workspace.folder, "model"))).sort()).toEqual([
        "SHA256SUMS",
        "model.bin",
        "version.yaml",
      ]);
    }
    expect((await workspace.modelyard("pull", "churn@2.0.0", "-o", "model")).exitCode).toBe(0);
    expect(await readFile(join(workspace.folder, "model/large.bin"))).toEqual(Buffer.from(LARGE));
    await enter({ fault: "no space left while `pull` fetches", trials: limits.length, lost: 0 });
  });
});

describe("a folder that may not be written to", () => {
  test.each([
    ["the store", "store/sha256", DRAFT],
    ["the registry", "registry/models", DRAFT],
    ["the store's versions", "store/versions/churn", ["publish"]],
    ["the folder to pull into", "deploy", ["pull", "churn@1.0.0", "-o", "deploy/model"]],
  ])("is named: %s", async (_, locked, words) => {
    const workspace = await createRegistry();
    await workspace.write("out/large.bin", "large");
    await workspace.write("deploy/keep", "mine");
    await workspace.write("store/versions/churn/keep", "");
    if (words[0] === "pull") {
      await rm(join(workspace.folder, "store/versions/churn/keep"));
      await workspace.modelyard("publish");
    }
    const folder = join(workspace.folder, locked);
    await chmod(folder, 0o555);
    const before = await filesBelow(folder);
    const ran = await asNobody(workspace, words);
    await chmod(folder, 0o755);
    expect(`${ran.stdout}${ran.stderr}`).toMatch(/could not be written: permission is denied/);
    expect(ran.exitCode).toBeGreaterThan(0);
    expect(await filesBelow(folder)).toEqual(before);
    expect((await asNobody(workspace, words)).exitCode).toBe(0);
    await enter({ fault: `read-only folder: ${_}`, trials: 1, lost: 0 });
  });
});

describe("the store's folder, where something cannot be read", () => {
  test.each([
    ["a folder of files", async () => "store/sha256"],
    ["a file", async ({ folder }: Workspace) => join("store", relative(join(folder, "store"), await objectIn(folder)))],
    ["a version's seal", async () => "store/versions/churn/1.0.0/sealed.json"],
    ["a version's folder", async () => "store/versions/churn/1.0.0"],
  ])("is told by each command, and nothing is advised that would lose it: %s", async (what, place) => {
    const workspace = await createRegistry();
    expect(await workspace.modelyard("publish")).toMatchObject({ exitCode: 0 });
    const path = await place(workspace);
    await chmod(join(workspace.folder, path), 0o000);
    const again = ["draft", "churn", "--version", "1.1.0", "--artifact", "out/model.bin"];
    const told: string[] = [];
    for (const words of [["publish"], ["pull", "churn@1.0.0", "-o", "model"], again]) {
      const ran = await asNobody(workspace, words);
      if (ran.exitCode !== 0) told.push(`${ran.stdout}${ran.stderr}`);
    }
    await chmod(join(workspace.folder, path), 0o755);
    expect(told.length).toBeGreaterThan(0);
    for (const text of told) {
      expect(text).toMatch(new RegExp(`${path}\\S* could not be read: permission is denied\n +Give the permission`));
      expect(text).not.toContain("    at ");
    }
    expect(await asNobody(workspace, ["publish"])).toMatchObject({ exitCode: 0 });
    expect(await asNobody(workspace, ["pull", "churn@1.0.0", "-o", "model"])).toMatchObject({ exitCode: 0 });
    await enter({ fault: `cannot be read in the store: ${what}`, trials: 1, lost: 0 });
  });
});

async function objectIn(folder: string): Promise<string> {
  const [object = ""] = await filesBelow(join(folder, "store/sha256"));
  return object;
}

const forbid = (file: string) => chmod(file, 0o000);

describe("a file that cannot be read", () => {
  const other = ["draft", "other", "--version", "1.0.0", "--owner", "@alice", "--artifact"];

  test.each([
    ["publish, a file", "out/model.bin", forbid, ["publish", "--from", "out"], "permission is denied"],
    ["publish, its folder", "out", forbid, ["publish", "--from", "out"], "permission is denied"],
    ["draft, a file", "out/model.bin", forbid, [...other, "out/model.bin"], "permission is denied"],
    ["draft, a folder", "out", forbid, [...other, "out"], "permission is denied"],
    [
      "publish, a folder in its place",
      "out/model.bin",
      (file: string) => rm(file).then(() => mkdir(file)),
      ["publish", "--from", "out"],
      "is no regular file",
    ],
  ])("is named: %s", async (what, path, spoil, words, why) => {
    const workspace = await createRegistry();
    await rm(join(workspace.folder, "store"), { recursive: true });
    const before = await filesBelow(join(workspace.folder, "registry"));
    await spoil(join(workspace.folder, path));
    const ran = await asNobody(workspace, words);
    await chmod(join(workspace.folder, path), 0o755);
    expect(`${ran.stdout}${ran.stderr}`).toMatch(new RegExp(`${path}\\S* (?:could not be read: )?${why}`));
    expect(`${ran.stdout}${ran.stderr}`).not.toContain("    at ");
    expect(ran.exitCode).toBeGreaterThan(0);
    expect(await filesBelow(join(workspace.folder, "registry"))).toEqual(before);
    await enter({ fault: `cannot be read: ${what}`, trials: 1, lost: 0 });
  });
});

test("a registry file that a killed command has left half-written is told, and goes with the next command that writes there", async () => {
  const workspace = await createRegistry();
  const left = `registry/models/churn/versions/.1.1.0.yaml.${await deadMark()}.${randomUUID()}.tmp`;
  await workspace.write(left, "schema: model-ver");
  const { exitCode, stdout } = await workspace.modelyard("validate");
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("A command that was killed has left it"),
  });
  await workspace.write("out/large.bin", LARGE);
  await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--artifact", "out/large.bin");
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  expect(await readdir(join(workspace.folder, "registry/models/churn/versions"))).toEqual(["1.0.0.yaml", "1.1.0.yaml"]);
});
