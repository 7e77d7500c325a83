// Files that are data to one reader and code to another, and data in which some loaders find code.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { verdictOn } from "../../test/support/file-verdict.ts";
import { zipOf } from "../../test/support/zip-archive.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const fixture = (name: string): Promise<Buffer> => readFile(join(fixtures, name));
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const command = "cposix\nsystem\n(S'id'\ntR.";
const problemsOf = async (path: string, text: string): Promise<string> =>
  (await verdictOn(path, latin1(text))).problems;
/** A text as GGUF has it. */
const length = (text: string): string => `${String.fromCharCode(text.length)}\0\0\0\0\0\0\0${text}`;

const gguf = (template: string): string =>
  `GGUF\x03\0\0\0${"\0".repeat(8)}\x01${"\0".repeat(7)}${length("tokenizer.chat_template")}\x08\0\0\0${length(template)}`;

describe("pickles inside what looks like data", () => {
  const pickle = latin1(`\x80\x04\x8e\0\x28\x09\0\0\0\0\0${"\0".repeat(0x92800)}0${command}`);

  test("a gzip stream whose header has room for another signature", async () => {
    const asTflite = gzipSync(latin1(command));
    asTflite.write("TFL3", 4, "latin1");
    expect(await verdictOn("model.tflite", asTflite)).toMatchObject({ format: "pickle", told: ["posix.system"] });
    // The first eight bytes as a length, and a brace behind them, are a safetensors file's.
    const asSafetensors = gzipSync(pickle, { level: 0 });
    asSafetensors.fill(0, 3, 8);
    asSafetensors[8] = 0x7b;
    expect(await verdictOn("model.safetensors", asSafetensors)).toMatchObject({
      format: "pickle",
      told: ["posix.system"],
    });
  });

  test("an LZMA stream with another window", async () => {
    const settings = latin1("\x5d\0\x01\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0abc");
    expect((await verdictOn("model.joblib", settings)).format).toBe("lzma");
    // A header of 93 bytes starts with the same one, and is longer than any LZMA stream.
    const header = `{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`.padEnd(93);
    expect((await verdictOn("a", Buffer.concat([latin1("\x5d\0\0\0\0\0\0\0"), latin1(`${header}\0`)]))).format).toBe(
      "safetensors",
    );
  });

  test("a text that starts like a zlib stream is a text, and the stream is none", async () => {
    expect((await verdictOn("notes.txt", latin1("x^2 + y^2 = z^2, which everybody knows.\n"))).format).toBe("text");
    expect((await verdictOn("notes.txt", await fixture("command.pkl.zlib"))).format).toBe("pickle");
  });

  test("a member called .npy that is a pickle", async () => {
    const [magic, header] = ["\x80\x04NNU\x0a", "\x01\0\x46\0{'descr': '<f8', 'shape': (1,), }".padEnd(74)];
    const archive = zipOf([{ path: "a.npy", content: `${magic}${header}0${command}` }]);
    expect((await verdictOn("model.npz", archive)).format).toBe("zip");
  });

  test.each([
    ["pickled-type.parquet", "arrow-pickle"],
    ["pickled-type.feather", "arrow-pickle"],
    ["plain.parquet", "parquet"],
    ["plain.feather", "arrow"],
  ])("CVE-2023-47248: %s, with or without a type that pyarrow unpickles", async (name, format) => {
    expect((await verdictOn(name, await fixture(`../frameworks/${name}`))).format).toBe(format);
  });

  test("what joblib compressed before its version 0.10", async () => {
    const bytes = Buffer.concat([latin1("ZF0x30".padEnd(21)), await fixture("command.pkl.zlib")]);
    expect(await verdictOn("model.pkl", bytes)).toMatchObject({
      format: "joblib",
      told: ["posix.system"],
      complete: true,
    });
  });

  test.each([
    ["A\n3\n263169\n197888\n5\nUTF-8\n238\n", "r-data"],
    ["X\n\0\0\0\x03\0\x04\x04\x01\0\x03\x05\0", "r-data"],
    ["RDX3\nX\n\0\0\0\x03", "r-data"],
    ["A\n3\n5\n8\n", "unknown"],
  ])("CVE-2024-27322: R objects, which may be texts: %j", async (text, format) => {
    expect((await verdictOn("model.rds", latin1(text))).format).toBe(format);
  });

  test.each([
    ["a.json", '{"py/reduce": [{"py/function": "os.system"}]}', "jsonpickle"],
    ["a", ' [{"x": 1, "py/object" : "os.system"}]', "jsonpickle"],
    ["a.json", '{"text": "a \\"py/object\\": in a text"}', "json"],
    ["a.json", '{"\\u0070y\\/reduce": []}', "jsonpickle"],
    ["a.json", '{"text": "\\u0022py/object\\u0022: in a text"}', "json"],
    ["a.yaml", "a: !!python/object/apply:os.system [id]\n", "yaml-python"],
    ["a.yaml", "a: !!pytho%6e/object/apply:os.system [id]\n", "yaml-python"],
    ["a.yaml", "%TAG !e! tag:yaml.or\n---\na: !e!g,2002:python/name:os.system b\n", "yaml-python"],
    ["a.yaml", "a: !<tag:yaml.org,2002:python/name:os.system> b\n", "yaml-python"],
    ["a.yaml", "a: !!str python\n", "yaml"],
  ])("texts that name Python objects: %s %j", async (path, text, format) => {
    expect((await verdictOn(path, latin1(text))).format).toBe(format);
  });

  test("Lambda layers in JSON, and a chat template, are reported", async () => {
    expect(await problemsOf("a.json", '{"layers": [{"class_name": "Lambda"}]}')).toContain("Lambda layers");
    expect(await problemsOf("a.gguf", gguf("{{ ''.__class__.__mro__ }}"))).toContain('("__class__")');
    expect(await problemsOf("a.gguf", gguf("{{ messages[0]['content'] }}"))).not.toContain("reaches");
  });
});
