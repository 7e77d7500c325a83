import type { FormatName } from "../../core/registry/formats.ts";
import { detectZipFormat } from "./detect-zip.ts";
import type { RandomAccessFile } from "./random-access-file.ts";
import { startsWith } from "./signatures.ts";
import { findZipEnd } from "./zip.ts";

const tarBlockBytes = 512;
const checksumAt = 148;
const checksumEnd = 156;
const hdf5Signature = "\x89HDF\r\n\x1a\n";

/** Old tar archives have no signature: readers go by the sum of the first block's bytes, its own field taken as blanks. */
function isTar(head: Uint8Array): boolean {
  if (head.length < tarBlockBytes) return false;
  const digits = /^ *([0-7]+)[ \0]*$/.exec(String.fromCharCode(...head.subarray(checksumAt, checksumEnd)))?.[1];
  if (digits === undefined) return false;
  let sum = 0;
  for (let at = 0; at < tarBlockBytes; at++) sum += at >= checksumAt && at < checksumEnd ? 32 : (head[at] ?? 0);
  return sum === Number.parseInt(digits, 8);
}

/** HDF5 looks for its signature at 0 and then at 512, 1024, 2048 … to the file's end. */
async function isHdf5(file: RandomAccessFile, head: Uint8Array): Promise<boolean> {
  for (let at = 512; at + hdf5Signature.length <= file.sizeBytes; at *= 2) {
    const inHead = at + hdf5Signature.length <= head.length;
    const bytes = inHead ? head.subarray(at) : await file.read(at, hdf5Signature.length);
    if (startsWith(bytes, hdf5Signature)) return true;
  }
  return false;
}

/**
 * A container whose readers do not ask for it at the file's start, so that it can hide behind the signature of a format
 * that holds data only: Keras opens a zip archive by the directory at its end, HDF5 behind other bytes, PyTorch a tar
 * archive whose first member may be called "GGUF".
 *
 * @param head the file's first bytes
 */
export async function detectHiddenContainer(file: RandomAccessFile, head: Uint8Array): Promise<FormatName | undefined> {
  if (isTar(head)) return "tar";
  if ((await findZipEnd(file)) !== undefined) return detectZipFormat(file);
  return (await isHdf5(file, head)) ? "hdf5" : undefined;
}
