import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFolder } from "../../../adapters/trees/folder.ts";
import { openCommit } from "../../../adapters/trees/git-commit.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import { checkRegistry } from "../../../core/rules/index.ts";
import { compareText } from "../../../core/text/order.ts";
import { REGISTRY_FOLDER, type Tree } from "../../../core/tree/tree.ts";
import type { Target } from "../target.ts";
import { Decisions, type Files, importCommits, runGit } from "./git-import.ts";

/**
 * Trees whose `.git*` files and refs tell git to show something else than they hold, as the bytes decide. A commit must be
 * read as what was put into it; what is checked out must be the same, or be refused.
 */
export const gitTreesTarget: Target = {
  name: "git-trees",
  seeds: () =>
    Promise.resolve(
      new Map(
        ["attributes above the registry", "filters, and replaced objects", "grafts", "modules"].map(
          (text) => [text.slice(0, 7), Buffer.from(text.repeat(2))] as const,
        ),
      ),
    ),
  words: ["\u0000", "\u0001\u0002", "\u0004", "\u0007"],
  async run({ bytes }, folder) {
    const decisions = new Decisions(bytes.subarray(0, MAX_DECISIONS));
    const repository = join(folder, "repository");
    const prefix = decisions.pick(["", "ml/", "ml/registries/"]);
    const files = plan(decisions, prefix);
    await mkdir(repository);
    await importCommits(repository, [
      { branch: "a", files: new Map([["first", { mode: "100644", text: "1" }]]), parents: [] },
      { branch: "a", files, parents: [0] },
    ]);
    await distract(decisions, repository, prefix);
    const root = join(repository, prefix);
    // A replaced object would be checked out in place of the committed one, which is nothing that a tree can bring along.
    await runGit(repository, ["--no-replace-objects", "checkout", "--quiet", "--force", "a"]);
    await mkdir(root, { recursive: true });
    await compare(await openCommit(root, "refs/heads/a"), files, prefix);
    await compareFolder(root, files, prefix);
  },
};

const MAX_DECISIONS = 60;
const stage = "schema: stage/1\nmodel: churn\nstage: production\nversion: null\n# $Id$ $Format:%H$\n";
const PLACES = ["registry/models/churn/stages/production.yaml", "registry/models/churn/README.md"];
const PATTERNS = [
  "*",
  "*.yaml",
  "registry/**",
  "/registry/**",
  "ml/**",
  "**/stages/*",
  "production.yaml",
  "models",
  "churn/**",
];
const ATTRIBUTES = [
  "filter=evil",
  "ident",
  "working-tree-encoding=UTF-16",
  "merge=union",
  "export-ignore",
  "-filter",
  "!ident",
];
const MORE = [
  "text",
  "eol=crlf",
  "-text",
  "evil",
  "binary",
  "diff=x",
  "filter=other",
  "-working-tree-encoding",
  "export-subst",
];

/** Contents are the registry's own, and beside them what git obeys. */
function plan(decisions: Decisions, prefix: string): Files {
  const files = new Map(PLACES.map((path) => [prefix + path, { mode: "100644", text: stage }]));
  for (const folder of new Set(["", "ml/", prefix])) {
    const lines = Array.from({ length: decisions.pick([0, 1, 3]) }, () => attributeLine(decisions));
    if (lines.length > 0) files.set(`${folder}.gitattributes`, { mode: "100644", text: `${lines.join("\n")}\n` });
  }
  if (decisions.pick([true, false])) {
    const path = `${prefix}registry/models/${decisions.pick(["more", "churn/versions/more"])}`;
    files.set(path, { mode: "160000", text: "1".repeat(40) });
    files.set(".gitmodules", {
      mode: "100644",
      text: `[submodule "m"]\n\tpath = ${path}\n\turl = ./m\n\tignore = all\n`,
    });
  }
  if (decisions.pick([false, false, true]))
    files.set(`${prefix}registry/.gitattributes`, { mode: "100644", text: "* ident\n" });
  if (decisions.pick([false, false, true])) files.set(`${prefix}registry/link`, { mode: "120000", text: "../first" });
  return files;
}

function attributeLine(decisions: Decisions): string {
  if (decisions.pick([false, false, false, true])) return `[attr]evil ${decisions.pick(ATTRIBUTES)}`;
  return `${decisions.pick(PATTERNS)} ${decisions.pick(ATTRIBUTES)} ${decisions.pick([...ATTRIBUTES, ...MORE])}`;
}

/** What a clone may have of its own. */
async function distract(decisions: Decisions, repository: string, prefix: string): Promise<void> {
  await runGit(repository, ["config", "filter.evil.smudge", "sed s/null/9.9.9/"]);
  await runGit(repository, ["config", "filter.evil.clean", "cat"]);
  if (decisions.pick([true, false])) {
    const other = await runGit(repository, ["hash-object", "-w", "--stdin"], "replaced\n");
    const blob = await runGit(repository, ["rev-parse", `refs/heads/a:${prefix}${PLACES[0] ?? ""}`]);
    await runGit(repository, ["replace", blob.stdout.trim(), other.stdout.trim()]);
  }
  if (decisions.pick([true, false])) {
    const commits = (await runGit(repository, ["rev-list", "refs/heads/a"])).stdout.trim().split("\n");
    await runGit(repository, ["replace", commits[0] ?? "", commits[1] ?? ""]);
  }
  const info = join(repository, ".git/info");
  await mkdir(info, { recursive: true });
  if (decisions.pick([true, false])) await writeFile(join(info, "attributes"), `${attributeLine(decisions)}\n`);
  if (decisions.pick([true, false])) await writeFile(join(repository, ".git/user"), `${attributeLine(decisions)}\n`);
  await runGit(repository, ["config", "core.attributesFile", join(repository, ".git/user")]);
}

/** A tree lists and reads just what was put into it. */
async function compare(tree: Tree, files: Files, prefix: string): Promise<void> {
  const put = [...files].filter(([path]) => path.startsWith(`${prefix}${REGISTRY_FOLDER}/`));
  const listed = await tree.list(REGISTRY_FOLDER);
  const expected = told(put.map(([path, { mode }]) => `${mode} ${path.slice(prefix.length)}`));
  const found = told(listed.map(({ path, mode }) => `${mode} ${path}`));
  if (found !== expected) throw new Error(`the commit holds ${expected}, and is listed as ${found}`);
  const read = await tree.read(listed.filter(({ mode }) => mode === "100644").map(({ path }) => path));
  for (const [path, { mode, text }] of put) {
    const bytes = read.get(path.slice(prefix.length));
    if (mode === "100644" && Buffer.from(bytes ?? []).toString("utf8") !== text)
      throw new Error(`${path} is read as ${Buffer.from(bytes ?? []).toString("utf8")}`);
  }
}

function told(entries: readonly string[]): string {
  return entries.toSorted(compareText).join(", ");
}

/** Where git checked out other bytes than were put in, line ends aside, there is an error. */
async function compareFolder(root: string, files: Files, prefix: string): Promise<void> {
  const differs: string[] = [];
  for (const path of PLACES) {
    const here = await readFile(join(root, path), "utf8").catch(() => undefined);
    const put = files.get(prefix + path)?.text;
    if (here !== undefined && here.replaceAll("\r\n", "\n") !== put) differs.push(path);
  }
  if (differs.length === 0) return;
  const findings = checkRegistry(await readRegistry(openFolder(root)));
  if (!findings.some(({ rule, severity }) => rule === "git-attributes" && severity === "error"))
    throw new Error(`git checked out something else as ${differs.join(" and ")}, and nothing says so`);
}
