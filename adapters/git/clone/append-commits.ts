import { randomUUID } from "node:crypto";
import { InputError } from "../../../core/errors.ts";
import { git } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";

/** A commit to be made, on top of what is checked out. */
export interface NewCommit {
  /** Text by path from the folder; null removes the file. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly message: string;
  readonly by: { readonly name: string; readonly email: string };
  /** RFC 3339 in UTC: the date of author and committer. */
  readonly time: string;
}

/**
 * Makes commits with dates and people of their own, and moves the branch that is checked out to the last of them. All of
 * them are made before the branch moves, by one fast-forward, so that an interrupted run leaves it as it was.
 *
 * @returns the id of the last commit
 * @throws OutsideError `git-failed`, when a file in the work tree is in the way
 */
export async function appendCommits(
  { folder, prefix }: OpenRepository,
  commits: readonly NewCommit[],
): Promise<string> {
  const head = await git(["rev-parse", "HEAD"], { cwd: folder });
  const ref = `refs/modelyard/import-${randomUUID()}`;
  const commands = commits.map((commit, index) =>
    command(commit, { ref, prefix, from: index === 0 ? head : undefined }),
  );
  try {
    await git(["fast-import", "--quiet", "--done"], { cwd: folder, input: `${commands.join("")}done\n` });
    await git(["-c", "merge.verifySignatures=false", "merge", "--ff-only", "--quiet", ref], { cwd: folder });
    return await git(["rev-parse", "HEAD"], { cwd: folder });
  } finally {
    await git(["update-ref", "-d", ref], { cwd: folder });
  }
}

/** One commit in the language of git fast-import (https://git-scm.com/docs/git-fast-import). */
function command(
  { files, message, by, time }: NewCommit,
  { ref, prefix, from }: { readonly ref: string; readonly prefix: string; readonly from: string | undefined },
): string {
  const person = `${named(by.name)} <${named(by.email)}> ${Math.floor(Date.parse(time) / 1000)} +0000`;
  const changes = Array.from(files, ([path, text]) =>
    text === null ? `D ${prefix}${path}\n` : `M 100644 inline ${prefix}${path}\n${data(text)}`,
  );
  const origin = from === undefined ? "" : `from ${from}\n`;
  return `commit ${ref}\nauthor ${person}\ncommitter ${person}\n${data(message)}${origin}${changes.join("")}\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** Without what would end the name in git's own record of it. */
function named(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, "").trim();
}

/** @throws InputError `registry-uncommitted` where something below `registry/` is not committed, ignored or not */
export async function expectCommitted({ folder }: OpenRepository): Promise<void> {
  const words = ["status", "--porcelain", "--untracked-files=all", "--ignored", "--", "registry"];
  const status = await git(words, { cwd: folder });
  if (status === "") return;
  const [first = ""] = status.split("\n");
  throw new InputError({
    code: "registry-uncommitted",
    message: `The registry has changes that are not committed: ${first.slice(3)}`,
    hint: "Commit them first: the import adds its commits on top.",
  });
}
