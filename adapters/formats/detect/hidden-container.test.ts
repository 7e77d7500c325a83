// Files that start as a format that holds data only, and are something else for the reader that opens them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { detectFormat } from "../inspect.ts";
import { memoryFile } from "../bytes/random-access-file.ts";

const fixtures = join(import.meta.dirname, "../../../test/fixtures/formats");
const fixture = (name: string): Promise<Buffer> => readFile(join(fixtures, name));
const detect = (path: string, ...parts: readonly Uint8Array[]): Promise<string> =>
  detectFormat(memoryFile(path, Buffer.concat(parts)));

test.each([
  ["lambda.keras", "keras"],
  ["command.pt", "pytorch-zip"],
  ["model.zip", "zip"],
])("%s behind a GGUF model is %s", async (name, format) => {
  expect(await detect("model.gguf", await fixture("model.gguf"), await fixture(name))).toBe(format);
  expect(await detect("model.gguf", await fixture("model.gguf"), await fixture(name), Buffer.from("more"))).toBe(
    format,
  );
});

test("an archive inside a safetensors file's last tensor", async () => {
  const archive = await fixture("model.zip");
  const header = Buffer.from(`{"a":{"dtype":"U8","shape":[${archive.length}],"data_offsets":[0,${archive.length}]}}`);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  expect(await detect("x.safetensors", length, header, archive)).toBe("zip");
});

test("a zip archive of arrays behind another format belongs to nothing in it", async () => {
  expect(await detect("model.gguf", await fixture("model.gguf"), await fixture("plain.npz"))).toBe("unknown");
});

test.each([512, 1024, 131_072])("HDF5 behind %i other bytes", async (prefixBytes) => {
  const gguf = await fixture("model.gguf");
  const start = Buffer.concat([gguf.subarray(0, 24), Buffer.alloc(prefixBytes - 24)]);
  expect(await detect("model.gguf", start, await fixture("lambda.h5"))).toBe("hdf5");
  expect(await detect("model.gguf", start, Buffer.alloc(100))).toBe("unknown");
});

test("an old tar archive whose first member is called like a signature", async () => {
  const block = Buffer.alloc(512);
  block.write("GGUF", 0, "latin1");
  block.write("0000644\0", 100, "latin1");
  block.write("00000000012\0", 124, "latin1");
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  expect(await detect("model.gguf", block, Buffer.alloc(1024))).toBe("tar");
  block[0] = 0x48;
  expect(await detect("model.gguf", block, Buffer.alloc(1024))).not.toBe("tar");
});

test.each([
  ["code/loader.py", "GGUF = 1\nimport os\n", "source-code"],
  ["code/loader.PY", '{"a": 1}', "source-code"],
  ["code/lib.so", "PAR1", "executable"],
  ["model/saved_model.pbtxt", "saved_model_schema_version: 1\n", "savedmodel"],
  ["MLmodel", "GGUF: 1\nflavors: {f: {code: code}}\n", "mlflow-code"],
  ["MLmodel", "GGUF: 1\nflavors: {f: {data: x}}\n", "mlflow-model"],
  ["MLmodel", "flavors: {f: {<<: {code: code}}}\n", "mlflow-code"],
  ["MLmodel", "flavors: {<<: {f: {code: code}}}\n", "mlflow-code"],
  ["MLmodel", "flavors: {f: {data: x}} # \u2028flavors: {f: {code: code}}\n", "mlflow-code"],
  ["MLmodel", "flavors: {f: {data: x}}\n---\nflavors: {f: {code: code}}\n", "mlflow-code"],
  ["MLmodel", "flavors: {f: {code: code}}\nflavors: {f: {data: x}}\n", "mlflow-model"],
  ["MLmodel", "flavors: {f: {data: x}}\nflavors: {f: {code: code}}\n", "mlflow-code"],
  ["MLmodel", `flavors: {f: {data: x}}\n#${" ".repeat(300_000)}\nflavors: {f: {code: code}}\n`, "mlflow-code"],
])("%s is what its loader takes it for: %j", async (path, text, format) => {
  expect(await detect(path, Buffer.from(text))).toBe(format);
});
