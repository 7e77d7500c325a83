import { posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { exists, findGitFolder } from "../git-folder.ts";
import { type GitAnswer, git, tryGit } from "../git.ts";

/** What is checked out. */
interface CheckedOut {
  /** Undefined: a commit without a branch. */
  readonly branch: string | undefined;
  /** Undefined before the first commit. */
  readonly commit: string | undefined;
}

/** What git is in the middle of, by the file that says so. */
const UNFINISHED: readonly (readonly [string, string])[] = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
];

/**
 * Finds out whether a commit can be made here, before anything is written.
 *
 * @param folder in a git work tree
 * @throws InputError `git-unfinished`, `git-identity-missing`, `head-detached` where no branch holds what is checked out
 */
export async function expectCommittable(folder: string): Promise<CheckedOut> {
  const at = findGitFolder(folder);
  const unfinished = at && UNFINISHED.find(([name]) => exists(`${at.folder}/${name}`))?.[1];
  if (unfinished !== undefined) {
    throw new InputError({
      code: "git-unfinished",
      message: `git is in the middle of a ${unfinished} here`,
      hint: `Finish it with git ${unfinished} --continue or take it back with git ${unfinished} --abort, then run the same again.`,
    });
  }
  const [who, head] = await Promise.all([
    tryGit(["var", "GIT_COMMITTER_IDENT"], { cwd: folder }),
    tryGit(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd: folder }),
  ]);
  if (who.exitCode !== 0) {
    throw new InputError({
      code: "git-identity-missing",
      message: "git does not know who you are, so it makes no commit",
      hint: 'Tell it: git config --global user.name "Your Name" and git config --global user.email you@example.com.',
    });
  }
  const symbolic = await tryGit(["symbolic-ref", "--quiet", "--short", "HEAD"], { cwd: folder });
  const branch = symbolic.exitCode === 0 ? textOf(symbolic) : undefined;
  const commit = head.exitCode === 0 ? textOf(head) : undefined;
  if (branch === undefined && commit !== undefined) await refuseLostHead(folder, commit);
  return { branch, commit };
}

/** A branch from there would carry along commits that nobody has a name for. */
async function refuseLostHead(folder: string, commit: string): Promise<void> {
  const words = ["for-each-ref", "--count=1", "--contains", commit, "refs/heads", "refs/remotes"];
  if ((await git(words, { cwd: folder })) !== "") return;
  throw new InputError({
    code: "head-detached",
    message: `No branch is checked out, and no branch holds the commit ${commit.slice(0, 7)} that is`,
    hint: "Check out the branch that the change is for, such as git switch main, then run the same again.",
  });
}

/** A commit of some files, on a branch of its own. */
interface PathsCommit {
  readonly branch: string;
  readonly message: string;
  /** From the folder. */
  readonly paths: readonly string[];
}

interface PathsCommitted {
  readonly branch: string;
  /** In full. */
  readonly commit: string;
  /** The branch held these files already, as they are. */
  readonly isOld: boolean;
}

/**
 * Commits these files and no other: what else is staged or edited stays as it is. It is `git commit` itself, so hooks, the
 * signature and the identity are as the user has them. Before the first commit there is nothing to branch off, and the
 * commit starts the branch that is checked out.
 *
 * @param paths of files that are there
 * @throws InputError `branch-exists` where the branch has other content, `commit-refused` in git's or the hook's own words:
 * the branch and the index are then as before
 */
export async function commitPaths(
  folder: string,
  at: CheckedOut,
  { branch, message, paths }: PathsCommit,
): Promise<PathsCommitted> {
  const specs = paths.map((path) => `:(literal)${path}`);
  const start = await startBranch(folder, at, { branch, paths });
  if (start.is === "held") return { branch, commit: start.commit, isOld: true };
  const fresh = await untracked(folder, specs);
  try {
    if (fresh.length > 0) await run(folder, ["add", "--intent-to-add", "--sparse", "--", ...fresh]);
    await run(folder, ["commit", "--quiet", "--only", `--message=${message}`, "--", ...specs]);
  } catch (error) {
    if (fresh.length > 0) await tryGit(["rm", "--cached", "--quiet", "--force", "--", ...fresh], { cwd: folder });
    await start.takeBack();
    throw error;
  }
  return { branch: start.branch, commit: await git(["rev-parse", "HEAD"], { cwd: folder }), isOld: false };
}

/** Whether any of these files is not committed as it is here. */
export async function areUncommitted(folder: string, paths: readonly string[]): Promise<boolean> {
  const specs = paths.map((path) => `:(literal)${path}`);
  return (await status(folder, specs)) !== "";
}

/** Those of these files that .gitignore names, and git does not have. */
export async function ignoredPaths(folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const input = paths.map((path) => `${path}\0`).join("");
  const { stdout } = await tryGit(["check-ignore", "-z", "--stdin"], { cwd: folder, input });
  return new Set(stdout.toString("utf8").split("\0").filter(Boolean));
}

/** Those of these files that git does not know. */
export async function untrackedPaths(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await untracked(folder, [`:(literal)${path}`])).length > 0) found.push(path);
  return found;
}

/** Those of these files that git knows and that differ from the last commit. */
export async function editedPaths(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const edited: string[] = [];
  for (const path of paths) {
    const words = ["status", "--porcelain", "--untracked-files=no", "--", `:(literal)${path}`];
    if ((await git(words, { cwd: folder })) !== "") edited.push(path);
  }
  return edited;
}

type Start =
  | { readonly is: "held"; readonly commit: string }
  | { readonly is: "ready"; readonly branch: string; takeBack(): Promise<void> };

const nothing = (): Promise<void> => Promise.resolve();

async function startBranch(
  folder: string,
  at: CheckedOut,
  { branch, paths }: Pick<PathsCommit, "branch" | "paths">,
): Promise<Start> {
  if (at.commit === undefined) return { is: "ready", branch: at.branch ?? branch, takeBack: nothing };
  if (at.branch === branch) return { is: "ready", branch, takeBack: nothing };
  const ref = `refs/heads/${branch}`;
  const found = await tryGit(["rev-parse", "--verify", "--quiet", ref], { cwd: folder });
  const before = found.exitCode === 0 ? textOf(found) : undefined;
  if (before !== undefined) {
    const isMerged = (await tryGit(["merge-base", "--is-ancestor", before, "HEAD"], { cwd: folder })).exitCode === 0;
    if (!isMerged) return held(folder, { branch, tip: before, paths });
  }
  await run(folder, ["switch", "--quiet", before === undefined ? "--create" : "--force-create", branch]);
  return {
    is: "ready",
    branch,
    async takeBack() {
      const back = at.branch === undefined ? ["--detach", at.commit ?? ""] : [at.branch];
      await tryGit(["switch", "--quiet", ...back], { cwd: folder });
      const undo = before === undefined ? ["branch", "-D", "--quiet", branch] : ["branch", "--force", branch, before];
      await tryGit(undo, { cwd: folder });
    },
  };
}

/** A branch of that name that is still to be merged: the one of an earlier run, or something else. */
async function held(
  folder: string,
  { branch, tip, paths }: Pick<PathsCommit, "branch" | "paths"> & { readonly tip: string },
): Promise<Start> {
  const besides = await git(["diff", "--name-only", "-z", "--no-renames", `HEAD...${tip}`], { cwd: folder });
  const prefix = await git(["rev-parse", "--show-prefix"], { cwd: folder });
  const own = new Set(paths.map((path) => posix.normalize(prefix + path)));
  const changed = besides.split("\0").filter(Boolean);
  const isOnlyThis = changed.length > 0 && changed.every((path) => own.has(path));
  if (isOnlyThis && (await holdsAsHere(folder, tip, paths))) return { is: "held", commit: tip };
  throw new InputError({
    code: "branch-exists",
    message: `The branch ${branch} exists already, with other content, so nothing was committed`,
    hint: `The files are written. If that branch is of no use any more, git branch -D ${branch} and run the same again; or git switch ${branch} and go on there.`,
  });
}

/** By content: a file that git does not know here differs from every commit in the eyes of git diff. */
async function holdsAsHere(folder: string, commit: string, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const [there, here] = await Promise.all([
      tryGit(["rev-parse", "--verify", "--quiet", `${commit}:./${path}`], { cwd: folder }),
      tryGit(["hash-object", "--", path], { cwd: folder }),
    ]);
    if (there.exitCode !== 0 || !there.stdout.equals(here.stdout)) return false;
  }
  return true;
}

async function untracked(folder: string, specs: readonly string[]): Promise<string[]> {
  const words = ["ls-files", "-z", "--others", "--", ...specs];
  const listed = (await git(words, { cwd: folder })).split("\0").filter(Boolean);
  return listed.map((path) => `:(literal)${path}`);
}

function status(folder: string, specs: readonly string[]): Promise<string> {
  return git(["status", "--porcelain", "--untracked-files=all", "--", ...specs], { cwd: folder });
}

/** A hook speaks the user's language, as it does when they commit. */
function asTheUser(): Readonly<Record<string, string>> {
  return { LC_ALL: process.env["LC_ALL"] ?? "" };
}

/** @throws InputError `commit-refused` */
async function run(folder: string, words: readonly string[]): Promise<void> {
  const answer = await tryGit(words, { cwd: folder, environment: asTheUser() });
  if (answer.exitCode === 0) return;
  throw new InputError({
    code: "commit-refused",
    message: `git ${words[0]} refused, so nothing was committed: ${lastWords(answer)}`,
    hint: "The files are written and stay. Do what it says, then run the same again.",
  });
}

/**
 * Pushes a branch to a remote, which it follows from then on.
 *
 * @throws InputError `push-refused` in git's or the server's own words
 */
export async function pushBranch(folder: string, branch: string, remote: string): Promise<void> {
  const words = ["push", "--quiet", "--set-upstream", remote, `refs/heads/${branch}:refs/heads/${branch}`];
  const answer = await tryGit(words, { cwd: folder, environment: asTheUser() });
  if (answer.exitCode === 0) return;
  throw new InputError({
    code: "push-refused",
    message: `The commit is made, but git could not push ${branch} to ${remote}: ${lastWords(answer)}`,
    hint: `When that is put right: git push -u ${remote} ${branch}.`,
  });
}

/**
 * The remote that a push goes to: the one that git is set to, `origin`, or the only one.
 *
 * @throws InputError `remote-missing`
 */
export async function remoteToPushTo(folder: string, branch: string | undefined): Promise<string> {
  const remotes = (await git(["remote"], { cwd: folder })).split("\n").filter(Boolean);
  const keys = ["remote.pushDefault", ...(branch === undefined ? [] : [`branch.${branch}.remote`])];
  for (const key of keys) {
    const set = textOf(await tryGit(["config", "--get", key], { cwd: folder }));
    if (remotes.includes(set)) return set;
  }
  const [only, ...others] = remotes;
  if (remotes.includes("origin")) return "origin";
  if (only !== undefined && others.length === 0) return only;
  throw new InputError({
    code: "remote-missing",
    message:
      only === undefined ? "There is no remote to push to" : `None of the remotes is origin: ${remotes.join(", ")}`,
    hint:
      only === undefined
        ? "Name one with git remote add origin ADDRESS, or use --commit without --push."
        : "Say which one with git config remote.pushDefault NAME.",
  });
}

const MAX_LAST_WORDS = 6;

/** What git and its hooks said last: a hook may have said a lot. */
function lastWords({ stdout, stderr, exitCode }: GitAnswer): string {
  const lines = `${stdout.toString("utf8")}\n${stderr}`
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("hint:"));
  return lines.length === 0 ? `exit code ${exitCode}` : lines.slice(-MAX_LAST_WORDS).join(" · ");
}

function textOf({ stdout }: GitAnswer): string {
  return stdout.toString("utf8").trim();
}
