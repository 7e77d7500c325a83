import { PassThrough, type Readable } from "node:stream";
import { gitFailure, tryGit } from "./git.ts";

/**
 * The bytes of the blobs that exist among `objects`, read with one `git cat-file --batch`.
 *
 * @param objects object ids, or places such as `<commit>:<path>`; one that holds a line break is not asked for
 * @returns by object, as it was asked for
 */
export async function readBlobs(folder: string, objects: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
  // A line break in a path would be a second request to git.
  const askable = [...objects].filter((object) => !object.includes("\n"));
  if (askable.length === 0) return new Map();
  return catFile(folder, askable, askable.map((object) => `${object}\n`).join(""));
}

/** Reads blobs while the caller is still finding out which: git looks one up while the next is looked for. */
export interface BlobReader {
  /** Asks for an object id, once however often it is asked for. */
  ask(objectId: string): void;
  /** What was asked for and exists; nothing can be asked for any more. */
  finish(): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** So much is asked at once: each question of its own would cost more than its answer. */
const BATCH_CHARACTERS = 32 * 1024;

/** @throws OutsideError `git-failed` from `finish` */
export function openBlobReader(folder: string): BlobReader {
  const asked = new Set<string>();
  const input = new PassThrough();
  let waiting = "";
  const reading = catFile(folder, asked, input);
  // Told by `finish`, which may come later.
  reading.catch(() => {});
  return {
    ask(objectId) {
      if (asked.has(objectId)) return;
      asked.add(objectId);
      waiting += `${objectId}\n`;
      if (waiting.length < BATCH_CHARACTERS) return;
      input.write(waiting);
      waiting = "";
    },
    finish() {
      input.end(waiting);
      return reading;
    },
  };
}

async function catFile(
  folder: string,
  asked: Iterable<string>,
  input: string | Readable,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const command = ["cat-file", "--batch", "--buffer"];
  const answer = await tryGit(command, { cwd: folder, input });
  if (answer.exitCode !== 0) throw gitFailure(command, answer);
  const { stdout } = answer;
  const found = new Map<string, Uint8Array>();
  let offset = 0;
  for (const object of asked) {
    const lineEnd = stdout.indexOf(10, offset);
    const header = stdout.toString("utf8", offset, lineEnd);
    offset = lineEnd + 1;
    const size = /^[0-9a-f]+ ([a-z]+) ([0-9]+)$/.exec(header);
    if (size === null) continue; // `<object> missing`
    const end = offset + Number(size[2]);
    if (size[1] === "blob") found.set(object, stdout.subarray(offset, end));
    offset = end + 1;
  }
  return found;
}
