import { type StreamCompression, decompressStart } from "../bytes/decompress.ts";
import { detectPickle } from "./detect-pickle.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { npyHeaderBytes, readNpyHeader } from "../readers/npy.ts";
import { type PickleContents, PickleReader, MAX_PACKED_PICKLES, MAX_PICKLE_BYTES } from "./pickle-contents.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import { type RandomAccessFile, fileSlice, memoryFile } from "../bytes/random-access-file.ts";
import { compressionOf, oldJoblibSignature, startsWith } from "../bytes/magic-numbers.ts";
import { openZipMember, readZipDirectory } from "../bytes/zip.ts";

const headBytes = 64 * 1024;
/** Of files that joblib compressed before its version 0.10, which it still loads. */
const oldJoblibHeaderBytes = 21;

export interface PickleFacts extends PickleContents {
  readonly kind: "pickle";
  readonly compression?: StreamCompression;
}

/** An array of Python objects is a pickle behind the array's header. */
async function readObjectArray(file: RandomAccessFile, reader: PickleReader): Promise<void> {
  const { hasObjects, dataOffset } = await readNpyHeader(file);
  if (hasObjects) await reader.read(file, dataOffset);
}

async function readObjectArrays(file: RandomAccessFile, reader: PickleReader, problems: Problems): Promise<void> {
  let count = 0;
  for (const member of await readZipDirectory(file)) {
    const { hasObjects } = await readNpyHeader(await openZipMember(file, member, { limitBytes: npyHeaderBytes }));
    if (!hasObjects) continue;
    problems.add(`Its array ${quote(member.path)} holds Python objects, which are stored as a pickle.`);
    if (++count <= MAX_PACKED_PICKLES)
      await readObjectArray(await openZipMember(file, member, { limitBytes: MAX_PICKLE_BYTES }), reader);
    else reader.giveUp(`Only the first ${MAX_PACKED_PICKLES} pickles in it were read.`);
  }
}

async function readCompressed(
  file: RandomAccessFile,
  compression: StreamCompression,
  reader: PickleReader,
): Promise<void> {
  const { bytes, whole, problem } = await decompressStart(compression, file, MAX_PICKLE_BYTES);
  await reader.read(memoryFile(file.path, bytes));
  if (problem !== undefined) reader.giveUp(problem);
  else if (!whole) reader.giveUp("Only the first 16 MiB of what is compressed in it were read.");
}

async function readAny(
  file: RandomAccessFile,
  reader: PickleReader,
  problems: Problems,
): Promise<StreamCompression | undefined> {
  const head = await file.read(0, headBytes);
  if (startsWith(head, "\x93NUMPY")) {
    problems.add("Its array holds Python objects, which are stored as a pickle.");
    await readObjectArray(file, reader);
    return undefined;
  }
  if (startsWith(head, "PK")) {
    await readObjectArrays(file, reader, problems);
    return undefined;
  }
  if (startsWith(head, oldJoblibSignature)) {
    // Behind the signature: the length in 19 digits, and in some files a blank.
    const offset = oldJoblibHeaderBytes + (head[oldJoblibHeaderBytes] === 0x20 ? 1 : 0);
    await readCompressed(fileSlice(file, { path: file.path, offset, sizeBytes: file.sizeBytes }), "zlib", reader);
    return "zlib";
  }
  const compression = compressionOf(head);
  if (compression !== undefined && (await detectPickle(file, head)) === undefined) {
    await readCompressed(file, compression, reader);
    return compression;
  }
  await reader.read(file);
  return undefined;
}

/**
 * Lists what loading a pickle would import, of a plain or compressed pickle, joblib's files with arrays between the
 * opcodes, PyTorch's old checkpoints and NumPy's arrays of Python objects. Nothing is unpickled.
 */
export async function inspectPickleFile(file: RandomAccessFile, problems: Problems): Promise<PickleFacts> {
  const reader = new PickleReader(problems);
  let compression: StreamCompression | undefined;
  try {
    compression = await readAny(file, reader, problems);
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    reader.giveUp(error.message);
  }
  return { kind: "pickle", ...(compression === undefined ? {} : { compression }), ...reader.contents() };
}
