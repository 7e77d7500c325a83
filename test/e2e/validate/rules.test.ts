import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { git as runGit } from "../../../adapters/git/git.ts";
import { openFolder } from "../../../adapters/trees/folder.ts";
import { openCommit } from "../../../adapters/trees/git-commit.ts";
import type { Finding } from "../../../core/registry/finding.ts";
import { applyFixes } from "../../../core/registry/fix.ts";
import { overlayTree } from "../../../core/tree/overlay.ts";
import type { Registry } from "../../../core/registry/registry.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import { REGISTRY_FOLDER, type Tree } from "../../../core/tree/tree.ts";
import { TREE_RULES, checkRegistry } from "../../../core/rules/index.ts";
import { fixtureFiles } from "../../support/fixture-files.ts";
import { folderWith } from "../../support/folder.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** What plain files cannot show on every system, each as git keeps it: added to a commit of the fixture's tree. */
const IN_GIT: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  "file-kind": async (folder) => {
    const link = await git(folder, ["hash-object", "-w", "--stdin"], "../../../../etc/passwd");
    await stage(folder, "120000", link, "registry/models/churn/versions/1.1.0.yaml");
    await stage(folder, "160000", "9fceb02d0ae598e95dc970b74767f19372d61af8", "registry/models/vendored");
  },
  "file-mode": (folder) =>
    git(folder, ["update-index", "--chmod=+x", "registry/models/churn/model.yaml"]).then(() => {}),
  "file-size": async (folder) => {
    const bulk = await git(folder, ["hash-object", "-w", "--stdin"], `description: ${"long ".repeat(60_000)}\n`);
    await stage(folder, "100644", bulk, "registry/models/churn/versions/1.1.0.yaml");
  },
  "name-collision": async (folder) => {
    for (const version of ["1.1.0-rc.1", "1.1.0-RC.1"]) {
      const text = await git(folder, ["show", ":registry/models/churn/versions/1.0.0.yaml"]);
      const blob = await git(folder, ["hash-object", "-w", "--stdin"], `${text.replace('"1.0.0"', `"${version}"`)}\n`);
      await stage(folder, "100644", blob, `registry/models/churn/versions/${version}.yaml`);
    }
  },
};

async function git(folder: string, args: readonly string[], input = ""): Promise<string> {
  return runGit(["-c", "user.name=Fixture", "-c", "user.email=fixture@example.com", ...args], { cwd: folder, input });
}

async function stage(folder: string, mode: string, object: string, path: string): Promise<void> {
  await git(folder, ["update-index", "--add", "--cacheinfo", `${mode},${object},${path}`]);
}

async function openFixture(rule: string): Promise<Tree> {
  const folder = await folderWith(fixtureFiles(join(fixtures, "rules", rule, "bad")));
  const change = IN_GIT[rule];
  if (change === undefined) return openFolder(folder);
  await git(folder, ["init", "-q"]);
  await git(folder, ["add", "."]);
  await change(folder);
  await git(folder, ["commit", "-q", "-m", rule]);
  return openCommit(folder, "HEAD");
}

describe.each(TREE_RULES.map((rule) => ({ rule, name: rule.name })))("$name", ({ rule, name }) => {
  test("its fixture is refused by this rule, in these words", async () => {
    const findings = checkRegistry(await readRegistry(await openFixture(name)));
    expect(findings.length).toBeGreaterThan(0);
    await expect(inWords(findings)).toMatchFileSnapshot(join(fixtures, "rules", name, "expected.txt"));
  });

  test("its fixture passes once the rule is off", async () => {
    const registry = await readRegistry(await openFixture(name));
    const others = TREE_RULES.filter((other) => other !== rule);
    expect(inWords(checkRegistry(registry, others))).toBe("");
  });

  test("its fixes leave only what has no fix", async () => {
    const tree = await openFixture(name);
    const registry = await readRegistry(tree);
    const findings = checkRegistry(registry);
    const { fixed, left } = fixFiles(registry, findings);
    expect(left.filter(({ fix }) => fix !== undefined)).toEqual([]);
    const after = checkRegistry(await readRegistry(overlayTree(tree, fixed)));
    expect(after.map(({ message }) => message)).toEqual(left.map(({ message }) => message));
  });
});

test("every fixture belongs to a rule", async () => {
  const names = TREE_RULES.map(({ name }) => name).sort();
  expect((await readdir(join(fixtures, "rules"))).sort()).toEqual(names);
});

test("a registry without mistakes has no finding", async () => {
  const registry = await readRegistry(openFolder(join(fixtures, "registry")));
  expect(checkRegistry(registry)).toEqual([]);
  expect([...registry.models.keys()]).toEqual(["churn", "fraud", "ranking"]);
});

function inWords(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, rule, path, line, column, message, hint, fix }) => {
      const place = [path.replace(`${REGISTRY_FOLDER}/`, ""), line, column]
        .filter((part) => part !== undefined)
        .join(":");
      const lines = [`${place} ${severity} ${rule}`, `  ${message}`];
      if (hint !== undefined) lines.push(`  > ${hint}`);
      if (fix !== undefined) lines.push(`  fix: ${fix.description}`);
      return `${lines.join("\n")}\n`;
    })
    .join("");
}

/** The texts of all files with a fix, and the findings that are left. */
function fixFiles(registry: Registry, findings: readonly Finding[]): { fixed: Map<string, string>; left: Finding[] } {
  const fixed = new Map<string, string>();
  const left: Finding[] = [];
  for (const path of new Set(findings.map((finding) => finding.path))) {
    const own = findings.filter((finding) => finding.path === path);
    const result = applyFixes(registry.files.get(path)?.source.text ?? "", own);
    if (result.applied.length > 0) fixed.set(path, result.text);
    left.push(...result.left);
  }
  return { fixed, left };
}

test.skipIf(process.platform === "win32")("a working folder is judged as its commit is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-rule-"));
  folders.push(folder);
  await cp(join(fixtures, "registry"), folder, { recursive: true });
  const models = join(folder, "registry/models");
  await symlink("../versions/1.3.0.yaml", join(models, "churn/stages/canary.yaml"));
  await symlink("churn", join(models, "alias"));
  await mkdir(join(models, "vendored"));
  await writeFile(join(models, "vendored/model.yaml"), "schema: model/1\nname: vendored\n");
  await git(join(models, "vendored"), ["init", "-q"]);
  await git(join(models, "vendored"), ["add", "."]);
  await git(join(models, "vendored"), ["commit", "-q", "-m", "A repository of its own"]);
  await chmod(join(models, "churn/model.yaml"), 0o755);
  await git(folder, ["init", "-q"]);
  await git(folder, ["add", "."]);
  await git(folder, ["commit", "-q", "-m", "Everything odd"]);

  const ofFolder = checkRegistry(await readRegistry(openFolder(folder)));
  const ofCommit = checkRegistry(await readRegistry(await openCommit(folder, "HEAD")));
  expect(ofFolder).toEqual(ofCommit);
  expect(ofFolder.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    "file-kind registry/models/alias",
    "file-kind registry/models/churn/stages/canary.yaml",
    "file-kind registry/models/vendored",
    "file-mode registry/models/churn/model.yaml",
  ]);
});

test.skipIf(process.platform === "win32")("a link in the place of registry/ is not followed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-rule-"));
  folders.push(folder);
  await symlink(join(fixtures, "registry/registry"), join(folder, "registry"));
  await git(folder, ["init", "-q"]);
  await git(folder, ["add", "."]);
  await git(folder, ["commit", "-q", "-m", "Link the registry"]);
  for (const tree of [openFolder(folder), await openCommit(folder, "HEAD")]) {
    const findings = checkRegistry(await readRegistry(tree));
    expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      "file-kind registry",
      "settings-missing registry/registry.yaml",
    ]);
  }
});
