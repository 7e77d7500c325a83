import { type FileHandle, realpath, stat } from "node:fs/promises";
import { InputError } from "../../../core/errors.ts";
import { openRegularFile } from "../../files/regular-file.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/**
 * Opens a file of this machine for the time of `use`.
 *
 * @example await withLocalFile("out/model.safetensors", detectFormat) // "safetensors"
 * @throws InputError when it is no regular file (opening a named pipe would wait for its writer), and the system's error
 * when the path cannot be read
 */
export async function withLocalFile<T>(path: string, use: (file: RandomAccessFile) => Promise<T>): Promise<T> {
  if (!(await stat(path)).isFile()) {
    throw new InputError({
      code: "not-a-file",
      message: `${path} is not a file.`,
      hint: "Name a regular file, or a link to one.",
      path,
    });
  }
  // Should something else have come there since, it is neither followed nor waited for.
  const handle = await openRegularFile(await realpath(path));
  try {
    const { size } = await handle.stat();
    return await use({
      path: path.replaceAll("\\", "/"),
      sizeBytes: size,
      read: (offset, length) => readFully(handle, offset, Math.max(0, Math.min(length, size - offset))),
    });
  } finally {
    await handle.close();
  }
}
