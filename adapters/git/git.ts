import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { Readable } from "node:stream";
import { OutsideError } from "../../core/errors.ts";
import { findGitFolder } from "./git-folder.ts";

export interface GitOptions {
  /** The folder that git runs in. */
  readonly cwd: string;
  /** Written to git's standard input: at once, or as it comes. */
  readonly input?: string | Readable;
  /** Takes git's output as it comes; the answer holds none of it then. With `stop` the rest is not wanted, and git ends well. */
  readonly onOutput?: (chunk: Buffer, stop: () => void) => void;
  /** More of git's environment: where a secret goes, which in the words would be seen by everyone. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git and returns what it answered, whatever its exit code. Git's own messages stay in English. */
export async function tryGit(
  args: readonly string[],
  { cwd, input, onOutput, environment }: GitOptions,
): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd, env: { ...environmentIn(cwd), ...SETTLED, ...environment } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let isStopped = false;
    const stop = () => {
      isStopped = true;
      child.kill();
    };
    child.stdout.on("data", (chunk: Buffer) => {
      if (onOutput === undefined) stdout.push(chunk);
      else if (!isStopped) onOutput(chunk, stop);
    });
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
    child.on("close", (code, signal) => {
      // Its exit code would be an answer; that it was stopped is none.
      if (code === null && !isStopped) return reject(interrupted(args, signal));
      const said = Buffer.concat(stderr).toString("utf8").trim();
      // Nor is that git will not look: it would pass for a folder without git, or without the commit.
      const [, distrusted] = /^fatal: detected dubious ownership in repository at '(.*)'$/m.exec(said) ?? [];
      if (distrusted !== undefined) return reject(notTrusted(distrusted));
      resolve({ exitCode: isStopped ? 0 : (code ?? 0), stdout: Buffer.concat(stdout), stderr: said });
    });
    // Git may stop reading before all is written; its exit code tells why.
    child.stdin.on("error", () => {});
    if (input instanceof Readable) input.pipe(child.stdin);
    else child.stdin.end(input ?? "");
  });
}

/** What a hook or a script sets to point git at one repository. */
const OF_ONE_REPOSITORY = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"];

/** What would let git read paths otherwise than they are meant here, or answer from other objects. */
const ALTERING_ANSWERS = [
  "GIT_LITERAL_PATHSPECS",
  "GIT_GLOB_PATHSPECS",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
  "GIT_EXTERNAL_DIFF",
  "GIT_DIFF_OPTS",
  "GIT_ATTR_SOURCE",
  "GIT_REPLACE_REF_BASE",
  "GIT_DEFAULT_REF_FORMAT",
];

/**
 * The same answer whatever the repository holds besides: refs/replace/* and a file of grafts would give other commits and
 * other content under the same id, and a clone of a bare repository brings the first along.
 */
const SETTLED = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  // Otherwise git log wakes the reader once per commit.
  GIT_FLUSH: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: devNull,
};

/** The environment for git in a folder: what points at another repository would let git answer for that one. */
function environmentIn(cwd: string): NodeJS.ProcessEnv {
  const isPointing = OF_ONE_REPOSITORY.some((name) => process.env[name] !== undefined);
  const ofAnother = isPointing && findGitFolder(cwd) !== undefined ? OF_ONE_REPOSITORY : [];
  const unwanted = [...ALTERING_ANSWERS, ...ofAnother].filter((name) => process.env[name] !== undefined);
  if (unwanted.length === 0) return process.env;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.includes(name)));
}

function notTrusted(repository: string): OutsideError {
  return new OutsideError({
    code: "git-distrusts",
    message: `git does not look into ${repository}, because it belongs to another user`,
    hint: `If you trust what is in it: git config --global --add safe.directory ${repository}`,
  });
}

function interrupted(args: readonly string[], signal: string | null): OutsideError {
  return new OutsideError({
    code: "git-interrupted",
    message: `git ${args[0] ?? ""} was stopped by ${signal ?? "something"} before it had an answer`,
    hint: "Try again; if it stays, see whether the machine has memory left.",
  });
}

/** The oldest git that has all that is asked of it: `git merge-tree --write-tree`. */
export const OLDEST_GIT = "2.38";

/** That git exited non-zero, in its own last words. */
export function gitFailure(args: readonly string[], { exitCode, stderr }: GitAnswer): OutsideError {
  const command = args.find((word) => /^[a-z]/.test(word)) ?? "";
  const isOld = /\bunknown option\b|\bunrecognized argument\b|\bis not a git command\b|^usage:/m.test(stderr);
  return new OutsideError({
    code: "git-failed",
    message: `git ${command} failed: ${stderr.split("\n").at(-1) ?? `exit code ${exitCode}`}`,
    hint: isOld ? `This git is too old. Install git ${OLDEST_GIT} or later.` : "Check the repository with git fsck.",
  });
}

/**
 * Runs git and returns its standard output as text without the last line break.
 *
 * @throws OutsideError `git-failed` with git's own words when it exits non-zero
 */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const answer = await tryGit(args, options);
  if (answer.exitCode !== 0) throw gitFailure(args, answer);
  return answer.stdout.toString("utf8").replace(/\n$/, "");
}
