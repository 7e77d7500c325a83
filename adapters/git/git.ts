import { spawn } from "node:child_process";
import { OutsideError } from "../../core/errors.ts";

export interface GitOptions {
  /** The folder that git runs in. */
  readonly cwd: string;
  /** Written to git's standard input. */
  readonly input?: string;
  /** More of git's environment: where a secret goes, which in the words would be seen by everyone. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git and returns what it answered, whatever its exit code. Git's own messages stay in English. */
export async function tryGit(args: readonly string[], { cwd, input, environment }: GitOptions): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    // Without GIT_FLUSH=0, git log wakes the reader once per commit.
    const settled = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_FLUSH: "0" };
    const child = spawn("git", args, { cwd, env: { ...process.env, ...settled, ...environment } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing = error.code === "ENOENT";
      reject(
        new OutsideError({
          code: missing ? "git-missing" : "git-failed",
          message: missing ? `git could not be started in ${cwd}` : `git could not be started: ${error.message}`,
          hint: missing ? "Install git, and check that the folder exists." : "Check that git works in this folder.",
          cause: error,
        }),
      );
    });
    child.on("close", (code) => {
      resolve({
        exitCode: code ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString("utf8").trim(),
      });
    });
    // Git may stop reading before all is written; its exit code tells why.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

/**
 * Runs git and returns its standard output as text without the last line break.
 *
 * @throws OutsideError `git-failed` with git's own words when it exits non-zero
 */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await tryGit(args, options);
  if (exitCode === 0) return stdout.toString("utf8").replace(/\n$/, "");
  throw new OutsideError({
    code: "git-failed",
    message: `git ${args[0] ?? ""} failed: ${stderr.split("\n").at(-1) ?? `exit code ${exitCode}`}`,
    hint: `Run it yourself to see more: git ${args.join(" ")}`,
  });
}
