import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { OutsideError } from "../../../core/errors.ts";
import type { OpenRepository } from "../open-repository.ts";
import type { GitObjects } from "./objects.ts";

/**
 * The bytes of the blobs that exist among `names`.
 *
 * @param names object ids, or places such as `<commit>:<path>`
 * @returns by name, as it was asked for
 * @throws OutsideError `git-failed`
 */
export async function blobsAmong(
  objects: GitObjects,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const [name, { type, bytes }] of await objects.read(names)) if (type === "blob") found.set(name, bytes);
  return found;
}

/** Reads blobs while the caller is still finding out which: git looks one up while the next is looked for. */
export class BlobReader {
  readonly #objects: GitObjects;
  readonly #asked = new Set<string>();
  readonly #answers: Promise<ReadonlyMap<string, Uint8Array>>[] = [];
  #waiting: string[] = [];

  constructor(objects: GitObjects) {
    this.#objects = objects;
  }

  /** Asks for an object id, once however often it is asked for. */
  ask(objectId: string): void {
    if (this.#asked.has(objectId)) return;
    this.#asked.add(objectId);
    this.#waiting.push(objectId);
    if (this.#waiting.length === ASKED_AT_ONCE) this.#send();
  }

  /** What was asked for so far and exists. */
  async finish(): Promise<ReadonlyMap<string, Uint8Array>> {
    this.#send();
    const found = new Map<string, Uint8Array>();
    for (const answer of this.#answers) for (const [id, bytes] of await answer) found.set(id, bytes);
    return found;
  }

  #send(): void {
    const answer = blobsAmong(this.#objects, this.#waiting);
    // `finish` reports it, which may come later.
    answer.catch(() => {});
    this.#answers.push(answer);
    this.#waiting = [];
  }
}

/** Each question of its own would cost more than its answer. */
const ASKED_AT_ONCE = 800;

/**
 * Writes a blob into a file, however large it is.
 *
 * @throws OutsideError `git-failed`
 */
export async function writeBlob({ folder }: OpenRepository, blobId: string, file: string): Promise<void> {
  const target = await open(file, "wx");
  try {
    const child = spawn("git", ["cat-file", "blob", blobId], { cwd: folder, stdio: ["ignore", target.fd, "ignore"] });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code === 0) return;
    throw new OutsideError({
      code: "git-failed",
      message: `git cat-file failed for the object ${blobId}`,
      hint: "Check the repository with git fsck.",
    });
  } finally {
    await target.close();
  }
}
