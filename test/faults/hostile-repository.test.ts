import { execFileSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectReadable } from "../fuzz/target.ts";
import { enter } from "../support/ledger.ts";
import { type Workspace, createRegistry } from "../support/workspace.ts";

const FILE = "100644 blob";
const VERSION = `schema: model-version/1
model: churn
version: "9.9.9"
created_at: "2026-06-30T14:03:11Z"
author: alice
artifacts:
  - {path: model.bin, size: 1, sha256: "${"0".repeat(64)}"}
`;

/** Entries that git can hold in `registry/models/churn/versions` though no checkout should, and the rule that says so. */
const ENTRIES: Readonly<Record<string, readonly [name: string, kind: string, rule: string]>> = {
  "a symbolic link": ["2.0.0.yaml", "120000 blob", "file-kind"],
  "a submodule": ["2.0.0.yaml", "160000 commit", "file-kind"],
  "a name that leads out of the folder": ["..", FILE, "file-unexpected"],
  "a name with a line break": ["2.0.0\n3.0.0.yaml", FILE, "name-invalid"],
  "a name with a terminal's escapes": ["2.0.0\u001b[2J\u001b[31m.yaml", FILE, "name-invalid"],
  "a name that reads backwards": ["2.0.0\u202elmay.yaml", FILE, "name-invalid"],
  "a name with a leading dash": ["--upload-pack=x.yaml", FILE, "name-invalid"],
  "a name that is a command to the runner": ["::error::2.0.0.yaml", FILE, "name-invalid"],
  "a drive's path": ["C:\\2.0.0.yaml", FILE, "name-invalid"],
  "a device of Windows": ["con.yaml", FILE, "name-invalid"],
  "a name that differs only in case": ["1.0.0.YAML", FILE, "file-unexpected"],
};

/** Commits such an entry without a checkout, as an attacker would. */
async function commitEntry(workspace: Workspace, name: string, kind: string): Promise<string> {
  const git = (words: readonly string[], input: string) =>
    execFileSync("git", words, { cwd: workspace.folder, input, encoding: "utf8" }).trim();
  const head = await workspace.git("rev-parse", "HEAD");
  const id = kind.endsWith("commit") ? head : git(["hash-object", "-w", "--stdin"], VERSION);
  let tree = git(
    ["mktree", "-z"],
    `${git(["ls-tree", "-z", "HEAD:registry/models/churn/versions"], "")}${kind} ${id}\t${name}\0`,
  );
  for (const [folder, entry] of [
    ["HEAD:registry/models/churn", "versions"],
    ["HEAD:registry/models", "churn"],
    ["HEAD:registry", "models"],
    ["HEAD:", "registry"],
  ] as const) {
    const others = git(["ls-tree", "-z", folder], "")
      .split("\0")
      .filter((line) => line !== "" && !line.endsWith(`\t${entry}`));
    tree = git(["mktree", "-z"], [...others, `040000 tree ${tree}\t${entry}`].map((line) => `${line}\0`).join(""));
  }
  return git(["-c", "user.name=x", "-c", "user.email=x@example.com", "commit-tree", tree, "-p", head, "-m", "Add"], "");
}

describe("what git can hold and a registry must not", () => {
  test.each(Object.entries(ENTRIES))("%s is a finding, and is shown inert", async (what, [name, kind, rule]) => {
    const workspace = await createRegistry();
    const commit = await commitEntry(workspace, name, kind);
    for (const format of ["text", "github", "sarif"]) {
      const ran = await workspace.modelyard("validate", "--base", "main", "--head", commit, "--format", format);
      expect(ran).toMatchObject({ exitCode: 1, stderr: "" });
      expect(ran.stdout).toContain(rule);
      expectReadable(`validate --format ${format}`, ran.stdout);
      expect(ran.stdout.split("\n").filter((line) => line.startsWith("::error::"))).toEqual([]);
    }
    const { data } = await workspace.json("validate", "--head", commit);
    const found = (data["findings"] as { rule: string; severity: string }[]).filter(
      ({ severity }) => severity === "error",
    );
    expect(found.map((finding) => finding.rule)).toContain(rule);
    await enter({ fault: `in a commit: ${what}`, trials: 4, lost: 0 });
  });

  test("a link in the folder is not followed, whatever it leads to", async () => {
    const workspace = await createRegistry();
    await symlink("/etc/passwd", join(workspace.folder, "registry/models/churn/stages.yaml"));
    await symlink("/etc", join(workspace.folder, "registry/models/etc"));
    const ran = await workspace.modelyard("validate");
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain("file-kind");
    expect(ran.stdout).not.toContain("root:");
    const shown = await workspace.modelyard("show");
    expect(`${shown.stdout}${shown.stderr}`).not.toContain("root:");
    await enter({ fault: "in a folder: a link to a file or folder elsewhere", trials: 2, lost: 0 });
  });

  test("a stage file that names another model or stage is a finding", async () => {
    const workspace = await createRegistry();
    const files = { model: "other", stage: "production" };
    await workspace.write(
      "registry/models/churn/stages/production.yaml",
      `schema: stage/1\nmodel: ${files.model}\nstage: ${files.stage}\nversion: "1.0.0"\n`,
    );
    const ran = await workspace.modelyard("validate");
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain("path-mismatch");
    expect((await workspace.modelyard("resolve", "churn@production")).exitCode).toBe(1);
    await enter({ fault: "a stage file that names another model", trials: 1, lost: 0 });
  });
});
