import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Workspace, createRegistry } from "../../support/workspace.ts";

/** A published version on main, and a branch that promotes it to production, which no staging came before. */
async function withForbiddenPromotion(): Promise<Workspace> {
  const workspace = await createRegistry();
  await workspace.modelyard("publish");
  await workspace.git("checkout", "--quiet", "-b", "promote");
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Promote");
  return workspace;
}

/** A commit on no branch whose registry.yaml has no gates. */
async function commitWithoutGates(workspace: Workspace): Promise<string> {
  await workspace.git("checkout", "--quiet", "--detach", "main");
  const settings = await workspace.read("registry/registry.yaml");
  await workspace.write("registry/registry.yaml", settings.replaceAll(/^ {4}gates:\n(?: {6,}.*\n)+/gm, ""));
  await workspace.git("commit", "--quiet", "--all", "--message=No gates");
  const commit = await workspace.git("rev-parse", "HEAD");
  await workspace.git("checkout", "--quiet", "promote");
  return commit;
}

/** Commits everything on the branch that is checked out. */
async function commit(workspace: Workspace, message: string): Promise<void> {
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", `--message=${message}`);
}

describe("a name that means two things", () => {
  test("a tag never takes the place of the branch whose policy counts", async () => {
    const workspace = await withForbiddenPromotion();
    expect((await workspace.modelyard("validate", "--base", "main", "--head", "promote")).exitCode).toBe(1);
    await workspace.git("tag", "main", await commitWithoutGates(workspace));

    const named = await workspace.modelyard("validate", "--base", "main", "--head", "promote");
    expect(named).toMatchObject({ exitCode: 2, stdout: "" });
    expect(named.stderr).toContain("main means more than one thing here: refs/tags/main, refs/heads/main");
    expect(named.stderr).toContain("such as refs/heads/main");
    for (const base of ["refs/heads/main", "heads/main"])
      expect((await workspace.modelyard("validate", "--base", base, "--head", "promote")).exitCode).toBe(1);
    expect((await workspace.modelyard("validate", "--base", "refs/tags/main", "--head", "promote")).exitCode).toBe(0);
  });

  test("a branch that looks like the beginning of another commit's id", async () => {
    const workspace = await withForbiddenPromotion();
    const digits = (await workspace.git("rev-parse", "main")).slice(0, 8);
    await workspace.git("branch", digits, await commitWithoutGates(workspace));
    const ran = await workspace.modelyard("validate", "--base", digits, "--head", "promote");
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`refs/heads/${digits}`) as string });
  });

  test("history, resolve and publish keep to the default branch", async () => {
    const workspace = await withForbiddenPromotion();
    await workspace.git("update-ref", "refs/remotes/origin/main", "main");
    await workspace.git("tag", "origin/main", "promote");
    await workspace.git("tag", "HEAD", "promote");
    const told = await workspace.json("history", "churn");
    expect(told.data).toMatchObject({
      revision: "origin/main",
      commit: await workspace.git("rev-parse", "refs/heads/main"),
    });
    const sealed = await workspace.modelyard("publish", "--ref", "refs/tags/origin/main");
    expect(sealed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("not on the default branch") as string,
    });
    await workspace.git("checkout", "--quiet", "refs/heads/main");
    expect((await workspace.modelyard("publish")).exitCode).toBe(0);
  });
});

describe("git obeys nothing that the judged tree brings along", () => {
  test("a submodule that hides itself is a change", async () => {
    const workspace = await withForbiddenPromotion();
    const path = "registry/models/churn/versions/more";
    await workspace.write(".gitmodules", `[submodule "more"]\n\tpath = ${path}\n\turl = ./more\n\tignore = all\n`);
    await workspace.git("add", ".gitmodules");
    const commit = await workspace.git("rev-parse", "main");
    await workspace.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
    await workspace.git("commit", "--quiet", "--message=More");
    for (const head of [["--head", "promote"], []]) {
      const { exitCode, stdout } = await workspace.modelyard("validate", "--base", "main", ...head);
      expect({ exitCode, found: stdout.includes(path) }).toEqual({ exitCode: 1, found: true });
    }
  });

  test("replaced objects change neither the policy nor the history", async () => {
    const workspace = await withForbiddenPromotion();
    const settings = "registry/registry.yaml";
    const withoutGates = await workspace.git("rev-parse", `${await commitWithoutGates(workspace)}:${settings}`);
    await workspace.git("replace", await workspace.git("rev-parse", `main:${settings}`), withoutGates);
    const { exitCode } = await workspace.modelyard("validate", "--base", "main", "--head", "promote");
    expect(exitCode).toBe(1);
  });

  test("grafts do not change who came before", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Promote");
    await workspace.git("commit", "--quiet", "--allow-empty", "--message=Later");
    const before = await workspace.json("history", "churn", "staging");
    await workspace.write(".git/info/grafts", `${await workspace.git("rev-parse", "HEAD")}\n`);
    expect(await workspace.json("history", "churn", "staging")).toEqual(before);
    expect(JSON.stringify(before.data)).toContain("1.0.0");
  });

  test("pathspecs that somebody's shell turns into patterns or literals find the same", async () => {
    const workspace = await withForbiddenPromotion();
    const words = ["validate", "--base", "main", "--head", "promote"];
    const plain = await workspace.modelyard(...words);
    for (const name of ["GIT_LITERAL_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_NOGLOB_PATHSPECS"])
      expect(withoutTime(await workspace.modelyardWith({ [name]: "1" }, ...words))).toEqual(withoutTime(plain));
    expect(plain.stdout).toContain("churn in production: refused");
  });
});

/** A registry in a folder of a larger repository. */
async function nested(): Promise<Workspace> {
  const workspace = await createRegistry();
  await mkdir(join(workspace.folder, "ml"));
  await workspace.git("mv", "registry", "ml/registry");
  await commit(workspace, "Move the registry");
  return workspace;
}

describe("attributes that change registry files, wherever they stand", () => {
  test("in a folder above a registry that is nested", async () => {
    const workspace = await nested();
    await workspace.git("checkout", "--quiet", "-b", "attributes");
    await workspace.write(".gitattributes", "*.md ident\n/registry/** ident\nml/registry/**/*.yaml ident\n");
    await commit(workspace, "Attributes");
    for (const words of [["--base", "main", "--head", "attributes"], ["--head", "attributes"], []]) {
      const { exitCode, stdout } = await workspace.modelyard("validate", ...words, "-C", "ml");
      expect(stdout).toContain("../.gitattributes:3:1  error  git-attributes");
      expect(stdout.match(/error {2}git-attributes/g)).toHaveLength(1);
      expect(exitCode).toBe(1);
    }
  });

  test.each([".git/info/attributes", ".config/git/attributes"])("in %s, of a working folder", async (path) => {
    const workspace = await nested();
    await workspace.write(path, "*.yaml ident\n");
    const { exitCode, stdout } = await workspace.modelyard("validate", "-C", "ml");
    expect(stdout).toContain(`${join(workspace.folder, path)}:1:1  error  git-attributes`);
    expect(exitCode).toBe(1);
    // A commit is what it is, whatever this clone does with it.
    expect((await workspace.modelyard("validate", "--head", "main", "-C", "ml")).exitCode).toBe(0);
  });
});

test("attributes for all users of the machine count too, unless git is told to leave them out", async () => {
  const workspace = await nested();
  const [system, git] = [join(workspace.folder, "system-attributes"), "git"];
  await workspace.write("system-attributes", "*.yaml ident\n");
  // As a git does that was built to look there.
  const shim = `#!/bin/sh\nif [ "$1" = var ]; then echo ${JSON.stringify(system)}; else PATH="$OWN_PATH" exec ${git} "$@"; fi\n`;
  await workspace.write("bin/git", shim);
  await chmod(join(workspace.folder, "bin/git"), 0o755);
  const own = process.env["PATH"] ?? "";
  const environment = { OWN_PATH: own, PATH: `${join(workspace.folder, "bin")}:${own}` };
  const found = await workspace.modelyardWith(environment, "validate", "-C", "ml");
  expect(found.stdout).toContain(`${system}:1:1  error  git-attributes`);
  const off = await workspace.modelyardWith({ ...environment, GIT_ATTR_NOSYSTEM: "1" }, "validate", "-C", "ml");
  expect(off.stdout).not.toContain("git-attributes");
});

describe("what the merge makes counts, not the branch", () => {
  test("a file that the base renamed takes the branch's change along", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.write(
      "drafts/production.yaml",
      "schema: stage/1\nmodel: churn\nstage: production\nversion: null\n",
    );
    await commit(workspace, "Prepare a stage");
    await workspace.git("checkout", "--quiet", "-b", "edit");
    await workspace.write(
      "drafts/production.yaml",
      'schema: stage/1\nmodel: churn\nstage: production\nversion: "1.0.0"\n',
    );
    await commit(workspace, "Edit what is no stage yet");
    await workspace.git("checkout", "--quiet", "main");
    await mkdir(join(workspace.folder, "registry/models/churn/stages"), { recursive: true });
    await workspace.git("mv", "drafts/production.yaml", "registry/models/churn/stages/production.yaml");
    await commit(workspace, "Move the stage to its place");

    const { exitCode, stdout } = await workspace.modelyard("validate", "--base", "main", "--head", "edit");
    expect(stdout).toContain("churn: 1.0.0 in production");
    expect(exitCode).toBe(1);
    await workspace.git("merge", "--quiet", "edit");
    expect(await workspace.read("registry/models/churn/stages/production.yaml")).toContain('"1.0.0"');
  });

  test("uncommitted edits count as what the merge will make of them", async () => {
    const workspace = await createRegistry();
    const stage = "registry/models/churn/stages/production.yaml";
    const empty = "schema: stage/1\nmodel: churn\nstage: production\nversion: null\n";
    await workspace.modelyard("publish");
    await workspace.write("drafts/production.yaml", empty);
    await commit(workspace, "Prepare a stage");
    await workspace.git("checkout", "--quiet", "-b", "edit");
    await workspace.git("checkout", "--quiet", "main");
    await mkdir(join(workspace.folder, "registry/models/churn/stages"), { recursive: true });
    await workspace.git("mv", "drafts/production.yaml", stage);
    await commit(workspace, "Move the stage to its place");
    await workspace.git("checkout", "--quiet", "edit");
    const before = await workspace.git("status", "--short");
    await workspace.write("drafts/production.yaml", empty.replace("null", '"1.0.0"'));

    const { exitCode, stdout } = await workspace.modelyard("validate", "--base", "main");
    expect(stdout).toContain("churn: 1.0.0 in production");
    expect(exitCode).toBe(1);
    // Nothing was staged on the way.
    expect(before).toBe("");
    expect(await workspace.git("status", "--short")).toBe("M drafts/production.yaml");
    await workspace.git("commit", "--quiet", "--all", "--message=Edit");
    await workspace.git("merge", "--quiet", "main");
    expect(await workspace.read(stage)).toContain('"1.0.0"');
  });

  test("uncommitted and untracked edits of a branch behind its base do not undo what the base has", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.git("checkout", "--quiet", "-b", "later");
    await workspace.git("checkout", "--quiet", "main");
    await workspace.write("registry/models/churn/README.md", "# Churn\n");
    await commit(workspace, "Describe");
    await workspace.git("checkout", "--quiet", "later");
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    expect(await workspace.modelyard("validate", "--base", "main")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 file, 1 change (1 promotion) since main: no findings.") as string,
    });
    await workspace.write("registry/models/churn/README.md", "# Another\n");
    expect((await workspace.modelyard("validate", "--base", "main")).stdout).toContain("merge-conflict");
  });

  test.each([
    ["what is checked out", ".gitattributes"],
    ["the clone's own attributes", ".git/info/attributes"],
    ["the user's attributes", ".config/git/attributes"],
  ])("no attribute of %s settles a conflict", async (_, attributes) => {
    const workspace = await createRegistry();
    const stage = "registry/models/churn/stages/staging.yaml";
    await workspace.modelyard("publish");
    await workspace.git("checkout", "--quiet", "-b", "one");
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    await commit(workspace, "Promote");
    await workspace.git("checkout", "--quiet", "main");
    await workspace.write(stage, "schema: stage/1\nmodel: churn\nstage: staging\nversion: null\n");
    await commit(workspace, "Keep it empty");
    await workspace.git("checkout", "--quiet", "--detach");
    await workspace.write(attributes, "registry/** merge=union\n");
    const { stdout } = await workspace.modelyard("validate", "--base", "main", "--head", "one");
    expect(stdout).toContain(`${stage}  error  merge-conflict`);
  });

  test("a shallow clone without the commit that both come from is refused", async () => {
    const workspace = await createRegistry();
    await workspace.git("checkout", "--quiet", "-b", "side");
    await workspace.git("commit", "--quiet", "--allow-empty", "--message=Side");
    await workspace.git("checkout", "--quiet", "main");
    await workspace.git("commit", "--quiet", "--allow-empty", "--message=On");
    const from = `file://${workspace.folder}`;
    await workspace.git("clone", "--quiet", "--depth=1", "--no-single-branch", from, "out/shallow");
    const words = ["validate", "--base", "origin/main", "--head", "origin/side", "-C", "out/shallow"];
    expect(await workspace.modelyard(...words)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("git fetch --unshallow") as string,
    });
  });

  test("a conflict is a finding", async () => {
    const workspace = await createRegistry();
    const stage = "registry/models/churn/stages/staging.yaml";
    await workspace.modelyard("publish");
    await workspace.git("checkout", "--quiet", "-b", "one");
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    await commit(workspace, "Promote");
    await workspace.git("checkout", "--quiet", "main");
    await workspace.write(stage, "schema: stage/1\nmodel: churn\nstage: staging\nversion: null\n");
    await commit(workspace, "Keep it empty");
    const { exitCode, stdout } = await workspace.modelyard("validate", "--base", "main", "--head", "one");
    expect(stdout).toContain(`${stage}  error  merge-conflict`);
    expect(exitCode).toBe(1);
  });

  test("a branch behind its base is judged with what the base has by now", async () => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.git("checkout", "--quiet", "-b", "later");
    await workspace.write("registry/models/churn/README.md", "# Churn\n");
    await commit(workspace, "Describe");
    await workspace.git("checkout", "--quiet", "main");
    await workspace.modelyard("promote", "churn@1.0.0", "staging");
    await commit(workspace, "Promote");
    const { exitCode, stdout } = await workspace.modelyard("validate", "--base", "main", "--head", "later");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "0 files, 1 change (1 README change) since main: no findings.\n",
    });
  });
});

/** A minute may pass between two runs. */
function withoutTime<Ran extends { readonly stdout: string }>(ran: Ran): Ran {
  return { ...ran, stdout: ran.stdout.replace(/Judged \d{4}-\d\d-\d\d \d\d:\d\d UTC/, "Judged") };
}

describe("a folder that is the registry on another system", () => {
  test.each([
    ["in capitals", "Registry"],
    ["with a letter that HFS+ leaves out", "regis\u200ctry"],
    ["with a long s", "regi\u017ftry"],
    ["with a dot at its end", "registry."],
  ])("%s is a finding where a change adds it, and none where a change takes it away", async (_, name) => {
    const workspace = await createRegistry();
    await workspace.git("switch", "--quiet", "-c", "change");
    await workspace.write(`${name}/models/churn/stages/production.yaml`, "version: evil\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Add a twin");
    const { exitCode, data } = await workspace.json("validate", "--base", "main");
    expect(exitCode).toBe(1);
    expect(data["findings"]).toMatchObject([
      { rule: "registry-twin", path: `${name}/models/churn/stages/production.yaml` },
    ]);
    await workspace.git("switch", "--quiet", "-c", "removal");
    await workspace.git("rm", "--quiet", "-r", name);
    await workspace.git("commit", "--quiet", "--message=Remove it");
    expect((await workspace.modelyard("validate", "--base", "change")).exitCode).toBe(0);
  });

  test("other folders beside it are nobody's business", async () => {
    const workspace = await createRegistry();
    await workspace.git("switch", "--quiet", "-c", "change");
    await workspace.write("registry-tools/a.txt", "a\n");
    await workspace.write("docs/Registry/a.txt", "a\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Add other folders");
    expect((await workspace.modelyard("validate", "--base", "main")).exitCode).toBe(0);
  });
});
