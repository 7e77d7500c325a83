import { readCommitMessage, whoDid } from "../../core/history/commit-message.ts";
import { instantOf } from "../../core/history/instant.ts";
import type { Moment } from "../../core/history/tenure.ts";
import { gitFailure, tryGit } from "./git.ts";

/** One commit of the first-parent line with the files that it changed against its first parent. */
export interface LoggedCommit {
  readonly moment: Moment;
  readonly files: readonly LoggedFile[];
}

export interface LoggedFile {
  /** Relative to the repository's root. */
  readonly path: string;
  /** After the commit; undefined where it removed the file. */
  readonly blobId: string | undefined;
  /** Git's file mode after the commit. */
  readonly mode: string;
}

/** Hash, committer's time, author, committer, committer's address, subject, body: parted by NUL, so that no text can pose as another field. */
const FORMAT = ["%H", "%ct", "%an", "%cn", "%ce", "%s", "%b"].join("%x00");

/** Everything in a user's git configuration that would change what `git log --raw` says. */
const SETTLED = ["-c", "log.showRoot=true", "-c", "log.follow=false", "-c", "log.showSignature=false"];

/**
 * In a registry of many models each commit has a large folder, for which the C library on Linux gets memory from the
 * system and gives it back at once. Keeping it halves the time of a walk; other systems pass this over.
 */
const KEEP_MEMORY = { MALLOC_MMAP_THRESHOLD_: "67108864", MALLOC_TRIM_THRESHOLD_: "268435456" };

/**
 * The commits on the first-parent line of `revisions` that changed files below `pathspecs`, newest first, by one `git log`.
 * A merge counts as one change, made when it was merged.
 *
 * @param revisions where to begin, and with `^` before it where to end
 * @param pathspecs git's, relative to `folder`
 */
export async function logFirstParents(
  folder: string,
  revisions: readonly string[],
  pathspecs: readonly string[],
): Promise<readonly LoggedCommit[]> {
  const asked = ["--first-parent", "--diff-merges=first-parent", `--format=${FORMAT}`, "--encoding=UTF-8"];
  const changes = ["--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative"];
  const command = [...SETTLED, "log", ...asked, ...changes, "--end-of-options", ...revisions, "--", ...pathspecs];
  const answer = await tryGit(command, { cwd: folder, environment: KEEP_MEMORY });
  if (answer.exitCode !== 0) throw gitFailure(["log"], answer);
  return parseLog(answer.stdout.toString("utf8"));
}

/** The fields of {@link FORMAT}, then for each file `:<mode> <mode> <object> <object> <letter>` and its path, all ended by NUL. */
function parseLog(output: string): readonly LoggedCommit[] {
  const parts = output.split("\0");
  const commits: LoggedCommit[] = [];
  let at = 0;
  const next = () => parts[at++] ?? "";
  while (at < parts.length - 1) {
    const moment = parseMoment([next(), next(), next(), next(), next(), next(), next()]);
    const files: LoggedFile[] = [];
    // A line break parts the message from the first file.
    while (/^\n?:/.test(parts[at] ?? "")) files.push(parseFile(next(), next()));
    commits.push({ moment, files });
  }
  return commits;
}

type Fields = readonly [string, string, string, string, string, string, string];

function parseMoment([commit, seconds, author, committer, address, subject, body]: Fields): Moment {
  const by = whoDid({ author, committer, committerAddress: address });
  return { commit, time: instantOf(Number(seconds)), by, ...readCommitMessage(subject, body) };
}

function parseFile(change: string, path: string): LoggedFile {
  const [, mode = "", , blobId = ""] = change.trimStart().split(" ");
  return { path, mode, blobId: /^0+$/.test(blobId) ? undefined : blobId };
}
