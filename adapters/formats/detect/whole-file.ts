import type { FormatName } from "../../../core/formats/catalogue.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { startsWith } from "../bytes/magic-numbers.ts";
import type { Problems } from "../bytes/problems.ts";
import { WireMessage } from "../bytes/protobuf.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { bytesAroundZip } from "../bytes/zip.ts";

const unlimited = { bytes: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };

const behindEnd = (bytes: number): string => `${bytes} bytes behind its end belong to nothing.`;

/** Chunks, of which the last one is IEND. https://www.w3.org/TR/png-3/ */
async function endOfPng(file: RandomAccessFile): Promise<number> {
  const cursor = new ByteCursor(file, 8, unlimited);
  for (;;) {
    await cursor.ensure(8);
    const header = Buffer.from(cursor.bytes(8));
    cursor.skip(header.readUInt32BE(0) + 4);
    if (header.toString("latin1", 4) === "IEND") return cursor.offset;
  }
}

/** Segments, then the picture's bits, in which a marker is never 0xff 0x00 nor a restart, up to the end's marker. */
async function endOfJpeg(file: RandomAccessFile): Promise<number> {
  const cursor = new ByteCursor(file, 2, unlimited);
  for (;;) {
    await cursor.ensure(2);
    if (cursor.u8() !== 0xff) throw new HeaderProblem(`Byte ${cursor.offset - 1} starts no part of a JPEG image.`);
    let marker = cursor.u8();
    while (marker === 0xff) {
      await cursor.ensure(1);
      marker = cursor.u8();
    }
    if (marker === 0xd9) return cursor.offset;
    await cursor.ensure(2);
    const lengthBytes = Buffer.from(cursor.bytes(2)).readUInt16BE();
    if (lengthBytes < 2) throw new HeaderProblem(`A part of its image at byte ${cursor.offset} has no length.`);
    cursor.skip(lengthBytes - 2);
    if (marker === 0xda) await skipBits(cursor);
  }
}

/** Moves the cursor to the next marker. */
async function skipBits(cursor: ByteCursor): Promise<void> {
  for (;;) {
    const within = Math.min(64 * 1024, cursor.remainingBytes);
    await cursor.ensure(Math.max(2, within));
    const bytes = cursor.bytes(within);
    for (let at = 0; at + 1 < within; at++) {
      const next = bytes[at + 1] ?? 0;
      if (bytes[at] !== 0xff || next === 0 || (next >= 0xd0 && next <= 0xd7)) continue;
      cursor.offset -= within - at;
      return;
    }
    cursor.offset -= 1;
  }
}

/** Both have a footer, its length and their signature at the end. */
async function checkFooter(file: RandomAccessFile, signature: string): Promise<void> {
  const tailBytes = 4 + signature.length;
  const tail = Buffer.from(await file.read(Math.max(0, file.sizeBytes - tailBytes), tailBytes));
  const hasRoom = tail.length === tailBytes && file.sizeBytes > tailBytes + signature.length;
  if (
    !hasRoom ||
    !startsWith(tail, signature, 4) ||
    tail.readUInt32LE() > file.sizeBytes - tailBytes - signature.length
  )
    throw new HeaderProblem("It has no footer at its end: it is cut off, or other bytes follow it.");
}

/** ModelProto {1: piece, 2: how it was trained, 3: normalizer, 4: self test, 5: denormalizer, 200 …: extensions}. */
async function checkSentencePiece(file: RandomAccessFile): Promise<void> {
  const model = new WireMessage(new ByteCursor(file, 0, unlimited), { start: 0, end: file.sizeBytes });
  for (let field = await model.next(); field !== undefined; field = await model.next()) {
    if (field.wireType !== 2 || (field.number > 5 && field.number < 200))
      throw new HeaderProblem(`Byte ${field.start} belongs to no part of a vocabulary.`);
  }
}

const weightsAlignment = 64;

/** Marks of 64 bytes, each followed by its tensor. https://github.com/apple/coremltools, mlmodel/src/MILBlob/Blob */
async function endOfCoremlWeights(file: RandomAccessFile): Promise<number> {
  const cursor = new ByteCursor(file, 0, unlimited);
  await cursor.ensure(4);
  const count = cursor.u32();
  let end = weightsAlignment;
  for (let index = 0; index < count; index++) {
    cursor.offset = Math.ceil(end / weightsAlignment) * weightsAlignment;
    await cursor.ensure(24);
    if (cursor.u32() !== 0xdeadbeef) throw new HeaderProblem(`It has no tensor at byte ${cursor.offset - 4}.`);
    cursor.skip(4);
    const sizeBytes = cursor.u64();
    const offset = cursor.u64();
    if (offset < cursor.offset || offset + sizeBytes > file.sizeBytes)
      throw new HeaderProblem(`A tensor of ${sizeBytes} bytes at byte ${offset} lies outside of the file.`, "cut");
    end = offset + sizeBytes;
  }
  return end;
}

async function endOf(file: RandomAccessFile, format: FormatName): Promise<number | undefined> {
  if (format === "png") return endOfPng(file);
  if (format === "jpeg") return endOfJpeg(file);
  return format === "coreml-weights" ? endOfCoremlWeights(file) : undefined;
}

/**
 * Refuses a file that does not end where its format says, of those formats that no reader follows to their end. What is
 * behind an end may be anything for somebody.
 *
 * @throws HeaderProblem where it breaks off
 */
export async function refuseOpenEnd(file: RandomAccessFile, format: FormatName, problems: Problems): Promise<void> {
  if (format === "parquet") await checkFooter(file, "PAR1");
  if (format === "sentencepiece") await checkSentencePiece(file);
  if (format === "arrow") {
    const isFeather = startsWith(await file.read(0, 4), "FEA1");
    await checkFooter(file, isFeather ? "FEA1" : "ARROW1");
  }
  if (format === "npz") {
    const around = await bytesAroundZip(file);
    if (around > 0) problems.refuse(`${around} bytes in front of its archive or behind it belong to nothing.`);
  }
  const end = await endOf(file, format);
  // Tensors are padded.
  const missing = format === "coreml-weights" ? weightsAlignment : 0;
  if (end !== undefined && file.sizeBytes > end + missing) problems.refuse(behindEnd(file.sizeBytes - end));
}
