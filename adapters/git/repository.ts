import { basename, dirname, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import { gitFailure, tryGit } from "./git.ts";
import { shortRef, unambiguous } from "./revisions.ts";

/**
 * Whether `folder` lies in a git work tree.
 *
 * @throws OutsideError where git cannot tell, such as of a repository that it cannot read
 */
export async function isInGit(folder: string): Promise<boolean> {
  const asked = ["rev-parse", "--is-inside-work-tree"];
  const answer = await tryGit(asked, { cwd: folder });
  if (answer.exitCode === 0) return answer.stdout.toString("utf8").trim() === "true";
  if (answer.stderr.includes("not a git repository")) return false;
  throw gitFailure(asked, answer);
}

/** Where a folder lies in its repository: a path with a closing slash, empty for the root and outside of git. */
export async function folderInRepository(folder: string): Promise<string> {
  const { exitCode, stdout } = await tryGit(["rev-parse", "--show-prefix"], { cwd: folder });
  return exitCode === 0 ? stdout.toString("utf8").replace(/\n$/, "") : "";
}

/**
 * The top folder of the work tree that a folder lies in.
 *
 * @throws InputError `revision-unknown` where it is in no git repository; OutsideError `git-failed` where there is no work tree
 */
export async function topFolder(folder: string): Promise<string> {
  const asked = ["rev-parse", "--show-toplevel"];
  const answer = await tryGit(asked, { cwd: folder });
  if (answer.exitCode === 0) return resolve(folder, answer.stdout.toString("utf8").replace(/\n$/, ""));
  // This says in which way it is no repository.
  await resolveCommit(folder, "HEAD");
  throw gitFailure(asked, answer);
}

/**
 * The full id of the commit that `revision` names.
 *
 * @throws InputError `revision-unknown`, `revision-ambiguous`
 */
export async function resolveCommit(folder: string, revision: string): Promise<string> {
  const { exitCode, stdout, stderr } = await tryGit(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${await unambiguous(folder, revision)}^{commit}`],
    { cwd: folder },
  );
  if (exitCode === 0) return stdout.toString("utf8").trim();
  throw new InputError({ code: "revision-unknown", ...(await whyUnknown(folder, revision, stderr)) });
}

async function whyUnknown(
  folder: string,
  revision: string,
  stderr: string,
): Promise<{ message: string; hint: string }> {
  if (stderr.includes("not a git repository")) {
    const hint = "Run it inside the registry's repository, or name it with -C.";
    return { message: `${folder} is not in a git repository`, hint };
  }
  if (revision === "HEAD") return { message: `${folder} has no commits yet`, hint: "Commit the registry first." };
  const message = `There is no commit ${revision}`;
  const shallow = await tryGit(["rev-parse", "--is-shallow-repository"], { cwd: folder });
  if (shallow.stdout.toString("utf8").trim() === "true") {
    const hint =
      "This clone is shallow, so it may be missing here alone: run git fetch --unshallow, or in GitHub Actions give actions/checkout fetch-depth: 0.";
    return { message, hint };
  }
  return { message, hint: "Name a branch, a tag or a commit that exists here (git fetch brings those of the remote)." };
}

/**
 * The ref that stands for the default branch: the remote's where there is one, else the local branch.
 *
 * @returns in full, such as `refs/remotes/origin/main`, since a tag may have the short name; undefined where nothing tells
 */
export async function defaultBranch(folder: string): Promise<string | undefined> {
  const names = ["remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"];
  const refs = names.map((name) => `refs/${name}`);
  // Each with what it stands for: origin/HEAD names another.
  const format = "%(refname) %(if)%(symref)%(then)%(symref)%(else)%(refname)%(end)";
  const { stdout } = await tryGit(["for-each-ref", `--format=${format}`, ...refs], { cwd: folder });
  const known = stdout.toString("utf8").split("\n");
  const first = refs.flatMap((ref) => known.find((line) => line.startsWith(`${ref} `)) ?? [])[0];
  return first?.replace(/^\S+ /, "");
}

/** The name of the default branch, also where nothing but the one branch tells; undefined where there are several. */
export async function defaultBranchName(folder: string): Promise<string | undefined> {
  const known = await defaultBranch(folder);
  if (known !== undefined) return shortRef(known).replace(/^origin\//, "");
  const branches = ["for-each-ref", "--count=2", "--format=%(refname:lstrip=2)", "refs/heads"];
  const [first, second] = (await tryGit(branches, { cwd: folder })).stdout.toString("utf8").split("\n").filter(Boolean);
  if (first !== undefined) return second === undefined ? first : undefined;
  // Before the first commit there is no branch yet, but a name for it.
  const unborn = await tryGit(["symbolic-ref", "--quiet", "--short", "HEAD"], { cwd: folder });
  return unborn.exitCode === 0 ? unborn.stdout.toString("utf8").trim() : undefined;
}

export interface CommittedPath {
  /** The folder of the file, from the repository's root: empty or with a slash at its end. */
  readonly prefix: string;
  /** The commit that is checked out holds the file with just this content. */
  readonly isCommitted: boolean;
}

/** Where a file lies in its repository, or undefined where it lies in none. */
export async function findCommitted(file: string): Promise<CommittedPath | undefined> {
  const [cwd, name] = [dirname(file), basename(file)];
  const prefix = await tryGit(["rev-parse", "--show-prefix"], { cwd });
  if (prefix.exitCode !== 0) return undefined;
  const [committed, here] = await Promise.all([
    tryGit(["rev-parse", "--verify", "--quiet", `HEAD:./${name}`], { cwd }),
    tryGit(["hash-object", "--", name], { cwd }),
  ]);
  const isCommitted = committed.exitCode === 0 && committed.stdout.equals(here.stdout);
  return { prefix: prefix.stdout.toString("utf8").replace(/\n$/, ""), isCommitted };
}

export interface CodeState {
  readonly commit: string;
  /** Tracked files that differ from the commit; the registry's own folder does not count, nor do untracked files, which a training leaves behind. */
  readonly changed: readonly string[];
  /** The folder that these paths count from. */
  readonly root: string;
  /** The address of `origin` without credentials; undefined for a path of this machine. */
  readonly repository: string | undefined;
  /** From git's configuration. */
  readonly author: string | undefined;
  /** Whether the repository holds a commit, by its full id; a shallow clone holds few. */
  hasCommit(commit: string): Promise<boolean>;
}

/** Two letters, a space and a path for each. */
const CHANGED_FILES = [
  "status",
  "--porcelain",
  "-z",
  "--no-renames",
  "--untracked-files=no",
  "--ignore-submodules=untracked",
];

/** What git knows of the code in `folder`, or undefined where there is no commit. */
export async function readCodeState(folder: string): Promise<CodeState | undefined> {
  const head = await tryGit(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd: folder });
  if (head.exitCode !== 0) return undefined;
  const [status, top, remote, author] = await Promise.all([
    // Not ":(top).", which git takes for a file of that name.
    tryGit([...CHANGED_FILES, "--", ":(top,exclude)registry", ":/"], { cwd: folder }),
    tryGit(["rev-parse", "--show-toplevel"], { cwd: folder }),
    tryGit(["config", "--get", "remote.origin.url"], { cwd: folder }),
    tryGit(["config", "--get", "user.name"], { cwd: folder }),
  ]);
  const url = remote.stdout.toString("utf8").trim();
  const name = author.stdout.toString("utf8").trim();
  return {
    commit: head.stdout.toString("utf8").trim(),
    changed: status.stdout
      .toString("utf8")
      .split("\0")
      .flatMap((line) => line.slice(3) || []),
    root: resolve(folder, top.stdout.toString("utf8").replace(/\n$/, "")),
    repository: publicAddress(url),
    author: name === "" ? undefined : name,
    async hasCommit(commit) {
      return (await tryGit(["cat-file", "-e", `${commit}^{commit}`], { cwd: folder })).exitCode === 0;
    },
  };
}

/** The public address of `origin`, such as `https://github.com/acme/models`; undefined where there is none. */
export async function originAddress(folder: string): Promise<string | undefined> {
  const { stdout } = await tryGit(["config", "--get", "remote.origin.url"], { cwd: folder });
  return publicAddress(stdout.toString("utf8").trim());
}

/**
 * A remote's address as it may be written into a file: no user, password or token, and no `.git`. A path of somebody's
 * machine tells nobody else anything.
 */
export function publicAddress(url: string): string | undefined {
  const [, host = "", path = ""] = /^(?:[^@/]+@)?([^:/]+):(?!\/)(.+)$/.exec(url) ?? [];
  const isScp = /.\../s.test(host) && !url.includes("://");
  const address = isScp ? `https://${host}/${path}` : url;
  if (!/^(?:https?|ssh|git):\/\//.test(address)) return undefined;
  return address
    .replace(/^(?:ssh|git)(:\/\/)/, "https$1")
    .replace(/^([a-z]+:\/\/)[^/]*@/, "$1")
    .replace(/\.git\/?$/, "");
}
