import { crc32, deflateRawSync } from "node:zlib";

export interface ZipMemberOptions {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** What the member's own header says, where that differs from the directory. */
  readonly localPath?: string;
  readonly localFlags?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly checksum?: number;
}

export interface ZipOptions {
  readonly zip64?: boolean;
  readonly prefix?: string | Uint8Array;
  readonly suffix?: string | Uint8Array;
  readonly comment?: string;
  /** How many members the directory's end claims. */
  readonly count?: number;
}

const deflated = 8;

/** A zip archive with whatever may be odd about it. Strings are one byte per character, but for paths. */
export function zipOf(members: readonly ZipMemberOptions[], options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(bytesOf(member.content));
    const packed = member.method === deflated ? deflateRawSync(content) : content;
    const checksum = member.checksum ?? crc32(content);
    const name = Buffer.from(member.localPath ?? member.path);
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt16LE(member.localFlags ?? 0, 6);
    local.writeUInt16LE(member.method ?? 0, 8);
    local.writeUInt32LE(checksum, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    const extra = options.zip64 === true ? extra64(content.length, packed.length, offset) : Buffer.alloc(0);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02", "latin1");
    entry.writeUInt16LE(member.flags ?? 0, 8);
    entry.writeUInt16LE(member.method ?? 0, 10);
    entry.writeUInt32LE(checksum, 16);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : packed.length, 20);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : content.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(member.path), 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : offset, 42);
    locals.push(local, name, packed);
    entries.push(entry, Buffer.from(member.path), extra);
    offset += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const comment = bytesOf(options.comment ?? "");
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(options.count ?? members.length, 8);
  end.writeUInt16LE(options.count ?? members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const end64 = options.zip64 === true ? endOf64(members.length, directory.length, offset) : Buffer.alloc(0);
  if (end64.length > 0) end.fill(0xff, 8, 20);
  end.writeUInt16LE(comment.length, 20);
  const parts = [bytesOf(options.prefix ?? ""), ...locals, directory, end64, end, comment];
  return Buffer.concat([...parts, bytesOf(options.suffix ?? "")]);
}

const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === "string" ? Buffer.from(value, "latin1") : value;

function extra64(sizeBytes: number, packedBytes: number, offset: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
  extra.writeBigUInt64LE(BigInt(packedBytes), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}

function endOf64(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(76);
  end.write("PK\x06\x06", "latin1");
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.write("PK\x06\x07", 56, "latin1");
  end.writeBigUInt64LE(BigInt(offset + directoryBytes), 64);
  return end;
}
