import { createHash } from "node:crypto";
import { OutsideError } from "../../../core/errors.ts";
import type { Content } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import type { Bucket, HeldObject } from "./bucket.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { PartsChecksum, cut } from "./parts.ts";
import { readObject } from "./read-object.ts";
import { refuseOther, toBase64 } from "../verified-chunks.ts";

/**
 * Whether an object is the artifact, as far as the server's checksum of the whole tells: `undefined` where the server
 * keeps none, or one of the parts.
 */
export function judgeChecksum({ sizeBytes, checksum }: HeldObject, artifact: Artifact): boolean | undefined {
  if (sizeBytes !== artifact.size) return false;
  if (checksum === undefined || checksum.includes("-")) return undefined;
  return checksum === toBase64(artifact.sha256);
}

/** Whether an object in parts has the checksum that the content at hand would have, which spares its download. */
export async function isLikeContent(
  held: HeldObject,
  artifact: Artifact,
  content: Content,
  partBytes: number,
  pool: BufferPool,
): Promise<boolean> {
  if (held.checksum?.endsWith(`-${Math.ceil(artifact.size / partBytes)}`) !== true) return false;
  const whole = createHash("sha256");
  const checksum = new PartsChecksum();
  let sizeBytes = 0;
  for await (const { bytes, buffer } of cut(artifact, content, partBytes, pool)) {
    whole.update(bytes);
    checksum.add(createHash("sha256").update(bytes).digest());
    sizeBytes += bytes.length;
    pool.give(buffer);
    if (sizeBytes > artifact.size) break;
  }
  refuseOther(artifact, content, sizeBytes, whole.digest("hex"));
  return held.checksum === checksum.toString();
}

/** SHA-256 of an object's bytes in lower-case hex, as somebody gets them who reads them. */
export async function sha256OfObject(bucket: Bucket, key: string, artifact: Artifact): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readObject(bucket, key, artifact, 0)) hash.update(chunk);
  return hash.digest("hex");
}

export function damaged(bucket: Bucket, key: string, { path }: Artifact, cause?: Error): OutsideError {
  return new OutsideError({
    code: "store-damaged",
    message: `The store holds other bytes than those of ${path} under their digest (${key} in ${bucket.name})`,
    cause,
    hint: "Nothing was overwritten. Find out who wrote them, remove that object, and publish again: modelyard publish --from FOLDER, where the folder holds the artifact.",
  });
}
