import { createHash } from "node:crypto";

/** Git's object id of a blob: SHA-1 over `blob <size>\0` and the bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects). */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
