import { InputError } from "../core/errors.ts";
import type { Committed, Committer, WrittenChange } from "../operations/propose/commit.ts";
import { isInGitFolder } from "../operations/workspace/find-registry.ts";
import type { OptionSpecs, OptionValues, Terminal } from "./command.ts";
import { commitCommands, pushCommand } from "./next-step.ts";

/** For commands that write files of the registry. */
export const COMMITTING = {
  commit: { type: "flag", help: "Commit what was written, and nothing else, on a branch of its own" },
  push: { type: "flag", help: "Commit, and push the branch" },
} as const satisfies OptionSpecs;

type Wish = OptionValues<typeof COMMITTING> & { readonly pr?: boolean; readonly "dry-run"?: boolean };

/**
 * What commits for a command; undefined where nobody asked for it. What is in the way is said before anything is written.
 *
 * @throws InputError `usage` with --pr or --dry-run, and as `openCommitter` does
 */
export async function committerFor(options: Wish, folder: string): Promise<Committer | undefined> {
  if (!options.commit && !options.push) return undefined;
  refuseSecondWay(options);
  // Most runs commit nothing.
  const { openCommitter } = await import("../operations/propose/commit.ts");
  return openCommitter(folder, { push: options.push });
}

/** @throws InputError `usage` with --pr or --dry-run */
export function refuseSecondWay({ commit, push, pr, "dry-run": dryRun }: Wish): void {
  const other = pr === true ? "--pr" : dryRun === true ? "--dry-run" : undefined;
  if (other === undefined || (!commit && !push)) return;
  throw new InputError({
    code: "usage",
    message: `${other} and --${push ? "push" : "commit"} do not go together`,
    hint:
      other === "--pr"
        ? "Leave one out: --pr commits on GitHub and writes nothing here, --push commits here and pushes."
        : "Leave one out: a dry run writes nothing that could be committed.",
  });
}

/** What a command answers with --json, with the commit that was made. */
export function withCommit(data: object, committed: Committed | undefined): object {
  if (committed === undefined) return data;
  const { branch, commit, remote } = committed;
  return { ...data, committed: { branch, commit, remote } };
}

/** Said by every command that writes, once. */
export function nothingProtects({ style }: Pick<Terminal, "style">): string {
  return `${style.yellow("note:")} this folder is not in a git repository, so nothing protects this registry: no review, no gates, no history. Start one with git init.`;
}

/** The commit that was made, or the commands that make it, with what its merge means. */
export function afterWriting(
  committed: Committed | undefined,
  change: WrittenChange & { readonly path: string },
  { folder, terminal, intro }: { readonly folder: string; readonly terminal: Terminal; readonly intro: string },
): readonly string[] {
  if (committed === undefined && !isInGitFolder(folder)) return ["", nothingProtects(terminal)];
  if (committed === undefined) return ["", `Next: ${intro}:`, ...commitCommands(folder, change, terminal)];
  const { branch, commit, remote, isOld, leftOut } = committed;
  const id = commit.slice(0, 7);
  // Where there was no commit before, this one is the branch that pull requests ask for a merge to.
  const isFirst = branch !== change.branch;
  const unpushed = isFirst ? "Next: push it:" : `Next: push it, then ${intro}:`;
  const pushed = isFirst ? [] : ["", `Next: ${intro}.`];
  return [
    "",
    isOld ? `${branch} holds exactly this already, as ${id}` : `committed ${id} on ${branch}: ${change.message}`,
    ...leftOut.map((path) => `left out ${path}, which .gitignore names`),
    ...(remote === null ? ["", unpushed, pushCommand(folder, branch, terminal)] : [`pushed to ${remote}`, ...pushed]),
  ];
}
