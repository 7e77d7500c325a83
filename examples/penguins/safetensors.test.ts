import { describe, expect, test } from "vitest";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** A file with this header, and zeros as data. */
function file(header: unknown, dataBytes = 0, encoding: "utf8" | "latin1" = "utf8"): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header), encoding);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

const tensor = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

describe("writeSafetensors", () => {
  test("writes length, padded header and numbers, as the format asks", () => {
    const bytes = Buffer.from(
      writeSafetensors({
        metadata: { label: "é" },
        tensors: new Map([
          ["b", { shape: [], values: [-2] }],
          ["a", { shape: [1, 2], values: [0.5, 1] }],
        ]),
      }),
    );
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    const header = bytes.subarray(8, 8 + headerBytes).toString();
    expect(headerBytes % 8).toBe(0);
    expect(header.trimEnd()).toBe(
      '{"__metadata__":{"label":"é"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}',
    );
    expect(header).toMatch(/\} +$/);
    expect(bytes.subarray(8 + headerBytes).toString("hex")).toBe("0000003f0000803f000000c0");
  });

  test("refuses numbers that do not fill their shape", () => {
    const tensors = new Map([["a", { shape: [2, 2], values: [1, 2, 3] }]]);
    expect(() => writeSafetensors({ metadata: {}, tensors })).toThrow("a has 3 numbers, its shape needs 4.");
  });
});

describe("readSafetensors", () => {
  test("gives back what was written", () => {
    const content = {
      metadata: { features: "a,b", text: 'Größe, "quoted"\n' },
      tensors: new Map([
        ["bias", { shape: [3], values: [0, -0.5, 3.25] }],
        ["empty", { shape: [0, 4], values: [] }],
        ["weight", { shape: [2, 2], values: [1, 2 ** -30, 2 ** 30, Math.fround(0.1)] }],
      ]),
    };
    expect(readSafetensors(writeSafetensors(content))).toEqual(content);
  });

  test("reads from the middle of a larger buffer", () => {
    const bytes = writeSafetensors({ metadata: {}, tensors: new Map([["a", { shape: [1], values: [42] }]]) });
    const shifted = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    expect(readSafetensors(shifted).tensors.get("a")?.values).toEqual([42]);
  });

  test("takes a file without metadata, and tensors in any order", () => {
    const { metadata, tensors } = readSafetensors(file({ late: tensor(4, 12), early: tensor(0, 4) }, 12));
    expect(metadata).toEqual({});
    expect([...tensors.keys()]).toEqual(["late", "early"]);
  });

  test.for<[string, Uint8Array, string]>([
    ["an empty file", Buffer.alloc(0), "it has 0 bytes, too few for the header's length"],
    ["half a length", Buffer.alloc(7), "it has 7 bytes, too few for the header's length"],
    [
      "a file that is cut off",
      file({ a: tensor(0, 4) }, 4).subarray(0, 30),
      "its header should have 54 bytes, but only 22 follow",
    ],
    [
      "a length past all memory",
      Buffer.alloc(16, 0xff),
      "its header should have 18446744073709551615 bytes, but only 8 follow",
    ],
    ["a header that is no JSON", file("{tensors}"), "its header is not JSON in UTF-8"],
    ["a header that is no UTF-8", Buffer.from("0200000000000000fffe", "hex"), "its header is not JSON in UTF-8"],
    ["a text in Latin-1", file('{"__metadata__":{"a":"\u00ff"}}', 0, "latin1"), "its header is not JSON in UTF-8"],
    ["a header that is a list", file([]), "its header is not a JSON object"],
    ["a header after a space", file(" {}"), "its header is not a JSON object that starts with {"],
    ["metadata that is no text", file({ __metadata__: { epochs: 3 } }), "__metadata__ must map names to texts"],
    ["a tensor that is no object", file({ a: 1 }), 'tensor "a" must be an object'],
    [
      "another dtype",
      file({ a: { ...tensor(0, 4), dtype: "BF16" } }, 4),
      'tensor "a" has dtype "BF16"; only F32 is read',
    ],
    ["a negative length", file({ a: tensor(0, 4, [-1]) }, 4), 'tensor "a" needs a shape of whole numbers'],
    ["one offset", file({ a: { ...tensor(0, 4), data_offsets: [0] } }, 4), 'tensor "a" needs data_offsets of two'],
    ["a shape larger than its data", file({ a: tensor(0, 4, [2]) }, 4), 'tensor "a" spans 4 bytes, its shape needs 8'],
    ["a gap", file({ a: tensor(0, 4), b: tensor(8, 12) }, 12), 'tensor "b" starts at byte 8 instead of 4'],
    ["an overlap", file({ a: tensor(0, 8), b: tensor(4, 8) }, 8), 'tensor "b" starts at byte 4 instead of 8'],
    ["data that is cut off", file({ a: tensor(0, 8) }, 4), "its tensors need 8 bytes, but 4 follow the header"],
    ["data that no tensor claims", file({ a: tensor(0, 4) }, 5), "its tensors need 4 bytes, but 5 follow the header"],
    ["a name that would move the cursor", file({ "\u001b[2J": 1 }), String.raw`tensor "\u001b[2J" must be an object`],
  ])("refuses %s", ([, bytes, reason]) => {
    expect(() => readSafetensors(bytes)).toThrow(`This is not a safetensors file that can be read: ${reason}`);
  });
});
