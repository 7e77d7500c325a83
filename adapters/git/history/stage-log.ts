import { StringDecoder } from "node:string_decoder";
import { readCommitMessage, whoDid } from "../../../core/history/commit-message.ts";
import { instantOf } from "../../../core/time/instant.ts";
import type { CommitToCome } from "../../../core/changes/rules/rule.ts";
import type { Moment } from "../../../core/history/tenure.ts";
import { stillToCome } from "../../../core/history/tenures.ts";
import { gitFailure, tryGit } from "../git.ts";
import { KEEP_MEMORY } from "../objects/objects.ts";
import type { OpenRepository } from "../open-repository.ts";

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
  /** The commit brought it in: it was not there before. */
  readonly isNew: boolean;
}

export interface LogOptions {
  /** Called with each file while git still looks for more. */
  readonly onFile?: ((file: LoggedFile) => void) | undefined;
  /** The log ends with the first file of which this is true. */
  readonly until?: ((file: LoggedFile) => boolean) | undefined;
}

/** Hash, committer's time, author, committer, committer's address, subject, body: separated by NUL, so that no text can pose as another field. */
const FORMAT = ["%H", "%ct", "%an", "%cn", "%ce", "%s", "%b"];
const FIELD_COUNT = FORMAT.length;

/** Everything in a user's git configuration that would change what `git log --raw` says. */
const SETTLED = ["-c", "log.showRoot=true", "-c", "log.follow=false", "-c", "log.showSignature=false"];

/**
 * The commits on the first-parent line of `revisions` that changed files below `pathspecs`, newest first, by one `git log`.
 * A merge counts as one change, made when it was merged.
 *
 * @param revisions where to begin, and with `^` before it where to end
 * @param pathspecs git's, relative to the repository's folder
 */
export async function logFirstParents(
  { folder }: OpenRepository,
  revisions: readonly string[],
  pathspecs: readonly string[],
  { onFile, until }: LogOptions = {},
): Promise<readonly LoggedCommit[]> {
  const log = new LogReader();
  const asked = ["--first-parent", "--diff-merges=first-parent", `--format=${FORMAT.join("%x00")}`, "--encoding=UTF-8"];
  const changes = [
    "--ignore-submodules=none",
    "--no-ext-diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-relative",
  ];
  const command = [...SETTLED, "log", ...asked, ...changes, "--end-of-options", ...revisions, "--", ...pathspecs];
  const onOutput = (chunk: Buffer, stop: () => void) => {
    for (const file of log.write(chunk)) {
      onFile?.(file);
      if (until?.(file) === true) return stop();
    }
  };
  // To stop in time, git has to print each commit as soon as it finds it.
  const environment = { ...KEEP_MEMORY, ...(until === undefined ? {} : { GIT_FLUSH: "1" }) };
  const answer = await tryGit(command, { cwd: folder, environment, onOutput });
  if (answer.exitCode !== 0) throw gitFailure(["log"], answer);
  return log.commits;
}

/**
 * Reads git's output as it comes: the fields of {@link FORMAT}, then for each file `:<mode> <mode> <object> <object> <letter>`
 * and its path, all ended by NUL.
 */
class LogReader {
  readonly commits: LoggedCommit[] = [];
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #fields: string[] = [];
  #files: LoggedFile[] = [];
  /** The line of a file whose path comes next. */
  #change: string | undefined;

  /** Gives each file as soon as it is read, with the commit that it is of among `commits`. */
  *write(chunk: Buffer): Iterable<LoggedFile> {
    const text = this.#rest + this.#decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf("\0"); end !== -1; end = text.indexOf("\0", start)) {
      const file = this.#take(text.slice(start, end));
      start = end + 1;
      if (file !== undefined) yield file;
    }
    this.#rest = text.slice(start);
  }

  #take(part: string): LoggedFile | undefined {
    if (this.#change !== undefined) {
      const file = parseFile(this.#change, part);
      this.#files.push(file);
      this.#change = undefined;
      return file;
    }
    if (this.#fields.length < FIELD_COUNT) {
      this.#fields.push(part);
      if (this.#fields.length === FIELD_COUNT) {
        this.#files = [];
        this.commits.push({ moment: parseMoment(this.#fields), files: this.#files });
      }
    } else if (/^\n?:/.test(part)) {
      // A line break parts the message from the first file.
      this.#change = part;
    } else {
      this.#fields = [part];
    }
    return undefined;
  }
}

/**
 * The commits of a change, on whatever line, that changed files below `pathspecs` and claim to be made after `now`.
 *
 * @param now RFC 3339
 * @returns each with the first of these files, from the repository's root
 */
export async function commitsToCome(
  { folder }: OpenRepository,
  { base, head, now }: { readonly base: string; readonly head: string; readonly now: string },
  pathspecs: readonly string[],
): Promise<readonly CommitToCome[]> {
  const asked = [
    "--format=%x00%H %ct",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-relative",
    "--diff-merges=first-parent",
  ];
  const words = [...SETTLED, "log", ...asked, "--end-of-options", `${base}..${head}`, "--", ...pathspecs];
  const answer = await tryGit(words, { cwd: folder });
  if (answer.exitCode !== 0) throw gitFailure(["log"], answer);
  const commits: CommitToCome[] = [];
  let current: Omit<CommitToCome, "path"> | undefined;
  for (const part of answer.stdout.toString("utf8").split("\0")) {
    const [, commit, seconds] = /^([0-9a-f]{40,64}) ([0-9]+)$/.exec(part) ?? [];
    if (commit !== undefined) current = { commit, time: instantOf(Number(seconds)) };
    else if (current !== undefined && part.trim() !== "") {
      commits.push({ ...current, path: part.replace(/^\n/, "") });
      current = undefined;
    }
  }
  return stillToCome(commits, now);
}

function parseMoment(fields: readonly string[]): Moment {
  const [commit = "", seconds, author = "", committer = "", address = "", subject = "", body = ""] = fields;
  const by = whoDid({ author, committer, committerAddress: address });
  return { commit, time: instantOf(Number(seconds)), by, ...readCommitMessage(subject, body) };
}

function parseFile(change: string, path: string): LoggedFile {
  const [, mode = "", , blobId = "", letter] = change.trimStart().split(" ");
  return { path, mode, blobId: /^0+$/.test(blobId) ? undefined : blobId, isNew: letter === "A" };
}
