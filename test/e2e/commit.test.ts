import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Workspace, createRegistry, createWorkspace } from "../support/workspace.ts";

async function withRemote(workspace: Workspace): Promise<void> {
  await workspace.git("init", "--quiet", "--bare", "--initial-branch=main", "out/remote.git");
  await workspace.git("remote", "add", "origin", join(workspace.folder, "out/remote.git"));
  await workspace.git("push", "--quiet", "-u", "origin", "main");
}

async function hook(workspace: Workspace, name: string, text: string): Promise<void> {
  await workspace.write(`.git/hooks/${name}`, `#!/bin/sh\n${text}\n`);
  await chmod(join(workspace.folder, ".git/hooks", name), 0o755);
}

test("commits what it wrote on a branch of its own, and leaves what else is edited as it is", async () => {
  const workspace = await createRegistry();
  await workspace.write("notes.txt", "one");
  await workspace.git("add", "notes.txt");
  await workspace.git("commit", "--quiet", "-m", "Notes");
  await workspace.write("staged.txt", "staged");
  await workspace.git("add", "staged.txt");
  await workspace.write("notes.txt", "two");
  await workspace.write("untracked.txt", "three");
  const before = await workspace.git("status", "--porcelain");

  const { exitCode, data } = await workspace.json("promote", "churn@1.0.0", "staging", "--commit");

  // Its bytes are not published yet, which is no refusal.
  expect(exitCode).toBe(3);
  const commit = await workspace.git("rev-parse", "HEAD");
  expect(data["committed"]).toEqual({ branch: "promote/churn-staging-1.0.0", commit, remote: null });
  expect(await workspace.git("branch", "--show-current")).toBe("promote/churn-staging-1.0.0");
  expect(await workspace.git("log", "-1", "--format=%s %an", "--name-only")).toBe(
    "Promote churn 1.0.0 to staging alice\n\nregistry/models/churn/stages/staging.yaml",
  );
  expect(await workspace.git("status", "--porcelain")).toBe(before);
  expect(await workspace.git("rev-parse", "main")).toBe(await workspace.git("rev-parse", "HEAD~1"));
});

test("every command that writes commits and pushes", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.git("init", "--quiet", "--bare", "--initial-branch=main", "out/remote.git");
  await workspace.git("remote", "add", "origin", join(workspace.folder, "out/remote.git"));
  await workspace.write("out/model.bin", "weights");
  await workspace.write("out/data.csv", "a,b\n1,2\n");
  const draft = ["draft", "churn", "--artifact", "out/model.bin", "--owner", "@alice", "--push"];
  const steps: [string[], string, string][] = [
    [["init", "--store", "file:out/store", "--push"], "main", "Start the model registry"],
    [["dataset", "add", "crm", "--file", "out/data.csv", "--push"], "dataset/crm-1", "Add dataset crm 1"],
    [[...draft, "--version", "1.0.0"], "draft/churn-1.0.0", "Add churn 1.0.0"],
    [["codeowners", "--push"], "codeowners", "Name the models' owners as code owners"],
    [["promote", "churn@1.0.0", "staging", "--push"], "promote/churn-staging-1.0.0", "Promote churn 1.0.0 to staging"],
    [[...draft, "--version", "1.1.0"], "draft/churn-1.1.0", "Add churn 1.1.0"],
    [["promote", "churn@1.1.0", "staging", "--push"], "promote/churn-staging-1.1.0", "Promote churn 1.1.0 to staging"],
    [["rollback", "churn", "staging", "--push"], "rollback/churn-staging-1.0.0", "Roll staging of churn back to 1.0.0"],
    [["promote", "churn", "staging", "--clear", "--push"], "clear/churn-staging", "Clear staging of churn"],
    [
      ["withdraw", "churn@1.1.0", "yanked", "--reason", "Leaked labels.", "--push"],
      "withdraw/churn-1.1.0",
      "Withdraw churn 1.1.0: yanked",
    ],
  ];
  for (const [words, branch, message] of steps) {
    const { stdout } = await workspace.modelyard(...words);
    expect(stdout).toContain(` on ${branch}: ${message}\n`);
    expect(stdout).toContain("pushed to origin\n");
    expect(await workspace.git("branch", "--show-current")).toBe(branch);
    expect(await workspace.git("--git-dir=out/remote.git", "log", "-1", "--format=%s", branch)).toBe(message);
    // As a merge by fast-forward on the server would do.
    await workspace.git("push", "--quiet", "origin", "HEAD:main");
    expect(await workspace.git("status", "--porcelain", "--", "registry", "CODEOWNERS")).toBe("");
  }
});

test.for<[string, (workspace: Workspace) => Promise<unknown>, string, string]>([
  ["no remote", () => Promise.resolve(), "--push", "error: There is no remote to push to\n"],
  [
    "a merge in the middle",
    async (workspace) => workspace.write(".git/MERGE_HEAD", `${await workspace.git("rev-parse", "HEAD")}\n`),
    "--commit",
    "error: git is in the middle of a merge here\n",
  ],
  [
    "a commit that no branch holds",
    async (workspace) => {
      await workspace.git("checkout", "--quiet", "--detach");
      await workspace.git("commit", "--quiet", "--allow-empty", "-m", "Lost");
    },
    "--commit",
    "error: No branch is checked out, and no branch holds the commit ",
  ],
])("says before anything is written that there is %s", async ([, prepare, option, message]) => {
  const workspace = await createRegistry();
  await prepare(workspace);
  const { exitCode, stderr } = await workspace.modelyard("promote", "churn@1.0.0", "staging", option);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
  expect(await workspace.git("status", "--porcelain")).toBe("");
});

test("outside of git, and with a second way to carry it out, it says so and writes nothing", async () => {
  const workspace = await createWorkspace();
  const outside = await workspace.modelyard("init", "--commit");
  expect(outside.stderr).toContain("is not in a git repository, so nothing can be committed there");
  expect((await workspace.modelyard("show")).stderr).toContain("There is no registry");
  const both = await workspace.modelyard("promote", "churn@1.0.0", "staging", "--pr", "--push");
  expect(both.stderr).toContain("error: --pr and --push do not go together");
  const dry = await workspace.modelyard("codeowners", "--dry-run", "--commit");
  expect(dry.stderr).toContain("error: --dry-run and --commit do not go together");
});

test("a hook that refuses leaves the branch and the index as before, and the next run commits", async () => {
  const workspace = await createRegistry();
  await hook(workspace, "pre-commit", 'echo "no commits on $(git branch --show-current)" >&2; exit 1');
  const refused = await workspace.modelyard("promote", "churn@1.0.0", "staging", "--commit");
  expect(refused.stderr).toContain(
    "git commit refused, so nothing was committed: no commits on promote/churn-staging-1.0.0",
  );
  expect(refused.exitCode).toBe(2);
  expect(await workspace.git("branch", "--format=%(refname:short)")).toBe("main");
  expect(await workspace.git("status", "--porcelain")).toBe("?? registry/models/churn/stages/");
  await hook(workspace, "pre-commit", "exit 0");
  const again = await workspace.modelyard("promote", "churn@1.0.0", "staging", "--commit");
  expect(again.stdout).toContain("on promote/churn-staging-1.0.0: Promote churn 1.0.0 to staging");
});

test("a server that refuses the push leaves the commit, and says how to go on", async () => {
  const workspace = await createRegistry();
  await withRemote(workspace);
  await workspace.write("out/remote.git/hooks/pre-receive", "#!/bin/sh\necho 'frozen until Monday' >&2\nexit 1\n");
  await chmod(join(workspace.folder, "out/remote.git/hooks/pre-receive"), 0o755);
  const { exitCode, stderr } = await workspace.modelyard("promote", "churn@1.0.0", "staging", "--push");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("frozen until Monday");
  expect(stderr).toContain("git push -u origin promote/churn-staging-1.0.0");
  expect(await workspace.git("log", "-1", "--format=%s")).toBe("Promote churn 1.0.0 to staging");
});

test("a branch of the name with other content stays, one that is merged is used again, the same is no error", async () => {
  const workspace = await createRegistry();
  const branch = "promote/churn-staging-1.0.0";
  await workspace.git("switch", "--quiet", "-c", branch);
  await workspace.git("commit", "--quiet", "--allow-empty", "-m", "Mine");
  const tip = await workspace.git("rev-parse", "HEAD");
  await workspace.git("switch", "--quiet", "main");
  const refused = await workspace.modelyard("promote", "churn@1.0.0", "staging", "--commit");
  expect(refused.stderr).toContain(`error: The branch ${branch} exists already, with other content`);
  expect(await workspace.git("rev-parse", branch)).toBe(tip);
  expect(await workspace.git("branch", "--show-current")).toBe("main");

  await workspace.git("branch", "-f", branch, "main");
  const used = await workspace.json("promote", "churn@1.0.0", "staging", "--commit");
  const committed = used.data["committed"];
  expect(committed).toMatchObject({ branch });

  await workspace.git("switch", "--quiet", "main");
  const same = await workspace.json("promote", "churn@1.0.0", "staging", "--commit");
  expect(same.data["committed"]).toEqual(committed);
  expect(await workspace.git("rev-parse", "main")).toBe(await workspace.git("rev-parse", `${branch}~1`));
});

test("a registry in a folder of the repository commits its own files, CODEOWNERS above it among them", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.git("commit", "--quiet", "--allow-empty", "-m", "Start");
  await workspace.write("out/model.bin", "weights");
  await workspace.modelyard("init", "-C", "ml", "--store", "file:../out/store", "--commit");
  await workspace.modelyard(
    "draft",
    "churn",
    "-C",
    "ml",
    "--version",
    "1.0.0",
    "--artifact",
    "out/model.bin",
    "--owner",
    "@alice",
    "--commit",
  );
  const { data } = await workspace.json("codeowners", "-C", "ml", "--commit");
  expect(data["committed"]).toMatchObject({ branch: "codeowners" });
  expect(await workspace.git("log", "--format=%s")).toBe(
    "Name the models' owners as code owners\nAdd churn 1.0.0\nStart the model registry\nStart",
  );
  expect(await workspace.git("status", "--porcelain")).toBe("?? out/");
});

test("from plain files to a pull of production takes nine commands, git's among them", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--bare", "--initial-branch=main", "remote.git");
  await workspace.write("model.bin", "weights");
  const column = [{ name: "age", type: "long" }];
  await workspace.write("signature.json", JSON.stringify({ inputs: column, outputs: column }));
  const commands = [
    "git clone --quiet remote.git models",
    "modelyard init -C models --store file:../store --template solo --push",
    "modelyard draft churn -C models --version 1.0.0 --artifact model.bin --signature signature.json --owner @alice --push",
    // The merge of each pull request, which on a server is a press of a button.
    "git -C models push --quiet origin HEAD:main",
    "modelyard promote churn@1.0.0 staging -C models --push",
    "git -C models push --quiet origin HEAD:main",
    "modelyard promote churn@staging production -C models --push",
    "git -C models push --quiet origin HEAD:main",
    "modelyard pull churn@production -C models -o served",
  ];
  expect(commands.length).toBeLessThanOrEqual(12);
  const failures: string[] = [];
  for (const command of commands) {
    const [, ...words] = command.split(" ");
    const ran = command.startsWith("git ") ? undefined : await workspace.modelyard(...words);
    if (ran === undefined) await workspace.git(...words);
    // 3: only people are missing, whom nobody can ask here.
    else if (ran.exitCode !== 0 && ran.exitCode !== 3) failures.push(`${command}\n${ran.stdout}${ran.stderr}`);
  }
  expect(failures).toEqual([]);
  expect(await workspace.read("served/model.bin")).toBe("weights");
  const log = await workspace.git("--git-dir=remote.git", "log", "--format=%s", "main");
  expect(log.split("\n")).toEqual([
    "Promote churn 1.0.0 to production",
    "Promote churn 1.0.0 to staging",
    "Add churn 1.0.0",
    "Start the model registry",
  ]);
});
