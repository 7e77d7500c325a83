import { gitFailure, tryGit } from "./git.ts";

/**
 * The bytes of the blobs that exist among `objects`, read with one `git cat-file --batch`.
 *
 * @param objects object ids, or places such as `<commit>:<path>`; one that holds a line break is not asked for
 * @returns by object, as it was asked for
 */
export async function readBlobs(folder: string, objects: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  // A line break in a path would be a second request to git.
  const askable = [...objects].filter((object) => !object.includes("\n"));
  if (askable.length === 0) return found;
  const input = askable.map((object) => `${object}\n`).join("");
  const command = ["cat-file", "--batch", "--buffer"];
  const answer = await tryGit(command, { cwd: folder, input });
  if (answer.exitCode !== 0) throw gitFailure(command, answer);
  const { stdout } = answer;
  let offset = 0;
  for (const object of askable) {
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
