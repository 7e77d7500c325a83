import { describe, expect, test } from "vitest";
import { inspectModelFile } from "./inspect.ts";
import { memoryFile } from "./random-access-file.ts";
import { openZipMember, readZipDirectory } from "./zip.ts";

interface MemberOptions {
  readonly localPath?: string;
  readonly flags?: number;
  readonly method?: number;
  readonly zip64?: boolean;
}

interface ZipOptions extends MemberOptions {
  readonly prefix?: string;
  readonly suffix?: string;
  readonly comment?: string;
  readonly count?: number;
}

/** A zip archive of stored members, with whatever may be odd about it. */
function zipOf(paths: readonly string[], options: ZipOptions = {}): Buffer {
  const content = Buffer.from("hello");
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const path of paths) {
    const name = Buffer.from(options.localPath ?? path);
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt32LE(content.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    const extra = Buffer.alloc(options.zip64 === true ? 28 : 0);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02", "latin1");
    entry.writeUInt16LE(options.flags ?? 0, 8);
    entry.writeUInt16LE(options.method ?? 0, 10);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : content.length, 20);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : content.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(path), 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(extra.length > 0 ? 0xffffffff : offset, 42);
    if (extra.length > 0) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(content.length), 4);
      extra.writeBigUInt64LE(BigInt(content.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    locals.push(local, name, content);
    entries.push(entry, Buffer.from(path), extra);
    offset += local.length + name.length + content.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(options.count ?? paths.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const end64 = Buffer.alloc(options.zip64 === true ? 76 : 0);
  if (end64.length > 0) {
    end.fill(0xff, 8, 20);
    end64.write("PK\x06\x06", "latin1");
    end64.writeBigUInt64LE(BigInt(paths.length), 32);
    end64.writeBigUInt64LE(BigInt(directory.length), 40);
    end64.writeBigUInt64LE(BigInt(offset), 48);
    end64.write("PK\x06\x07", 56, "latin1");
    end64.writeBigUInt64LE(BigInt(offset + directory.length), 64);
  }
  const comment = Buffer.from(options.comment ?? "");
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([
    Buffer.from(options.prefix ?? ""),
    ...locals,
    directory,
    end64,
    end,
    comment,
    Buffer.from(options.suffix ?? ""),
  ]);
}

async function readAll(bytes: Buffer): Promise<Record<string, string>> {
  const file = memoryFile("x.zip", bytes);
  const members = await readZipDirectory(file);
  const read = members.map(async (member) => {
    const content = await openZipMember(file, member, 100);
    return [member.path, Buffer.from(await content.read(0, 100)).toString()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe("archives that are read", () => {
  test.each<[what: string, options: ZipOptions]>([
    ["a plain one", {}],
    ["one with 64-bit sizes", { zip64: true }],
    ["one with a comment", { comment: "made by hand" }],
    ["one in front of other bytes, as Python reads it", { suffix: "more" }],
    ["one behind a program", { prefix: "#!/bin/sh\nexit\n" }],
  ])("%s", async (_, options) => {
    expect(await readAll(zipOf(["a", "b/é"], options))).toEqual({ a: "hello", "b/é": "hello" });
  });
});

describe("archives that are not", () => {
  const directory = (options: ZipOptions): Promise<unknown> => readAll(zipOf(["a"], options));

  test.each<[what: string, options: ZipOptions, problem: string]>([
    ["more members than entries", { count: 2 }, "another number of members than it says"],
    ["fewer members than entries", { count: 0 }, "another number of members than it says"],
    ["more members than any reader takes", { count: 0xffff }, "too large: 65535 members"],
    ["an encrypted member", { flags: 1 }, 'member "a" is encrypted'],
    ["a member of another method", { method: 12 }, 'member "a" is compressed by method 12'],
    ["a member with two names", { localPath: "b" }, 'calls a member "a" that calls itself something else'],
  ])("%s", async (_, options, problem) => {
    await expect(directory(options)).rejects.toThrow(problem);
  });

  test("a name that is cut off at a NUL by some readers", async () => {
    await expect(readAll(zipOf(["data.pkl\0.npy"]))).rejects.toThrow("readers cut off");
  });

  test("a locator that points to another 64-bit directory", async () => {
    const bytes = zipOf(["a"], { zip64: true });
    bytes.writeBigUInt64LE(0n, bytes.length - 22 - 12);
    await expect(readAll(bytes)).rejects.toThrow("zip64 directory is not where it should be");
  });

  test("a directory that points into itself", async () => {
    const bytes = zipOf(["a"]);
    bytes.writeUInt32LE(0xfffffff0, bytes.length - 6);
    await expect(readZipDirectory(memoryFile("x", bytes))).rejects.toThrow("points outside the file");
  });
});

test("a path outside the folder and a path twice are problems", async () => {
  const report = await inspectModelFile(memoryFile("x.zip", zipOf(["../a", "C:\\b", "c", "c"])));
  expect(report.problems.map(({ message }) => message)).toEqual([
    'Its member "../a" would be unpacked outside the folder.',
    'Its member "C:\\\\b" would be unpacked outside the folder.',
    'It has two members "c"; readers differ in which one counts.',
  ]);
});

test("an archive whose directory is broken is still one", async () => {
  const report = await inspectModelFile(memoryFile("x.pt", zipOf(["x/data.pkl"], { count: 2 })));
  expect(report.format).toBe("zip");
  expect(report.problems).toHaveLength(2);
});
