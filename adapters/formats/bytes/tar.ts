import { ByteCursor } from "./byte-cursor.ts";
import { HeaderProblem } from "./header-problem.ts";
import { type RandomAccessFile, fileSlice } from "./random-access-file.ts";

const blockBytes = 512;
const MAX_MEMBERS = 10_000;
const limits = { bytes: 64 * 1024 * 1024, steps: 50_000 };

function textAt(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits; sizes of 8 GiB and more are a big-endian number behind a first byte of 0x80. */
function sizeOf(block: Uint8Array): number {
  if ((block[124] ?? 0) >= 0x80) return block.subarray(125, 136).reduce((size, byte) => size * 256 + byte, 0);
  const digits = textAt(block, 124, 12).trim();
  if (!/^[0-7]*$/.test(digits)) throw new HeaderProblem("Its tar directory is broken.");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

/** Links, devices, folders, and what says more of the next member. Readers take every other kind for a file. */
const otherKinds = Buffer.from("123456xgXLK");
const extendedKinds = Buffer.from("xgX");
const MAX_EXTENDED_BYTES = 1024 * 1024;

/** A size that is written twice: readers that go by one see other members than those that go by the other. */
async function refuseSizes(file: RandomAccessFile, offset: number, sizeBytes: number): Promise<void> {
  const text = Buffer.from(await file.read(offset, Math.min(sizeBytes, MAX_EXTENDED_BYTES))).toString("latin1");
  if (sizeBytes > MAX_EXTENDED_BYTES || /(^|\n)\d+ (GNU\.sparse\.|size=)/.test(text)) {
    throw new HeaderProblem("Its tar directory gives sizes twice, and readers differ in which one counts.");
  }
}

/**
 * The regular files of a tar archive.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 *
 * @throws HeaderProblem when it is broken or has more than 10,000 members
 */
export async function readTarMembers(file: RandomAccessFile): Promise<readonly RandomAccessFile[]> {
  const cursor = new ByteCursor(file, 0, limits);
  const members: RandomAccessFile[] = [];
  while (cursor.remainingBytes >= blockBytes) {
    await cursor.ensure(blockBytes);
    const block = cursor.bytes(blockBytes);
    if (block.every((byte) => byte === 0)) return members;
    const prefix = textAt(block, 345, 155);
    const path = `${prefix === "" ? "" : `${prefix}/`}${textAt(block, 0, 100)}`;
    const kind = block[156] ?? 0;
    const sizeBytes = sizeOf(block);
    if (extendedKinds.includes(kind)) await refuseSizes(file, cursor.offset, sizeBytes);
    if (!otherKinds.includes(kind)) members.push(fileSlice(file, { path, offset: cursor.offset, sizeBytes }));
    if (members.length > MAX_MEMBERS) throw new HeaderProblem(`It has more than ${MAX_MEMBERS} members.`, "limit");
    cursor.skip(Math.min(Math.ceil(sizeBytes / blockBytes) * blockBytes, Math.max(sizeBytes, cursor.remainingBytes)));
  }
  return members;
}
