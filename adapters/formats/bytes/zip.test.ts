import { describe, expect, test } from "vitest";
import { inspectModelFile } from "../inspect.ts";
import { memoryFile } from "./random-access-file.ts";
import { type ZipMemberOptions, type ZipOptions, zipOf } from "../../../test/support/zip-archive.ts";
import { openZipMember, readZipDirectory } from "./zip.ts";

type Oddities = ZipOptions & Omit<ZipMemberOptions, "path" | "content">;

/** An archive whose members say hello, all of them as odd as the options say. */
const archiveOf = (paths: readonly string[], options: Oddities = {}): Buffer =>
  zipOf(
    paths.map((path) => ({ content: "hello", ...options, path })),
    options,
  );

async function readAll(bytes: Buffer): Promise<Record<string, string>> {
  const file = memoryFile("x.zip", bytes);
  const members = await readZipDirectory(file);
  const read = members.map(async (member) => {
    const content = await openZipMember(file, member, { limitBytes: 100 });
    return [member.path, Buffer.from(await content.read(0, 100)).toString()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe("archives that are read", () => {
  test.each<[what: string, options: Oddities]>([
    ["a plain one", {}],
    ["one with 64-bit sizes", { zip64: true }],
    ["one with a comment", { comment: "made by hand" }],
    ["one in front of other bytes, as Python reads it", { suffix: "more" }],
    ["one behind a program", { prefix: "#!/bin/sh\nexit\n" }],
  ])("%s", async (_, options) => {
    expect(await readAll(archiveOf(["a", "b/é"], options))).toEqual({ a: "hello", "b/é": "hello" });
  });
});

describe("archives that are not", () => {
  const directory = (options: Oddities): Promise<unknown> => readAll(archiveOf(["a"], options));

  test.each<[what: string, options: Oddities, problem: string]>([
    ["more members than entries", { count: 2 }, "another number of members than it says"],
    ["fewer members than entries", { count: 0 }, "another number of members than it says"],
    ["more members than any reader takes", { count: 0xffff }, "too large: 65535 members"],
    ["an encrypted member", { flags: 1 }, 'member "a" is marked as encrypted'],
    ["a member of another method", { method: 12 }, 'member "a" is compressed by method 12'],
    ["a member with two names", { localPath: "b" }, 'calls a member "a" that calls itself something else'],
  ])("%s", async (_, options, problem) => {
    await expect(directory(options)).rejects.toThrow(problem);
  });

  test("a name that is cut off at a NUL by some readers", async () => {
    await expect(readAll(archiveOf(["data.pkl\0.npy"]))).rejects.toThrow("readers cut off");
  });

  test("a locator that points to another 64-bit directory", async () => {
    const bytes = archiveOf(["a"], { zip64: true });
    bytes.writeBigUInt64LE(0n, bytes.length - 22 - 12);
    await expect(readAll(bytes)).rejects.toThrow("zip64 directory is not where it should be");
  });

  test("a directory that points into itself", async () => {
    const bytes = archiveOf(["a"]);
    bytes.writeUInt32LE(0xfffffff0, bytes.length - 6);
    await expect(readZipDirectory(memoryFile("x", bytes))).rejects.toThrow("points outside the file");
  });
});

test("a path outside the folder and a path twice are problems", async () => {
  const report = await inspectModelFile(memoryFile("x.zip", archiveOf(["../a", "C:\\b", "c", "c"])));
  expect(report.problems.map(({ message }) => message)).toEqual([
    'Its member "../a" would be unpacked outside the folder.',
    'Its member "C:\\\\b" would be unpacked outside the folder.',
    'It has two members "c"; readers differ in which one counts.',
  ]);
});

test("an archive whose directory is broken is still one", async () => {
  const report = await inspectModelFile(memoryFile("x.pt", archiveOf(["x/data.pkl"], { count: 2 })));
  expect(report.format).toBe("zip");
  expect(report.problems).toHaveLength(2);
});
