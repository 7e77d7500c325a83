// Headers that a careless reader trusts: each must end in a problem, after few bytes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inspectModelFile } from "./inspect.ts";
import { type RandomAccessFile, memoryFile } from "./bytes/random-access-file.ts";
import type { ModelFileReport } from "./report.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const mebibyte = 1024 * 1024;
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

function u64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** As UBJSON has them. */
function i64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Counts what is read of it. */
function countedFile(path: string, bytes: Uint8Array): RandomAccessFile & { readonly readBytes: number } {
  let readBytes = 0;
  return {
    path,
    sizeBytes: bytes.length,
    get readBytes() {
      return readBytes;
    },
    read: async (offset, length) => {
      const part = bytes.subarray(offset, offset + length);
      readBytes += part.length;
      return part;
    },
  };
}

const inspect = (path: string, ...parts: readonly Uint8Array[]): Promise<ModelFileReport> =>
  inspectModelFile(memoryFile(path, Buffer.concat(parts)));

const problemsOf = async (path: string, ...parts: readonly Uint8Array[]): Promise<string> =>
  (await inspect(path, ...parts)).problems.map(({ message }) => message).join(" ");

const withHeader = (header: string, data = 0): Buffer =>
  Buffer.concat([u64(Buffer.byteLength(header)), Buffer.from(header), Buffer.alloc(data)]);
const tensor = (shape: string, offsets: string, dtype = "F32"): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe("safetensors", () => {
  test.each([
    [
      "overlapping tensors",
      `{"a":${tensor("[2]", "[0,8]")},"b":${tensor("[2]", "[4,12]")}}`,
      12,
      '"b" overlaps another',
    ],
    ["a gap", `{"a":${tensor("[1]", "[4,8]")}}`, 8, "belong to none"],
    ["bytes behind the tensors", `{"a":${tensor("[1]", "[0,4]")}}`, 9, "last 5 bytes belong to no tensor"],
    ["missing bytes", `{"a":${tensor("[4]", "[0,16]")}}`, 4, "truncated: 12 of 16 bytes"],
    ["a shape that does not fit", `{"a":${tensor("[3]", "[0,4]")}}`, 4, "do not fit its shape"],
    [
      "a shape beyond all numbers",
      `{"a":${tensor("[9007199254740991,9007199254740991]", "[0,4]")}}`,
      4,
      "do not fit its shape",
    ],
    ["negative sizes", `{"a":${tensor("[-1]", "[0,4]")}}`, 4, "lacks a type, a shape or a place"],
    ["an unknown type", `{"a":${tensor("[1]", "[0,4]", "F99")}}`, 4, 'unknown element type "F99"'],
    ["a tensor twice", `{"a":${tensor("[1]", "[0,4]")},"a":${tensor("[1]", "[0,4]")}}`, 4, 'names "a" twice'],
    ["a place twice", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[1]}}`, 4, 'names "shape" twice'],
    ["metadata that are no texts", `{"__metadata__":{"a":1}}`, 0, "metadata are not texts"],
    [
      "thousands of faults",
      `{${Array.from({ length: 5000 }, (_, index) => `"${index}":1`).join(",")}}`,
      0,
      "more than 1000 more",
    ],
    ["no JSON", "{]", 0, "not valid JSON"],
    ["deep JSON", `{"a":${"[".repeat(1000)}`, 0, "nested too deeply"],
  ])("%s", async (_, header, dataBytes, problem) => {
    expect(await problemsOf("x.safetensors", withHeader(header, dataBytes))).toContain(problem);
  });

  test("no problem where there is none", async () => {
    const header = `{"b":${tensor("[1]", "[4,8]")},"__metadata__":{"x":"y"},"a":${tensor("[1]", "[0,4]")}}`;
    expect(await problemsOf("x.safetensors", withHeader(header, 8))).toBe("");
  });

  test.each([2n ** 63n, 2n ** 64n - 1n, 1000n])("a header of %s bytes is no safetensors", async (length) => {
    expect((await inspect("x.bin", u64(length), latin1("{}"))).format).toBe("unknown");
  });

  test("a name like __proto__ is a name", async () => {
    const report = await inspect("x.safetensors", withHeader(`{"__proto__":${tensor("[1]", "[0,4]")}}`, 4));
    expect(report).toMatchObject({ facts: { tensorCount: 1, parameterCount: 1 }, problems: [] });
  });
});

describe("GGUF", () => {
  const head = (tensors: bigint, entries: bigint, version = 3): Buffer =>
    Buffer.concat([latin1("GGUF"), u32(version), u64(tensors), u64(entries)]);
  const key = Buffer.concat([u64(1), latin1("k")]);

  test.each<[what: string, parts: Buffer[], problem: string]>([
    ["counts of 2^63", [head(2n ** 63n, 2n ** 63n)], "in the middle of its header"],
    ["a key of 2^63 bytes", [head(0n, 1n), u64(2n ** 63n)], "goes past the file's end"],
    ["a list of 2^63 numbers", [head(0n, 1n), key, u32(9), u32(4), u64(2n ** 63n)], "goes past the file's end"],
    ["a list of 2^63 texts", [head(0n, 1n), key, u32(9), u32(8), u64(2n ** 63n)], "goes past the file's end"],
    [
      "lists in lists",
      [head(0n, 1n), key, u32(9), ...Array<Buffer>(50).fill(Buffer.concat([u32(9), u64(1)]))],
      "too deeply",
    ],
    ["an unknown type", [head(0n, 1n), key, u32(77)], "unknown type 77"],
    ["a version of the other byte order", [head(0n, 0n, 0x03000000)], "big-endian"],
    ["2^32-1 dimensions", [head(1n, 0n), key, u32(0xffffffff)], "dimensions"],
    ["missing data", [head(1n, 0n), key, u32(1), u64(64), u32(0), u64(0), Buffer.alloc(31)], "truncated"],
    ["cut off", [latin1("GGUF"), u32(3)], "in the middle of its header"],
  ])("%s", async (_, parts, problem) => {
    expect(await problemsOf("x.gguf", ...parts)).toContain(problem);
  });
});

const npy = (header: string, data = 0): Buffer =>
  Buffer.concat([latin1("\x93NUMPY\x02\0"), u32(header.length), latin1(header), Buffer.alloc(data)]);

describe("NumPy", () => {
  test.each([
    [
      "{'descr': '<f8', 'shape': (2,), 'fortran_order': False}",
      8,
      "unknown",
      "8 bytes of elements where its shape asks for 16",
    ],
    ["{'descr': '<f8', 'shape': (9007199254740991, 9), }", 0, "unknown", "more elements than can be counted"],
    ["{'descr': '|O', 'shape': (1,)}", 0, "pickle", "Python objects"],
    ["{'descr': [('a', '<f8'), ('b', [('c', '|O')])], 'shape': (1,)}", 0, "pickle", "Python objects"],
    ["{'descr': ('<f8', 3), 'shape': (1,)}", 0, "pickle", "Python objects"],
    ["{'descr': 'f8,O', 'shape': (1,)}", 0, "pickle", "Python objects"],
    ["{'descr': 'object', 'shape': (1,)}", 0, "pickle", "Python objects"],
    ["{'descr': '<f8', 'shape': (1,), 'descr': '|O'}", 0, "pickle", "Python objects"],
    ["__import__('os')", 0, "unknown", "unknown format"],
    ["(".repeat(5000), 0, "unknown", "unknown format"],
    [`'${"\\a".repeat(4900)}`, 0, "unknown", "unknown format"],
  ])("%s", async (header, dataBytes, format, problem) => {
    const report = await inspect("x.npy", npy(header, dataBytes));
    expect(report.format).toBe(format);
    expect(report.problems.map(({ message }) => message).join(" ")).toContain(problem);
  });

  test("a header of 4 GiB", async () => {
    expect((await inspect("x.npy", latin1("\x93NUMPY\x02\0"), u32(0xffffffff))).format).toBe("unknown");
  });
});

describe("trees", () => {
  test.each([
    ["lightgbm.txt", 0.02, "no trees"],
    ["lightgbm.txt", 0.15, "do not end where it says"],
    ["xgboost.json", 0.99, "not valid JSON"],
    ["xgboost.ubj", 0.02, "in the middle"],
    ["xgboost.ubj", 0.5, "in the middle"],
    ["dense.h5", 0.005, "truncated"],
    ["dense.h5", 0.9, "truncated"],
    ["fields.npy", 0.99, "where its shape asks for 40"],
  ])("%s, of which %d is left", async (name, share, problem) => {
    const bytes = await readFile(join(fixtures, name));
    expect(await problemsOf(name, bytes.subarray(0, Math.ceil(bytes.length * share)))).toContain(problem);
  });

  const ubjson = (...parts: readonly (string | Buffer)[]): Buffer[] =>
    ["{L", i64(7), "learner{", ...parts].map((part) => (typeof part === "string" ? latin1(part) : part));

  test.each<[what: string, bytes: Buffer[], problem: string]>([
    ["a text of 2^62 bytes", ubjson("i\x01aSL", i64(2n ** 62n)), "goes past the file's end"],
    ["a negative length", ubjson("i\x01aSl", Buffer.from([0xff, 0xff, 0xff, 0xff])), "no length"],
    ["2^62 numbers", ubjson("i\x01a[$d#L", i64(2n ** 62n)), "goes past the file's end"],
    ["a list of an unknown type", ubjson("i\x01a[$x#L", i64(1)), "type is unknown"],
    ["an unknown value", ubjson("i\x01ax"), 'unknown type "x"'],
    ["lists in lists", ubjson(`i\x01a${"[".repeat(2000)}`), "nested too deeply"],
  ])("UBJSON: %s", async (_, bytes, problem) => {
    expect(await problemsOf("x.ubj", ...bytes)).toContain(problem);
  });

  test("UBJSON of millions of values: what comes after the limit is left out", async () => {
    const values = ["i\x0dfeature_names[#i\x01Si\x01a", "i\x05trees[#L", i64(4_000_000), "Z".repeat(4_000_000), "}}"];
    const report = await inspect("x.ubj", ...ubjson(...values));
    expect(report).toMatchObject({ format: "xgboost-ubj", facts: { featureNames: ["a"] }, problems: [] });
  });
});

describe("compressed streams", () => {
  test("a bomb is read up to a bound", async () => {
    const bomb = gzipSync(Buffer.concat([latin1("\x80\x04\x8e"), u64(300 * mebibyte), Buffer.alloc(40 * mebibyte)]));
    const report = await inspect("x.pkl.gz", bomb);
    expect(report).toMatchObject({ format: "pickle", facts: { complete: false, compression: "gzip" } });
    expect(report.problems.map(({ message }) => message)).toContain(
      "Only the first 16 MiB of what is compressed in it were read.",
    );
  });

  test("a command behind the bound is not called absent", async () => {
    const pickle = Buffer.concat([
      latin1("\x80\x04\x8e"),
      u64(17 * mebibyte),
      Buffer.alloc(17 * mebibyte),
      latin1("cos\nsystem\n."),
    ]);
    expect(await inspect("x.pkl.gz", gzipSync(pickle))).toMatchObject({ facts: { complete: false, imports: [] } });
  });

  test("a stream that is cut off", async () => {
    const pickle = latin1("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.");
    const report = await inspect("x.pkl.gz", gzipSync(pickle).subarray(0, -9));
    expect(report.problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("gzip stream is broken"),
    );
  });

  test("zstd, with a window that would take gigabytes refused", async () => {
    const pickle = latin1("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.");
    const packed = zstdCompressSync(pickle);
    expect(await inspect("x.pkl.zst", packed)).toMatchObject({
      format: "pickle",
      facts: { imports: [{ name: "system" }] },
    });
    // RFC 8878: the same frame, but no single segment: its window descriptor asks for 2^27 bytes.
    const flags = (packed[4] ?? 0) & 0x04;
    const hugeWindow = Buffer.concat([packed.subarray(0, 4), Buffer.from([flags, 0x88]), packed.subarray(6)]);
    expect(await inspect("x.zst", hugeWindow)).toMatchObject({ format: "zstd", problems: [{}] });
    const smallWindow = Buffer.concat([packed.subarray(0, 4), Buffer.from([flags, 0x50]), packed.subarray(6)]);
    expect(await inspect("x.zst", smallWindow)).toMatchObject({ format: "pickle" });
  });

  test("no more is read than the bound needs", async () => {
    const file = countedFile("x.gz", gzipSync(Buffer.alloc(20 * mebibyte, "text\n"), { level: 0 }));
    expect(await inspectModelFile(file)).toMatchObject({ format: "gzip", facts: { content: "text" } });
    expect(file.readBytes).toBeLessThan(2 * mebibyte);
  });

  test("zip members are decompressed up to a bound", async () => {
    const packed = deflateRawSync(Buffer.alloc(64 * mebibyte));
    const file = countedFile("x.pt", oneMemberZip("x/data.pkl", packed, 64 * mebibyte));
    expect((await inspectModelFile(file)).format).toBe("pytorch-zip");
    expect(file.readBytes).toBeLessThan(2 * mebibyte);
  });
});

/** A zip archive with one deflated member. */
function oneMemberZip(path: string, packed: Buffer, sizeBytes: number): Buffer {
  const sizes = [u32(0), u32(packed.length), u32(sizeBytes)];
  const shape = latin1(`${String.fromCharCode(path.length)}\0\0\0`);
  const name = latin1(path);
  const local = Buffer.concat([latin1("PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0"), ...sizes, shape, name, packed]);
  const entry = Buffer.concat([
    latin1("PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0"),
    ...sizes,
    shape,
    Buffer.alloc(14),
    name,
  ]);
  const end = [latin1("PK\x05\x06\0\0\0\0\x01\0\x01\0"), u32(entry.length), u32(local.length), Buffer.alloc(2)];
  return Buffer.concat([local, entry, ...end]);
}

function tarMember(path: string, size: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, "latin1");
  block.write(size, 124, "latin1");
  block.write("ustar", 257, "latin1");
  return block;
}

describe("tar", () => {
  test("a member of a kind that Python takes for a file", async () => {
    const member = tarMember("a", "12");
    member.write("7", 156, "latin1");
    const pickle = Buffer.alloc(512);
    pickle.write("cos\nf\n)R.", "latin1");
    expect(await problemsOf("x.tar", member, pickle)).toContain("calls os.f");
  });

  test("a size in an extended header", async () => {
    const extended = tarMember("a", "13");
    extended.write("x", 156, "latin1");
    const text = Buffer.alloc(512);
    text.write("11 size=99\n", "latin1");
    expect(await problemsOf("x.tar", extended, text, tarMember("a", "0"))).toContain("gives sizes twice");
  });

  test.each([
    ["a size beyond the file", tarMember("a", "77777777777"), "goes past the file's end"],
    ["a size of 2^95", tarMember("a", `\x80${"\xff".repeat(11)}`), "goes past the file's end"],
    ["a size that is none", tarMember("a", "-1"), "broken"],
    ["a path outside", tarMember("../a", "0"), 'member "../a" would be unpacked outside'],
    ["a path twice", Buffer.concat([tarMember("a", "0"), tarMember("a", "0")]), 'two members "a"'],
    ["too many members", Buffer.concat(Array<Buffer>(10_050).fill(tarMember("a", "0"))), "more than 10000 members"],
  ])("%s", async (_, bytes, problem) => {
    expect(await problemsOf("x.tar", bytes)).toContain(problem);
  });
});
