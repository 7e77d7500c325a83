import type { FormatName } from "../../core/registry/formats.ts";
import type { Compression } from "./decompress.ts";

interface Signature {
  readonly format: FormatName;
  /** One character per byte. */
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
  { format: "executable", bytes: "\xcf\xfa\xed\xfe" },
  { format: "executable", bytes: "\xce\xfa\xed\xfe" },
  { format: "executable", bytes: "\xca\xfe\xba\xbe" },
  { format: "bzip2", bytes: "BZh" },
  { format: "xz", bytes: "\xfd7zXZ\0" },
  { format: "lzma", bytes: "\x5d\0\0" },
  { format: "lz4", bytes: "\x04\x22\x4d\x18" },
  { format: "tar", bytes: "ustar", at: 257 },
];

/** Whether the bytes at `at` are those of the text, one character per byte. */
export function startsWith(head: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) if (head[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** The format whose signature the file's first bytes are. */
export function formatOfSignature(head: Uint8Array): FormatName | undefined {
  if (isWindowsProgram(head)) return "executable";
  return signatures.find(({ bytes, at }) => startsWith(head, bytes, at))?.format;
}

/** "MZ" alone may start a text; the place that it points to holds "PE". */
function isWindowsProgram(head: Uint8Array): boolean {
  if (!startsWith(head, "MZ") || head.length < 64) return false;
  const at = new DataView(head.buffer, head.byteOffset, head.length).getUint32(60, true);
  return startsWith(head, "PE\0\0", at);
}

/** How a stream is compressed, of the ways that this program can undo. */
export function compressionOf(head: Uint8Array): Exclude<Compression, "deflate"> | undefined {
  if (startsWith(head, "\x1f\x8b")) return "gzip";
  if (startsWith(head, "\x28\xb5\x2f\xfd")) return "zstd";
  const [method = 0, flags = 0] = head;
  // RFC 1950: method 8 with a window up to 32 KiB, no preset dictionary, and a check over both bytes.
  const isZlib = (method & 0x0f) === 8 && method <= 0x78 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
  return isZlib && head.length > 8 ? "zlib" : undefined;
}
