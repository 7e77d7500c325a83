import { spawnSync } from "node:child_process";

/** Runs git and throws with its words where it fails; its output is thrown away. */
export function runGit(folder: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync("git", words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  if (status !== 0) throw new Error(`git ${words.join(" ")} failed: ${stderr.toString("utf8")}`);
}
