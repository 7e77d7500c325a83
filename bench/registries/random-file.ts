import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";

const MIB = 1024 * 1024;
const PIECE_MIB = 16;

/** A file of so many MiB that no file system can make smaller. */
export async function writeRandomFile(path: string, sizeMib: number): Promise<void> {
  const file = await open(path, "wx");
  try {
    const piece = randomBytes(PIECE_MIB * MIB);
    for (let writtenMib = 0; writtenMib < sizeMib; writtenMib += PIECE_MIB) {
      piece.writeUInt32LE(writtenMib);
      await file.writeFile(piece.subarray(0, Math.min(PIECE_MIB, sizeMib - writtenMib) * MIB));
    }
  } finally {
    await file.close();
  }
}
