import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file's new content, by its path in the repository. */
export interface FileChange {
  readonly path: string;
  readonly text: string;
}

/** A commit of the stream that `git fast-import` reads: thousands in a second, where `git commit` makes a hundred. */
export interface PlannedCommit {
  /** The branch that it goes onto, without `refs/heads/`. */
  readonly branch: string;
  /** The branch where a new one starts from. */
  readonly from?: string;
  /** The branch that it merges. */
  readonly merges?: string;
  readonly author: string;
  /** The merge button commits as GitHub. */
  readonly committer?: string;
  readonly epochSeconds: number;
  readonly message: string;
  readonly changes: readonly FileChange[];
}

/** An annotated tag on the tip of a branch. */
export interface PlannedTag {
  readonly tag: string;
  readonly branch: string;
  readonly epochSeconds: number;
  readonly message: string;
}

/** How much is handed to git at once. */
const BATCH_CHARACTERS = 1 << 20;

/** Writes commits and tags into a repository with one `git fast-import`; nothing is checked out. */
export async function importCommits(
  folder: string,
  planned: Iterable<PlannedCommit | PlannedTag>,
  without: readonly string[] = [],
): Promise<void> {
  const git = spawn("git", ["-c", "core.compression=1", "fast-import", "--quiet", "--done", "--force"], {
    cwd: folder,
    stdio: ["pipe", "ignore", "pipe"],
  });
  const said: Buffer[] = [];
  git.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const exit = once(git, "exit");
  await pipeline(Readable.from(batches(planned, without)), git.stdin).catch(() => {});
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new Error(`git fast-import failed: ${Buffer.concat(said).toString("utf8")}`);
}

/** @param without helper branches that are gone in the end */
function* batches(planned: Iterable<PlannedCommit | PlannedTag>, without: readonly string[]): Iterable<string> {
  let batch: string[] = [];
  let characters = 0;
  for (const each of planned) {
    for (const part of "tag" in each ? tagCommands(each) : commitCommands(each)) {
      batch.push(part);
      characters += part.length;
    }
    if (characters < BATCH_CHARACTERS) continue;
    yield batch.join("");
    batch = [];
    characters = 0;
  }
  yield [...batch, ...without.map((branch) => `reset refs/heads/${branch}\nfrom ${"0".repeat(40)}\n\n`), "done\n"].join(
    "",
  );
}

function* commitCommands(commit: PlannedCommit): Iterable<string> {
  const { branch, from, merges, author, committer = author, epochSeconds, message, changes } = commit;
  yield `commit refs/heads/${branch}\nauthor ${person(author, epochSeconds)}\ncommitter ${person(committer, epochSeconds)}\n`;
  yield data(message);
  if (from !== undefined) yield `from refs/heads/${from}\n`;
  if (merges !== undefined) yield `merge refs/heads/${merges}\n`;
  for (const { path, text } of changes) yield `M 100644 inline ${path}\n${data(text)}`;
  yield "\n";
}

function* tagCommands({ tag, branch, epochSeconds, message }: PlannedTag): Iterable<string> {
  yield `tag ${tag}\nfrom refs/heads/${branch}\ntagger ${person("GitHub", epochSeconds)}\n${data(message)}`;
}

function person(name: string, epochSeconds: number): string {
  const address = name === "GitHub" ? "noreply@github.com" : `${name}@acme.example`;
  return `${name} <${address}> ${epochSeconds} +0000`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
