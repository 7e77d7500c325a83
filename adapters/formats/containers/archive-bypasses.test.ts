// Archives that PyTorch loads and published scanners did not read. What PyTorch does with each was tried with the real one.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verdictOn } from "../../../test/support/file-verdict.ts";
import { zipOf } from "../../../test/support/zip-archive.ts";

const fixtures = join(import.meta.dirname, "../../../test/fixtures/formats");
const fixture = (name: string): Promise<Buffer> => readFile(join(fixtures, name));
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const command = "cposix\nsystem\n(S'id'\ntR.";

describe("archives that PyTorch loads and scanners do not read", () => {
  const data = { path: "archive/data.pkl", content: `\x80\x02${command}` };
  const version = { path: "archive/version", content: "3\n" };

  test.each<[advisory: string, archive: Buffer, problem: string]>([
    [
      "picklescan CVE-2025-1944: a member that calls itself something else",
      zipOf([{ ...data, localPath: "archive/evil.pkl" }, version]),
      "calls itself something else",
    ],
    [
      "picklescan CVE-2025-1945: marked as encrypted in the directory",
      zipOf([{ ...data, flags: 1 }, version]),
      "marked as encrypted",
    ],
    [
      "picklescan CVE-2025-1945: marked as patched",
      zipOf([{ ...data, flags: 0x20 }, version]),
      "marked as encrypted or patched",
    ],
    [
      "picklescan CVE-2025-1945: marked in the member's own header",
      zipOf([{ ...data, localFlags: 0x61 }, version]),
      "",
    ],
    ["picklescan CVE-2025-10156: a wrong checksum", zipOf([{ ...data, checksum: 1 }, version]), ""],
    ["names in capitals", zipOf([{ ...data, path: "ARCHIVE/DATA.PKL" }, version]), ""],
    ["the end's signature once more behind the end", zipOf([data, version], { suffix: "PK\x05\x06" }), ""],
    ["64 KiB behind the end", zipOf([data, version], { suffix: Buffer.alloc(66_500) }), ""],
    ["64-bit sizes", zipOf([data, version], { zip64: true }), ""],
    [
      "two members of one name",
      zipOf([{ ...data, content: "\x80\x02N." }, data, version]),
      'two members "archive/data.pkl"',
    ],
  ])("%s", async (_, archive, problem) => {
    const verdict = await verdictOn("model.pt", archive);
    expect(verdict).toMatchObject({ format: "pytorch-zip", told: ["posix.system"], complete: true });
    expect(verdict.problems).toContain(problem);
    // PyTorch also opens it behind the signature of another format.
    expect((await verdictOn("model.gguf", Buffer.concat([await fixture("model.gguf"), archive]))).format).toBe(
      "pytorch-zip",
    );
  });

  test("a member packed in a way that only some readers know", async () => {
    const verdict = await verdictOn("model.pt", zipOf([{ ...data, method: 12 }, version]));
    expect(verdict.format).toBe("pytorch-zip");
    expect(verdict.problems).toContain("compressed by method 12");
  });

  test("picklescan CVE-2025-1889, CVE-2025-10155: a pickle under any other name", async () => {
    const verdict = await verdictOn("model.pt", zipOf([version, { ...data, path: "archive/config.p" }]));
    expect(verdict).toMatchObject({ format: "zip", told: ["posix.system"], complete: true });
  });

  test("a pickle in an archive in an archive", async () => {
    const inner = zipOf([data, version]);
    const outer = zipOf([
      { path: "readme.txt", content: "hello" },
      { path: "model.bin", content: inner, method: 8 },
    ]);
    expect(await verdictOn("model.zip", outer)).toMatchObject({
      format: "zip",
      told: ["posix.system"],
      complete: true,
    });
    const deep = await verdictOn("model.zip", zipOf([{ path: "a.zip", content: outer }]));
    expect(deep.problems).toContain('Its member "model.bin" (PyTorch checkpoint) was not looked into.');
  });

  test("a pickle behind more members than are looked at", async () => {
    const others = Array.from({ length: 300 }, (_, index) => ({ path: `a/${index}.txt`, content: "x" }));
    const verdict = await verdictOn(
      "model.pt",
      zipOf([{ ...data, content: "\x80\x02N." }, ...others, { ...data, path: "a/z.pkl" }]),
    );
    expect(verdict).toMatchObject({ format: "pytorch-zip", complete: false });
    expect(verdict.problems).toContain("Only 256 of its 302 members were looked at.");
  });

  test("a directory for Python and another for PyTorch", async () => {
    const arrays = zipOf([{ path: "a.npy", content: await fixture("plain.npy") }]);
    const start = arrays.readUInt32LE(arrays.length - 6);
    // What lies in front of the archive moves its offsets for Python, and is where PyTorch looks.
    const prefix = Buffer.alloc(start + 100);
    prefix.write("PK\x03\x04", "latin1");
    prefix.write("PK\x01\x02", start, "latin1");
    const verdict = await verdictOn("model.npz", Buffer.concat([prefix, arrays]));
    expect(verdict.format).toBe("zip");
    expect(verdict.problems).toContain("two zip directories");
    expect(
      (await verdictOn("x.gguf", Buffer.concat([latin1("GGUF\x03\0\0\0"), prefix.subarray(8), arrays]))).format,
    ).toBe("zip");
  });

  test("nullifAI: an archive of another kind", async () => {
    const verdict = await verdictOn("model.pt", latin1("7z\xbc\xaf\x27\x1c\0\x04aaaaaaaa"));
    expect(verdict.format).toBe("7z");
    expect(verdict.problems).toContain("It is a 7-Zip archive, and its content was not inspected");
  });

  test.each([
    ["summed as signed bytes", (sum: number) => sum - 256, (sum: number) => `${sum.toString(8).padStart(6, "0")}\0 `],
    ["with something behind the sum", (sum: number) => sum, (sum: number) => `${sum.toString(8)}\0xx`],
    ["with Python's prefix of octal numbers", (sum: number) => sum, (sum: number) => `0o${sum.toString(8)}\0`],
  ])("an old tar archive that starts like GGUF, %s", async (_, adjust, write) => {
    const block = Buffer.alloc(512);
    block.write("GGUF\x03\0\0\0", "latin1");
    block.write("0000644\0", 100, "latin1");
    block.write("00000000012\0", 124, "latin1");
    block[300] = 0xc8;
    block.fill(" ", 148, 156);
    const sum = adjust(block.reduce((total, byte) => total + byte, 0));
    block.write(write(sum), 148, "latin1");
    expect((await verdictOn("model.pt", Buffer.concat([block, Buffer.alloc(1024)]))).format).toBe("tar");
  });
});
