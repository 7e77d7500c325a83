import type { FormatName } from "../../core/registry/formats.ts";
import { canDecompress, type Compression, decompressStart } from "./decompress.ts";
import { detectProtobufFormat } from "./detect-protobuf.ts";
import { decodeText, detectTextFormat } from "./detect-text.ts";
import { detectZipFormat } from "./detect-zip.ts";
import { HeaderProblem } from "./header-problem.ts";
import { readNpyHeader } from "./npy.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const headBytes = 64 * 1024;
const maxSafetensorsHeaderBytes = 100_000_000;

interface Signature {
  readonly format: FormatName;
  /** Latin-1, one character per byte. */
  readonly bytes: string;
  readonly at?: number;
}

/** Formats with a signature of their own at a fixed place; the first that fits counts. */
const signatures: readonly Signature[] = [
  { format: "gguf", bytes: "GGUF" },
  { format: "hdf5", bytes: "\x89HDF\r\n\x1a\n" },
  { format: "tflite", bytes: "TFL3", at: 4 },
  { format: "catboost", bytes: "CBM1" },
  { format: "xgboost-ubj", bytes: "{L\0\0\0\0\0\0\0\x07learner{" },
  { format: "xgboost-binary", bytes: "binf" },
  { format: "parquet", bytes: "PAR1" },
  { format: "arrow", bytes: "ARROW1" },
  { format: "arrow", bytes: "FEA1" },
  { format: "png", bytes: "\x89PNG\r\n\x1a\n" },
  { format: "jpeg", bytes: "\xff\xd8\xff" },
  { format: "executable", bytes: "\x7fELF" },
  { format: "executable", bytes: "MZ" },
  { format: "executable", bytes: "\xcf\xfa\xed\xfe" },
  { format: "executable", bytes: "\xca\xfe\xba\xbe" },
  { format: "bzip2", bytes: "BZh" },
  { format: "xz", bytes: "\xfd7zXZ\0" },
  { format: "lzma", bytes: "\x5d\0\0" },
  { format: "lz4", bytes: "\x04\x22\x4d\x18" },
  { format: "tar", bytes: "ustar", at: 257 },
];

function startsWith(head: Uint8Array, bytes: string, at = 0): boolean {
  for (let index = 0; index < bytes.length; index++) if (head[at + index] !== bytes.charCodeAt(index)) return false;
  return true;
}

const includes = (head: Uint8Array, text: string): boolean => Buffer.from(head).includes(text, 0, "latin1");

function compressionOf(head: Uint8Array): Exclude<Compression, "deflate"> | undefined {
  if (startsWith(head, "\x1f\x8b")) return "gzip";
  if (startsWith(head, "\x28\xb5\x2f\xfd")) return "zstd";
  const [method = 0, flags = 0] = head;
  // RFC 1950: method 8 with a window up to 32 KiB, no preset dictionary, and a check over both bytes.
  return (method & 0x0f) === 8 &&
    method <= 0x78 &&
    (flags & 0x20) === 0 &&
    (method * 256 + flags) % 31 === 0 &&
    head.length > 8
    ? "zlib"
    : undefined;
}

/** joblib compresses its pickles with whatever it is told to; any other content leaves the compression's own name. */
async function compressedFormat(
  file: RandomAccessFile,
  compression: Exclude<Compression, "deflate">,
): Promise<FormatName> {
  if (!canDecompress(compression)) return compression;
  const { bytes } = await decompressStart(compression, file, headBytes);
  return pickleFormat(bytes) ?? compression;
}

/** Protocols 2 to 5 start with 0x80 and their number. */
function pickleFormat(head: Uint8Array): FormatName | undefined {
  const [mark, protocol = 0xff] = head;
  if (mark !== 0x80 || protocol < 1 || protocol > 5) return undefined;
  if (startsWith(head, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e")) return "pytorch-legacy";
  return includes(head, "joblib.numpy_pickle") ? "joblib" : "pickle";
}

async function npyFormat(file: RandomAccessFile): Promise<FormatName> {
  return (await readNpyHeader(file)).hasObjects ? "pickle" : "npy";
}

function isSafetensors(head: Uint8Array, sizeBytes: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const headerBytes = Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true));
  return headerBytes >= 2 && headerBytes <= Math.min(maxSafetensorsHeaderBytes, sizeBytes - 8);
}

async function detect(file: RandomAccessFile): Promise<FormatName> {
  const head = await file.read(0, headBytes);
  if (startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06")) return detectZipFormat(file);
  if (startsWith(head, "\x93NUMPY")) return npyFormat(file);
  const pickle = pickleFormat(head);
  if (pickle !== undefined) return pickle;
  const signature = signatures.find(({ bytes, at }) => startsWith(head, bytes, at));
  if (signature !== undefined) return signature.format;
  if (isSafetensors(head, file.sizeBytes)) return "safetensors";
  const protobuf = await detectProtobufFormat(file);
  if (protobuf !== undefined) return protobuf;
  const whole = head.length >= file.sizeBytes;
  const text = decodeText(head, whole);
  if (text !== undefined) return detectTextFormat({ path: file.path, text, whole });
  const compression = compressionOf(head);
  return compression === undefined ? "unknown" : compressedFormat(file, compression);
}

/**
 * What a file is, from its first bytes (a zip archive also from its directory). Never runs or unpickles anything, reads a
 * few MiB at most, and takes its name only to tell text formats apart.
 *
 * @example await withLocalFile("model.safetensors", detectFormat) // "pickle", if that is what somebody put there
 * @throws only what `file.read` throws; broken files are "unknown" or their outer format
 */
export async function detectFormat(file: RandomAccessFile): Promise<FormatName> {
  try {
    return await detect(file);
  } catch (error) {
    if (error instanceof HeaderProblem) return "unknown";
    throw error;
  }
}
