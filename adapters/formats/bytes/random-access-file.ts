/** Where a model file's bytes come from: a local path, a member of an archive, a range of an HTTP resource, memory. */
export interface RandomAccessFile {
  /** As a version file names it, with "/" between folders. Used to tell text formats apart, never binary ones. */
  readonly path: string;
  readonly sizeBytes: number;
  /** The bytes from `offset` on: `length` of them, fewer only when the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Bytes at hand as a file.
 *
 * @example await detectFormat(memoryFile("model.onnx", bytes))
 */
export function memoryFile(path: string, bytes: Uint8Array): RandomAccessFile {
  return {
    path,
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A part of a file as a file of its own, such as a stored member of a zip archive. */
export function fileSlice(
  file: RandomAccessFile,
  slice: { readonly path: string; readonly offset: number; readonly sizeBytes: number },
): RandomAccessFile {
  const sizeBytes = Math.max(0, Math.min(slice.sizeBytes, file.sizeBytes - slice.offset));
  return {
    path: slice.path,
    sizeBytes,
    read: (offset, length) => file.read(slice.offset + offset, Math.max(0, Math.min(length, sizeBytes - offset))),
  };
}
