import { type FormatName, formatRunsCode, formatsOfPath } from "../../../core/formats/catalogue.ts";
import { hasPickledType } from "../readers/arrow-types.ts";
import { type StreamCompression, decompressStart } from "../bytes/decompress.ts";
import { detectPickle } from "../pickle/detect-pickle.ts";
import { detectProtobufFormat } from "./detect-protobuf.ts";
import { decodeText, detectTextFormat, looksLikeOtherText } from "./detect-text.ts";
import { detectZipFormat } from "./detect-zip.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { findHiddenContainers } from "./hidden-container.ts";
import { detectMlflowFormat, isMlflowModel } from "../readers/mlflow-model.ts";
import { readNpyHeader } from "../readers/npy.ts";
import { type RandomAccessFile, memoryFile } from "../bytes/random-access-file.ts";
import { callingFormat } from "./calling-words.ts";
import { usesTensorflow } from "../readers/tflite.ts";
import { compressionOf, formatOfSignature, startsWith } from "../bytes/magic-numbers.ts";

const headBytes = 64 * 1024;
const MAX_SAFETENSORS_HEADER_BYTES = 100_000_000;

/** joblib compresses pickles with many compressions; a compressed file with other content counts as that compression. */
async function compressedFormat(file: RandomAccessFile, compression: StreamCompression): Promise<FormatName> {
  const { bytes } = await decompressStart(compression, file, headBytes);
  const pickle = await detectPickle(memoryFile(file.path, bytes), bytes);
  // R compresses its objects without another name.
  return pickle?.format ?? (formatOfSignature(bytes) === "r-data" ? "r-data" : compression);
}

async function npyFormat(file: RandomAccessFile): Promise<FormatName> {
  return (await readNpyHeader(file)).hasObjects ? "pickle" : "npy";
}

function isSafetensors(head: Uint8Array, sizeBytes: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const headerBytes = Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true));
  return headerBytes >= 2 && headerBytes <= Math.min(MAX_SAFETENSORS_HEADER_BYTES, sizeBytes - 8);
}

/** A format, and why it is `unknown` where that is known. */
export interface Guess {
  readonly format: FormatName;
  readonly reason?: string;
}

async function formatOfBytes(file: RandomAccessFile, head: Uint8Array): Promise<FormatName> {
  if (startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06")) return detectZipFormat(file);
  if (startsWith(head, "\x93NUMPY")) return npyFormat(file);
  const pickle = await detectPickle(file, head);
  if (pickle?.strength === "runs") return pickle.format;
  // Loaders of pickles decompress what starts as a compressed stream, whatever else its other bytes make it.
  const compression = compressionOf(head);
  if (compression !== undefined) return compressedFormat(file, compression);
  const signed = formatOfSignature(head);
  if (signed !== undefined) return signed;
  if (isSafetensors(head, file.sizeBytes)) return "safetensors";
  const protobuf = await detectProtobufFormat(file);
  if (protobuf !== undefined) return protobuf;
  // A text may start like an import of a pickle's; one that is called a pickle is loaded as one.
  if (pickle !== undefined && formatsOfPath(file.path).includes(pickle.format)) return pickle.format;
  const whole = head.length >= file.sizeBytes;
  const text = decodeText(head, whole);
  if (text !== undefined) return detectTextFormat({ path: file.path, text, whole });
  return pickle?.format ?? (looksLikeOtherText(head) ? "text" : "unknown");
}

/** Formats whose loaders go by the name alone: Python imports any file that ends in .py, whatever it starts with. */
const loadedByName: readonly FormatName[] = ["source-code", "executable", "savedmodel", "xz", "lzma", "html"];

async function guess(file: RandomAccessFile): Promise<FormatName> {
  const head = await file.read(0, headBytes);
  const format = await formatOfBytes(file, head);
  const promised = formatsOfPath(file.path);
  const byName = loadedByName.find((name) => promised.includes(name));
  if (format === "unknown" && byName !== undefined) return byName;
  if (formatRunsCode(format)) return format;
  if (format === "tflite" && (await usesTensorflow(file))) return "tflite-flex";
  if ((format === "arrow" || format === "parquet") && (await hasPickledType(file))) return "arrow-pickle";
  // What is about to count as safe must not be something else for another reader.
  const hidden = await findHiddenContainers(file, head);
  const running = hidden.find(formatRunsCode);
  if (running !== undefined) return running;
  if (isMlflowModel(file.path)) return detectMlflowFormat(file);
  if (byName !== undefined) return byName;
  const text = decodeText(head, head.length >= file.sizeBytes);
  return (text === undefined ? undefined : callingFormat(text)) ?? format;
}

/**
 * What a file most likely is, from its first bytes (a zip archive also from its directory). Never runs or unpickles
 * anything and reads a few MiB at most. The name tells text formats apart, and makes what loaders take by name unsafe; it
 * never makes a file safe. A file that several readers would take for different things is what can do the most harm.
 *
 * A guess at a harmless format says nothing of the rest of the file: `inspectModelFile` reads that.
 *
 * @throws only what `file.read` throws; broken files are "unknown" or their outer format
 */
export async function guessFormat(file: RandomAccessFile): Promise<Guess> {
  try {
    return { format: await guess(file) };
  } catch (error) {
    if (error instanceof HeaderProblem) return { format: "unknown", reason: error.message };
    throw error;
  }
}
