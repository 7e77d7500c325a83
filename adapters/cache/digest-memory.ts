import { chmod, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFileAtomically } from "../files/atomic.ts";
import { sha256OfBytes } from "../files/hash.ts";
import { isOwnFile } from "./own-file.ts";

const MAX_ENTRY_BYTES = 16 * 1024;

/** Bytes at rest that were read and hashed, and what changes as soon as they do. */
export interface HashedObject {
  /** Where they are: a file's path, an object's address. */
  readonly place: string;
  /** Inode, change time and size of a file; version, ETag and size of an object. */
  readonly state: string;
}

/**
 * Remembers the digests of bytes that this machine has read, so that large files are not read again while nothing has
 * touched them. Losing it costs time. What others could have written is not believed.
 */
export class DigestMemory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** SHA-256 in lower-case hex; undefined where the bytes were not read in this state. */
  async recall({ place, state }: HashedObject): Promise<string | undefined> {
    const file = this.#fileOf(place);
    if (!(await isOwnFile(file, MAX_ENTRY_BYTES))) return undefined;
    try {
      const entry: unknown = JSON.parse(await readFile(file, "utf8"));
      if (typeof entry !== "object" || entry === null || !("place" in entry && "state" in entry && "sha256" in entry))
        return undefined;
      const isSame = entry.place === place && entry.state === state && typeof entry.sha256 === "string";
      return isSame && /^[0-9a-f]{64}$/.test(String(entry.sha256)) ? String(entry.sha256) : undefined;
    } catch {
      return undefined;
    }
  }

  async remember({ place, state }: HashedObject, sha256: string): Promise<void> {
    const file = this.#fileOf(place);
    const text = JSON.stringify({ place, state, sha256 });
    // A folder that cannot be written is no failure: the bytes are read again.
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      .then(() => chmod(dirname(file), 0o700))
      .then(() => writeFileAtomically(file, text, { mode: 0o600 }))
      .catch(() => {});
  }

  #fileOf(place: string): string {
    const name = sha256OfBytes(place);
    return join(this.#folder, name.slice(0, 2), `${name.slice(2)}.json`);
  }
}
