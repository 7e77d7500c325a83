import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRegistry, createWorkspace, program, runProgram, testEnvironment } from "../../support/workspace.ts";

test("promote ends with the verdict, a line a gate: refused, waiting for people, fine", async () => {
  const workspace = await createRegistry();
  const refused = await workspace.modelyard("promote", "churn@1.0.0", "production", "--commit");
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toMatch(/^after staging +failed +/m);
  expect(refused.stdout).toContain("\nRefused by ");
  expect(refused.stdout).toContain(
    "registry/models/churn/stages/production.yaml is written all the same; nothing was committed.\n",
  );
  expect(await workspace.git("branch", "--show-current")).toBe("main");
  expect(await workspace.git("status", "--porcelain")).toBe("?? registry/models/churn/stages/");
  await rm(join(workspace.folder, "registry/models/churn/stages"), { recursive: true });

  await workspace.modelyard("publish");
  const fine = await workspace.json("promote", "churn@1.0.0", "staging");
  expect(fine).toMatchObject({ exitCode: 0, data: { verdict: "passed", written: true } });
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "-m", "Promote");
  // In the branch, and not only in this folder: a gate looks at what is merged.
  await workspace.write("registry/registry.yaml", SETTINGS);
  await workspace.git("commit", "--quiet", "--all", "-m", "Ask for a review alone");
  const waiting = await workspace.json("promote", "churn@staging", "production");
  expect(waiting).toMatchObject({ exitCode: 3, data: { gates: expect.any(Array) as unknown[] } });
});

const SETTINGS = `schema: registry/1
name: models
stages:
  - name: staging
  - name: production
    gates:
      after: staging
      approvals: 1
artifacts:
  store: {type: file, path: store}
`;

test("where the main branch has no registry yet, promote says that it was not judged", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.git("commit", "--quiet", "--allow-empty", "-m", "Start");
  await workspace.write("out/model.bin", "weights");
  await workspace.modelyard("init", "--store", "file:out/store");
  await workspace.modelyard("draft", "churn", "--version", "1.0.0", "--artifact", "out/model.bin");
  const { exitCode, stdout } = await workspace.modelyard("promote", "churn@1.0.0", "staging");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("\nNot judged here: main has no registry yet.\n");
});

test("outside of git, every command that writes says once that nothing protects the registry", async () => {
  const workspace = await createWorkspace();
  await workspace.write("out/model.bin", "weights");
  await workspace.write("out/data.csv", "a\n");
  for (const words of [
    ["init", "--store", "file:out/store"],
    ["dataset", "add", "crm", "--file", "out/data.csv"],
    ["draft", "churn", "--version", "1.0.0", "--artifact", "out/model.bin", "--owner", "@alice"],
    ["promote", "churn@1.0.0", "staging"],
    ["codeowners"],
    ["promote", "churn", "staging", "--clear"],
    ["withdraw", "churn@1.0.0", "yanked", "--reason", "Leaked."],
  ]) {
    const { exitCode, stdout } = await workspace.modelyard(...words);
    expect([words[0], exitCode, stdout.split("nothing protects this registry").length]).toEqual([words[0], 0, 2]);
    expect(stdout).not.toContain("git switch");
  }
});

test("a subfolder finds the registry above it, and init starts one where it stands", async () => {
  const workspace = await createRegistry();
  const cwd = join(workspace.folder, "training/my runs");
  await mkdir(cwd, { recursive: true });
  const env = testEnvironment(workspace.folder);
  const run = (...words: string[]) => runProgram(process.execPath, [program, ...words], { cwd, env });
  expect((await run("show")).stdout).toBe((await workspace.modelyard("show")).stdout);
  expect((await run("validate")).exitCode).toBe(0);
  const promoted = await run("promote", "churn@1.0.0", "staging", "--commit");
  expect(promoted.exitCode).toBe(3);
  expect(promoted.stdout).toContain("git -C ../.. push -u origin promote/churn-staging-1.0.0");
  expect((await workspace.modelyard("show", "-C", "training/my runs")).exitCode).toBe(0);
  expect((await run("__complete", "promote", "churn@1")).stdout).toBe("churn@1.0.0\t\n");
  expect((await run("init")).stdout).toContain("wrote registry/registry.yaml");
  expect((await run("show")).stdout).not.toContain("churn");
});

test("no registry is taken from above the repository that one stands in", async () => {
  const workspace = await createRegistry();
  await mkdir(join(workspace.folder, "other"));
  await workspace.git("init", "--quiet", "other");
  const { exitCode, stderr } = await workspace.modelyard("show", "-C", "other");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("There is no registry in ")]);
});
