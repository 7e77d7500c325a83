import { describe, expect, test } from "vitest";
import { detectFormat } from "../inspect.ts";
import { memoryFile } from "../bytes/random-access-file.ts";

const detect = (text: string, path = "x"): Promise<string> =>
  detectFormat(memoryFile(path, Buffer.from(text, "latin1")));

function safetensors(header: string): string {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  return length.toString("latin1") + header;
}

describe("a pickle by any name", () => {
  test.each([
    ["protocol 0 that looks like text", "cos\nsystem\n(S'id'\ntR."],
    ["protocol 0 that breaks after the call", "cos\nsystem\n(S'id'\ntR, and so on"],
    ["protocol 0 with a comment in front", "S'Just some notes'\n0cos\nsystem\n(S'id'\ntR."],
    ["protocol 0 without a call", "(dp0\nS'a'\np1\nI1\ns."],
    ["protocol 4 without its mark", "\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R."],
    ["an old text in front of a call", "U\x05hellocos\nsystem\n(S'id'\ntR."],
    ["cut off", "\x80\x04\x95\x99\0\0\0\0\0\0\0\x8c"],
    ["more lists than text has", "]".repeat(20_000)],
    ["an import alone, in front of other text", "cos\nsystem\n.\nand so on"],
    ["behind a number of its own", "I1\n.cos\nsystem\n(S'id'\ntR."],
    ["behind more pickles than are read", `${"N.".repeat(6000)}cos\nsystem\n(S'id'\ntR.`],
  ])("%s", async (_, bytes) => {
    for (const path of ["notes.txt", "x.yaml", "x.json", "x.safetensors"])
      expect(await detect(bytes, path)).toBe("pickle");
  });

  test.each([
    ["cos\nsystem\n(S'id'\ntR.", "pickle"],
    ["no call", "unknown"],
  ])("inside a safetensors header: %j", async (hidden, format) => {
    // The header's length 0x1058 is opcode X with a text of 16 bytes; Python's next opcode is the header's 14th character.
    const header = `{"__metadata_${hidden}`.padEnd(0x1054, " ").concat('":1}');
    expect(await detect(safetensors(header), "x.safetensors")).toBe(format);
  });
});

describe("no pickle", () => {
  test.each([
    [
      "a safetensors header whose length looks like protocol 2",
      safetensors(`{${" ".repeat(0x280 - 2)}}`),
      "safetensors",
    ],
    ["a safetensors header whose length looks like STOP", safetensors(`{${" ".repeat(0x2e4e - 2)}}`), "safetensors"],
    ["words", "country\nFrance\nGermany\n", "text"],
    ["a table", "c,d\n1,2\n3,4\n", "text"],
    ["a text that Python reads as one value", `CT${"-".repeat(84)}.\n`, "text"],
    ["a sentence", "I am no pickle.\n", "text"],
    ["a number with a full stop behind it", "I1\n.\nI am no pickle.\n", "text"],
    ["the mark of a pickle alone", "\x80\x04", "unknown"],
    ["the mark and then no opcode", "\x80\x04\0\0", "unknown"],
    ["nothing", "", "text"],
  ])("%s", async (_, bytes, format) => {
    expect(await detect(bytes)).toBe(format);
  });
});
