import { createHash } from "node:crypto";

/**
 * Git's object id of a blob: the hash over `blob <size>\0` and the bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
 *
 * @param format how the repository names its objects
 */
export function gitBlobId(bytes: Uint8Array, format: "sha1" | "sha256" = "sha1"): string {
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
