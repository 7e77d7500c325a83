import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { mergeTrees } from "../../../adapters/git/history/merge.ts";
import { withRepository } from "../../../adapters/git/open-repository.ts";
import type { Target } from "../target.ts";
import { Decisions, type Files, type PlannedCommit, importCommits, runGit } from "./git-import.ts";

/**
 * Two branches of a small registry that edit, delete and rename files and merge each other, as the bytes decide. What
 * modelyard would judge must be what `git merge` makes in a clone, and it must conflict where that does.
 */
export const gitMergesTarget: Target = {
  name: "git-merges",
  seeds: () =>
    Promise.resolve(
      new Map(
        ["promote", "rename and promote", "criss-cross of two who promote the same", "\0\u0001\u0002\u0003"].map(
          (text) => [text.slice(0, 8), Buffer.from(text.repeat(2))] as const,
        ),
      ),
    ),
  words: ["\u0000", "\u0003\u0001", "\u0004", "\u0005\u0002"],
  async run({ bytes }, folder) {
    const repository = join(folder, "repository");
    await mkdir(repository);
    await importCommits(repository, plan(new Decisions(bytes.subarray(0, MAX_DECISIONS))));
    const judged = await withRepository(repository, async (opened) => {
      const [a, b] = await Promise.all(["refs/heads/a", "refs/heads/b"].map((ref) => opened.resolveCommit(ref)));
      return mergeTrees(opened, a ?? "", b ?? "");
    });
    await runGit(folder, ["clone", "--quiet", "--shared", "--branch=a", "repository", "clone"]);
    const clone = join(folder, "clone");
    const merge = await runGit(clone, ["merge", "--quiet", "--no-edit", "origin/b"]);
    const unmerged = await runGit(clone, ["ls-files", "--unmerged", "-z"]);
    const conflicts = new Set(unmerged.stdout.split("\0").flatMap((line) => /\t([^]+)$/.exec(line)?.[1] ?? []));
    const made = (await runGit(clone, ["rev-parse", "HEAD^{tree}"])).stdout.trim();
    const expected = conflicts.size > 0 || merge.exitCode !== 0 ? [...conflicts].sort() : made;
    const found =
      judged === undefined || judged.conflicts.length > 0 ? [...(judged?.conflicts ?? [])].sort() : judged.tree;
    if (String(found) !== String(expected))
      throw new Error(`git merge makes ${String(expected)}, and ${String(found)} would be judged`);
  },
};

const MAX_DECISIONS = 120;

const PATHS = [
  "registry/models/churn/stages/production.yaml",
  "registry/models/churn/stages/staging.yaml",
  "registry/models/fraud/stages/production.yaml",
  "drafts/production.yaml",
  "drafts/stages/staging.yaml",
  "README.md",
];

/** Long enough that git takes a file with another version for the same one, renamed. */
const stage = (version: string) =>
  [
    "schema: stage/1",
    "model: churn",
    "stage: production",
    `version: "${version}"`,
    "# kept",
    "# by",
    "# hand",
    "",
  ].join("\n");
const VERSIONS = ["1.0.0", "1.1.0", "2.0.0"];

function plan(decisions: Decisions): readonly PlannedCommit[] {
  const start: Files = new Map(
    [PATHS[1], PATHS[3], PATHS[5]].map((path) => [path ?? "", { mode: "100644", text: stage("0.9.0") }]),
  );
  const commits: PlannedCommit[] = [{ branch: "a", files: start, parents: [] }];
  const state = { a: start, b: start };
  const heads = { a: 0, b: 0 };
  const add = (branch: "a" | "b", files: Files, merged: readonly number[] = []) => {
    commits.push({ branch, files, parents: [heads[branch], ...merged] });
    state[branch] = files;
    heads[branch] = commits.length - 1;
  };
  add("b", start);
  while (!decisions.areMade) {
    const branch = decisions.pick(["a", "b"] as const);
    const other = branch === "a" ? "b" : "a";
    const files = new Map(state[branch]);
    const path = decisions.pick(PATHS);
    switch (decisions.pick(["write", "append", "rename", "delete", "rename", "merge"] as const)) {
      case "write":
        files.set(path, { mode: "100644", text: stage(decisions.pick(VERSIONS)) });
        break;
      case "append":
        files.set(path, { mode: "100644", text: `${files.get(path)?.text ?? stage("1.0.0")}# more\n` });
        break;
      case "delete":
        files.delete(path);
        break;
      case "rename": {
        const file = files.get(path);
        if (file === undefined) break;
        files.delete(path);
        files.set(decisions.pick(PATHS), file);
        break;
      }
      case "merge":
        // A merge may leave what neither parent has; here its own side wins.
        add(branch, new Map([...state[other], ...files]), [heads[other]]);
        continue;
    }
    add(branch, files);
  }
  return commits;
}
