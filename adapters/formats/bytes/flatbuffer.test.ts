// A FlatBuffer whose tables, layouts and lists lie far apart, as converters write large models.
import { expect, test } from "vitest";
import { inspectModelFile } from "../inspect.ts";

const sizeBytes = 4 * 1024 * 1024;

/** A Model {1: operator codes {0: code, 1: custom name}}: tables in the middle, each layout at the end, names in front. */
function model(codes: number, options: { readonly laterField?: boolean } = {}): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  bytes.writeUInt32LE(1024, 0);
  bytes.write("TFL3", 4, "latin1");
  const layout = (table: number, at: number, fields: readonly number[]): void => {
    bytes.writeInt32LE(table - at, table);
    bytes.writeUInt16LE(4 + fields.length * 2, at);
    bytes.writeUInt16LE(4 + fields.length * 4, at + 2);
    fields.forEach((offset, index) => bytes.writeUInt16LE(offset, at + 4 + index * 2));
  };
  layout(1024, sizeBytes - 64, [0, 4, 0, 0, 0, 0, 0, 0, options.laterField === true ? 4 : 0]);
  const list = 8192;
  bytes.writeUInt32LE(list - 1028, 1028);
  bytes.writeUInt32LE(codes, list);
  for (let index = 0; index < codes; index++) {
    const table = 1024 * 1024 + index * 8192;
    layout(table, sizeBytes - 1024 * 1024 + index * 8192, [4, 8]);
    bytes.writeInt8(32, table + 4);
    const name = sizeBytes / 2 + index * 64;
    bytes.writeUInt32LE(name - table - 8, table + 8);
    bytes.writeUInt32LE(5, name);
    bytes.write(`Op_${String(index).padStart(2, "0")}`, name + 4, "latin1");
    bytes.writeUInt32LE(table - (list + 4 + index * 4), list + 4 + index * 4);
  }
  return bytes;
}

async function inspect(bytes: Buffer) {
  let readBytes = 0;
  const report = await inspectModelFile({
    path: "model.tflite",
    sizeBytes: bytes.length,
    read: async (offset, length) => {
      const part = bytes.subarray(offset, offset + length);
      readBytes += part.length;
      return part;
    },
  });
  return { report, readBytes };
}

test("84 operators in 4 MiB, of which the reads jump back and forth, are each read once", async () => {
  const { report, readBytes } = await inspect(model(84));
  expect(report.format).toBe("tflite");
  const names = Array.from({ length: 84 }, (_, index) => `Op_${String(index).padStart(2, "0")}`);
  expect(report.facts).toMatchObject({ kind: "tflite", customOperators: names });
  // The model is opened twice: to tell its format, and to describe it.
  expect(readBytes).toBeLessThan(3 * sizeBytes);
});

test("an operator of TensorFlow's behind all others counts", async () => {
  const bytes = model(84);
  bytes.write("FlexW", bytes.indexOf("Op_83"), "latin1");
  expect((await inspect(bytes)).report.format).toBe("tflite-flex");
});

test("a model with fields of a later format is not taken for known", async () => {
  const { report } = await inspect(model(2, { laterField: true }));
  expect(report.problems.map(({ message }) => message).join()).toContain("parts that modelyard does not know");
});
