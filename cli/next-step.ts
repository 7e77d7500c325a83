import { relative } from "node:path";
import { shellWord } from "../operations/workspace/shell-command.ts";
import type { Terminal } from "./command.ts";

/**
 * The commands that commit what was written on a branch of its own, to be copied: they work from where people are.
 *
 * @param folder the registry's; the path counts from there
 */
export function commitCommands(
  folder: string,
  { branch, path, message }: { readonly branch: string; readonly path: string; readonly message: string },
  { workingFolder }: Pick<Terminal, "workingFolder">,
): readonly string[] {
  const git = gitIn(folder, workingFolder);
  return [`  ${git} switch -c ${branch}`, `  ${git} add ${shellWord(path)} && ${git} commit -m "${message}"`];
}

/** The command that pushes a branch. */
export function pushCommand(
  folder: string,
  branch: string,
  { workingFolder }: Pick<Terminal, "workingFolder">,
): string {
  return `  ${gitIn(folder, workingFolder)} push -u origin ${branch}`;
}

function gitIn(folder: string, workingFolder: string): string {
  const way = relative(workingFolder, folder);
  return way === "" ? "git" : `git -C ${shellWord(way)}`;
}
