import { ByteCursor } from "./byte-cursor.ts";
import { decompressStart } from "./decompress.ts";
import { HeaderProblem } from "./header-problem.ts";
import { quote } from "./problems.ts";
import { type RandomAccessFile, fileSlice, memoryFile } from "./random-access-file.ts";

const MAX_MEMBERS = 20_000;
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;
const entrySignature = 0x02014b50;
const endSignature64 = 0x06064b50;
const endRecordBytes = 22;
/** Its comment takes 64 KiB at most; PyTorch's reader looks in blocks of 4 KiB, and so a little further. */
const searchedEndBytes = endRecordBytes + 0xffff + 8 * 1024;
const none = 0xffffffff;
/** Encrypted, patched, strongly encrypted. */
const secretFlags = 0x61;

export interface ZipMember {
  readonly path: string;
  /** 0 stored, 8 deflated; other methods are not opened. */
  readonly method: number;
  readonly flags: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly headerOffset: number;
}

/** The range of the file that holds the central directory. */
interface DirectoryRange {
  readonly start: number;
  readonly sizeBytes: number;
  readonly memberCount: number;
  /** Bytes in front of the archive, as in a self-extracting program: all its offsets are counted from behind them. */
  readonly prefixBytes: number;
}

interface ZipEnd {
  readonly offset: number;
  /** The last bytes of the file from somewhere before the record on. */
  readonly tail: Uint8Array;
  readonly at: number;
}

/**
 * The record at an archive's end: the last place that looks like one and has room for it, whatever lies behind it. Python
 * and PyTorch take the same one, or refuse the file. Undefined when there is none.
 */
export async function findZipEnd(file: RandomAccessFile): Promise<ZipEnd | undefined> {
  const tailStart = Math.max(0, file.sizeBytes - searchedEndBytes);
  const tail = Buffer.from(await file.read(tailStart, searchedEndBytes));
  const last = tail.length - endRecordBytes;
  const at = last < 0 ? -1 : tail.lastIndexOf("PK\x05\x06", last, "latin1");
  return at < 0 ? undefined : { offset: tailStart + at, tail, at };
}

/**
 * Python counts an archive's offsets from behind what lies in front of it, PyTorch from the file's start: one file can be
 * made to show each of them a directory of its own.
 */
async function refuseSecondDirectory(file: RandomAccessFile, offset: number, signature: number): Promise<void> {
  const bytes = Buffer.from(await file.read(Math.min(offset, file.sizeBytes), 4));
  if (bytes.length === 4 && bytes.readUInt32LE() === signature) {
    throw new HeaderProblem("It has two zip directories; readers differ in which one counts.");
  }
}

/** Bytes in front of an archive and behind it, which belong to it for no reader: those of its comment do. */
export async function bytesAroundZip(file: RandomAccessFile): Promise<number> {
  const { prefixBytes } = await findDirectory(file);
  const end = await findZipEnd(file);
  if (end === undefined) return prefixBytes;
  const commentBytes = new DataView(end.tail.buffer, end.tail.byteOffset, end.tail.length).getUint16(end.at + 20, true);
  return prefixBytes + Math.max(0, file.sizeBytes - end.offset - endRecordBytes - commentBytes);
}

async function findDirectory(file: RandomAccessFile): Promise<DirectoryRange> {
  const end = await findZipEnd(file);
  if (end === undefined) throw new HeaderProblem("Its zip directory is missing: the file is truncated.");
  const { tail, at } = end;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let endOffset = end.offset;
  let memberCount = view.getUint16(at + 10, true);
  let sizeBytes = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  if (at >= 20 && view.getUint32(at - 20, true) === 0x07064b50) {
    // Readers look for the 64-bit record either here or where the locator says: they must not find different ones.
    endOffset = end.offset - 76;
    const located = Number(view.getBigUint64(at - 12, true));
    const cursor = new ByteCursor(file, Math.max(0, endOffset));
    await cursor.ensure(56);
    if (cursor.u32() !== endSignature64) throw new HeaderProblem("Its zip64 directory is missing.");
    cursor.skip(28);
    memberCount = cursor.u64();
    sizeBytes = cursor.u64();
    start = cursor.u64();
    if (located !== start + sizeBytes) throw new HeaderProblem("Its zip64 directory is not where it should be.");
    if (located !== endOffset) await refuseSecondDirectory(file, located, endSignature64);
  }
  const prefixBytes = endOffset - sizeBytes - start;
  if (prefixBytes < 0) throw new HeaderProblem("Its zip directory points outside the file.");
  if (prefixBytes > 0) await refuseSecondDirectory(file, start, entrySignature);
  if (memberCount > MAX_MEMBERS || sizeBytes > MAX_DIRECTORY_BYTES) {
    throw new HeaderProblem(`Its zip directory is too large: ${memberCount} members in ${sizeBytes} bytes.`);
  }
  return { start: start + prefixBytes, sizeBytes, memberCount, prefixBytes };
}

/** Sizes and the offset of a member over 4 GiB are in its extra field 1, each only when the short field is full. */
function zip64Sizes(extra: Uint8Array, short: readonly [number, number, number]): [number, number, number] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  const sizes: [number, number, number] = [...short];
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    for (const index of [0, 1, 2] as const) {
      if (short[index] !== none) continue;
      if (value + 8 > extra.length) throw new HeaderProblem("A member's zip64 sizes are cut off.");
      sizes[index] = Number(view.getBigUint64(value, true));
      value += 8;
    }
    break;
  }
  return sizes;
}

async function readMember(cursor: ByteCursor, prefixBytes: number): Promise<ZipMember> {
  await cursor.ensure(46);
  if (cursor.u32() !== entrySignature) throw new HeaderProblem("Its zip directory is broken.");
  cursor.skip(4);
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.skip(8);
  const compressedShort = cursor.u32();
  const sizeShort = cursor.u32();
  const pathBytes = cursor.u16();
  const extraBytes = cursor.u16();
  const commentBytes = cursor.u16();
  cursor.skip(8);
  const offsetShort = cursor.u32();
  await cursor.ensure(pathBytes + extraBytes);
  const path = new TextDecoder().decode(cursor.bytes(pathBytes));
  if (path.includes("\0"))
    throw new HeaderProblem("Its zip directory has a name that readers cut off in different places.");
  const extra = cursor.bytes(extraBytes);
  const [sizeBytes, compressedBytes, offset] = zip64Sizes(extra, [sizeShort, compressedShort, offsetShort]);
  cursor.skip(commentBytes);
  return { path, method, flags, compressedBytes, sizeBytes, headerOffset: offset + prefixBytes };
}

/**
 * The members of a zip archive, in the order of its central directory, which is what Python and PyTorch go by.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @throws HeaderProblem when there is no directory, or it is broken or too large
 */
export async function readZipDirectory(file: RandomAccessFile): Promise<readonly ZipMember[]> {
  const range = await findDirectory(file);
  const cursor = new ByteCursor(file, range.start);
  const members: ZipMember[] = [];
  const end = range.start + range.sizeBytes;
  while (cursor.offset < end && members.length <= range.memberCount)
    members.push(await readMember(cursor, range.prefixBytes));
  // Some readers go by the count and others by the size: they must not see different members.
  if (cursor.offset !== end || members.length !== range.memberCount) {
    throw new HeaderProblem("Its zip directory has another number of members than it says.");
  }
  return members;
}

interface OpenOptions {
  /** Of a deflated member. */
  readonly limitBytes: number;
  /**
   * Called with one sentence on what makes some readers refuse the member and others not; the member is read all the same.
   * Without it, such a member is a HeaderProblem.
   */
  readonly oddity?: ((message: string) => void) | undefined;
}

/**
 * A member's content: all of it when it is stored, the first `limitBytes` when it is deflated.
 *
 * @throws HeaderProblem when it is compressed in another way or its own header is not where the directory says
 */
export async function openZipMember(
  file: RandomAccessFile,
  member: ZipMember,
  { limitBytes, oddity = refuseMember }: OpenOptions,
): Promise<RandomAccessFile> {
  const { path } = member;
  const cursor = new ByteCursor(file, member.headerOffset);
  await cursor.ensure(30);
  if (cursor.u32() !== 0x04034b50)
    throw new HeaderProblem(`Its member ${quote(path)} is not where its directory says.`);
  cursor.skip(22);
  const pathBytes = cursor.u16();
  const extraBytes = cursor.u16();
  await cursor.ensure(pathBytes);
  const localPath = new TextDecoder().decode(cursor.bytes(pathBytes));
  cursor.skip(extraBytes);
  if (member.flags & secretFlags) oddity(`Its member ${quote(path)} is marked as encrypted or patched, ${differ}.`);
  if (localPath !== path)
    oddity(`Its directory calls a member ${quote(path)} that calls itself something else, ${differ}.`);
  const packed = fileSlice(file, { path, offset: cursor.offset, sizeBytes: member.compressedBytes });
  if (member.method === 0) return packed;
  if (member.method !== 8)
    throw new HeaderProblem(`Its member ${quote(path)} is compressed by method ${member.method}.`);
  const { bytes, whole } = await decompressStart("deflate", packed, limitBytes);
  return { ...memoryFile(path, bytes), sizeBytes: whole ? bytes.length : Math.max(bytes.length, member.sizeBytes) };
}

function refuseMember(message: string): never {
  throw new HeaderProblem(message);
}

const differ = "which some readers refuse and others ignore";
