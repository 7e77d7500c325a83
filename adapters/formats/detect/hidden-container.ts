import type { FormatName } from "../../../core/formats/catalogue.ts";
import { detectZipFormat } from "./detect-zip.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { startsWith } from "../bytes/magic-numbers.ts";
import { findZipEnd } from "../bytes/zip.ts";

const tarBlockBytes = 512;
const checksumAt = 148;
const checksumEnd = 156;
const hdf5Signature = "\x89HDF\r\n\x1a\n";

/** A number of a tar header as Python reads it: octal digits up to a NUL, or bytes behind one of 0x80. */
function tarNumber(field: Uint8Array): number {
  if (field[0] === 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = field.indexOf(0);
  const text = String.fromCharCode(...field.subarray(0, end < 0 ? field.length : end)).trim();
  if (text === "") return 0;
  // What Python's `int(text, 8)` takes: a sign, a prefix, and "_" between digits.
  const digits = /^\+?(?:0o_?)?([0-7](?:_?[0-7])*)$/i.exec(text)?.[1];
  return digits === undefined ? Number.NaN : Number.parseInt(digits.replaceAll("_", ""), 8);
}

/**
 * Old tar archives have no signature: readers go by the sum of the first block's bytes, its own field taken as blanks.
 * Some programs summed them as signed numbers, so readers take either.
 */
function isTar(head: Uint8Array): boolean {
  if (head.length < tarBlockBytes) return false;
  const sum = tarNumber(head.subarray(checksumAt, checksumEnd));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < tarBlockBytes; at++) {
    const byte = at >= checksumAt && at < checksumEnd ? 32 : (head[at] ?? 0);
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return sum === unsigned || sum === signed;
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
 * Containers whose readers do not ask for them at the file's start, so that they can hide behind the signature of a format
 * that holds data only: Keras opens a zip archive by the directory at its end, HDF5 behind other bytes, PyTorch a tar
 * archive whose first member may be called "GGUF". All that are there: one does not exclude another.
 *
 * @param head the file's first bytes
 */
export async function findHiddenContainers(file: RandomAccessFile, head: Uint8Array): Promise<readonly FormatName[]> {
  const found: FormatName[] = [];
  if (isTar(head)) found.push("tar");
  if ((await findZipEnd(file)) !== undefined) found.push(await detectZipFormat(file));
  if (await isHdf5(file, head)) found.push("hdf5");
  return found;
}
