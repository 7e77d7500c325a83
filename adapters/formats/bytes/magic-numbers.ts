import type { FormatName } from "../../../core/formats/catalogue.ts";
import { type StreamCompression, isZlibStream } from "./decompress.ts";

interface Signature {
  readonly format: FormatName;
  /** One character per byte. */
  readonly bytes: string;
  readonly at?: number;
}

/** joblib before 0.10: a length in hexadecimal digits, then a zlib stream. */
export const oldJoblibSignature = "ZF0x";

/**
 * Formats with a signature of their own at a fixed place; the first that fits counts. Those whose signature lies further
 * behind come last: what is in front of it may be the signature of another format.
 */
const signatures: readonly Signature[] = [
  { format: "joblib", bytes: oldJoblibSignature },
  { format: "bzip2", bytes: "BZh" },
  { format: "xz", bytes: "\xfd7zXZ\0" },
  { format: "lz4", bytes: "\x04\x22\x4d\x18" },
  { format: "7z", bytes: "7z\xbc\xaf\x27\x1c" },
  { format: "rar", bytes: "Rar!\x1a\x07" },
  { format: "r-data", bytes: "X\n\0\0\0" },
  { format: "r-data", bytes: "RDA" },
  { format: "r-data", bytes: "RDB" },
  { format: "r-data", bytes: "RDX" },
  { format: "gguf", bytes: "GGUF" },
  { format: "hdf5", bytes: "\x89HDF\r\n\x1a\n" },
  { format: "catboost", bytes: "CBM1" },
  { format: "xgboost-ubj", bytes: "{L\0\0\0\0\0\0\0\x07learner{" },
  { format: "xgboost-binary", bytes: "binf" },
  { format: "parquet", bytes: "PAR1" },
  { format: "arrow", bytes: "ARROW1" },
  { format: "arrow", bytes: "FEA1" },
  { format: "png", bytes: "\x89PNG\r\n\x1a\n" },
  { format: "jpeg", bytes: "\xff\xd8\xff" },
  { format: "executable", bytes: "\x7fELF" },
  { format: "executable", bytes: "\xcf\xfa\xed\xfe" },
  { format: "executable", bytes: "\xce\xfa\xed\xfe" },
  { format: "executable", bytes: "\xca\xfe\xba\xbe" },
  { format: "tar", bytes: "ustar", at: 257 },
  { format: "tflite", bytes: "TFL3", at: 4 },
];

/** Whether the bytes at `at` are those of the text, one character per byte. */
export function startsWith(head: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) if (head[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** The format whose signature the file's first bytes are. */
export function formatOfSignature(head: Uint8Array): FormatName | undefined {
  if (isWindowsProgram(head)) return "executable";
  if (isLzma(head)) return "lzma";
  if (isRText(head)) return "r-data";
  if (isCoremlWeights(head)) return "coreml-weights";
  return signatures.find(({ bytes, at }) => startsWith(head, bytes, at))?.format;
}

/** "MZ" alone may start a text; the place that it points to holds "PE". */
function isWindowsProgram(head: Uint8Array): boolean {
  if (!startsWith(head, "MZ") || head.length < 64) return false;
  const at = new DataView(head.buffer, head.byteOffset, head.length).getUint32(60, true);
  return startsWith(head, "PE\0\0", at);
}

/**
 * Old LZMA files have no signature. The settings that everybody uses, then a window and a length that XZ's own reader
 * would take: 2^n or 2^n + 2^(n-1) bytes, and less than 2^38 of them or no word of how many.
 */
function isLzma(head: Uint8Array): boolean {
  if (head[0] !== 0x5d || head.length < 13) return false;
  const view = new DataView(head.buffer, head.byteOffset, 13);
  const windowBytes = view.getUint32(1, true);
  const lengthBytes = view.getBigUint64(5, true);
  const highest = 2 ** (31 - Math.clz32(windowBytes));
  const isUsual = windowBytes === 0 || windowBytes === 0xffffffff || [highest, highest * 1.5].includes(windowBytes);
  return isUsual && (lengthBytes < 2n ** 38n || lengthBytes === 2n ** 64n - 1n);
}

/**
 * One R object as text: "A" and another character, perhaps behind a line feed, then words with any blanks between them:
 * the format's version, that of R, the oldest that reads it, and one more at least.
 */
const isRText = (head: Uint8Array): boolean =>
  /^\n?A[^]\s*\+?0*[23](?!\d)\S*(?:\s+[+-]?\d\S*){3}/.test(Buffer.from(head.subarray(0, 4096)).toString("latin1"));

/** Core ML's weights: a count, version 2, blanks up to byte 64, and there the mark in front of each tensor. */
const isCoremlWeights = (head: Uint8Array): boolean =>
  startsWith(head, "\x02\0\0\0", 4) && startsWith(head, `${"\0".repeat(56)}\xef\xbe\xad\xde`, 8);

/** How a stream is compressed, of the ways that this program can undo. */
export function compressionOf(head: Uint8Array): StreamCompression | undefined {
  if (startsWith(head, "\x1f\x8b")) return "gzip";
  if (startsWith(head, "\x28\xb5\x2f\xfd")) return "zstd";
  const [method = 0, flags = 0] = head;
  // RFC 1950: method 8 with a window up to 32 KiB, no preset dictionary, and a check over both bytes.
  const isZlib = (method & 0x0f) === 8 && method <= 0x78 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
  return isZlib && head.length > 8 && isZlibStream(head) ? "zlib" : undefined;
}
