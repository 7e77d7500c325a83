// A file is safe only when it was read to its end as something that is safe; otherwise it is unknown, and somebody says why.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { verdictOn } from "../../test/support/file-verdict.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures");
const fixture = (name: string): Promise<Buffer> => readFile(join(fixtures, name));
const mebibyte = 1024 * 1024;
const formatOf = async (path: string, bytes: Buffer | string): Promise<string> =>
  (await verdictOn(path, Buffer.from(bytes))).format;
const call = '{"py/reduce": [{"py/function": "os.getpid"}, {"py/tuple": []}]}';
const yamlCall = "x: !!python/object/apply:os.getpid []\n";

describe("words that call Python count wherever they stand and whatever the text is called", () => {
  test.each([
    ["behind 4 MiB", "a.json", `{"pad": "${"a".repeat(4 * mebibyte)}", "x": ${call}}`, "jsonpickle"],
    ["under another name", "a.cfg", `[${call}]`, "jsonpickle"],
    ["under no name", "LICENSE", `[${call}]`, "jsonpickle"],
    ["behind XGBoost's words", "m.json", `{"version": ${call}, "learner": 1, "gradient_booster": 1}`, "jsonpickle"],
    ["behind LightGBM's words", "m.txt", `tree\nversion=v4\n---\n${yamlCall}`, "yaml-python"],
    ["blanks in front of the colon", "a.json", `{"py/object"${" ".repeat(2 * mebibyte)}: "os.getpid"}`, "jsonpickle"],
    ["a key that is JSON", "a.json", '{"json://{\\"py/object\\": 1}": 2}', "jsonpickle"],
    ["jsonpickle on YAML", "a.yaml", "py/object: os.getpid\n", "jsonpickle"],
    ["behind 4 MiB of comment", "a.yaml", `#${"a".repeat(4 * mebibyte)}\n${yamlCall}`, "yaml-python"],
    ["a tag under another name", "a.cfg", yamlCall, "yaml-python"],
    ["a tag under no name", "NOTICE", yamlCall, "yaml-python"],
    ["a tag in JSON, which is YAML too", "a.json", '{"a": !!python/object/apply:os.getpid []}', "yaml-python"],
    ["HyperPyYAML", "hyperparams.yaml", "net: !new:torch.nn.Linear\n  in: 2\n", "yaml-python"],
    ["across the parts in which it is read", "a.txt", `${"a".repeat(mebibyte - 5)}\n${yamlCall}`, "yaml-python"],
    ["in the letters of another case", "a.json", '{"\\u0070y/\\u006fbject": "os.getpid"}', "jsonpickle"],
  ])("%s", async (_, path, text, format) => {
    expect(await formatOf(path, text)).toBe(format);
  });

  test("a YAML tag of somebody's own is not known", async () => {
    const verdict = await verdictOn("a.yaml", Buffer.from("model: !Loader {path: x}\n"));
    expect(verdict).toMatchObject({ format: "unknown", problems: expect.stringContaining('"!Loader"') as string });
    expect(await formatOf("a.yaml", "- a: [1, !Loader x]\n")).toBe("unknown");
  });

  test.each([
    ["a.yaml", "a: !!str 1\nb: ! c\nd: !<tag:yaml.org,2002:int> 3\n"],
    ["a.yaml", "prompt: Stop !now, and !! then\nnote: |\n  Hello\n"],
  ])("%s: %j is plain YAML", async (path, text) => {
    expect(await formatOf(path, text)).toBe("yaml");
  });
});

test.each([
  ["a blank line", "A\n\n3\n263424\n197888\n5\nUTF-8\n14\n1\n1\n"],
  ["other versions, and blanks", "A \t 2  1 1 14 1 1"],
  ["a line feed that was left over", "\nA\n3\n263424\n197888\n5\nUTF-8\n14\n"],
])("R reads %s as one of its objects", async (_, text) => {
  for (const path of ["model.rds", "x", "x.txt"]) {
    expect(await formatOf(path, text)).toBe("r-data");
    expect(await formatOf(path, gzipSync(text))).toBe("r-data");
  }
});

describe("what a name promises and the content does not keep", () => {
  test.each([
    ["config.json", "not: json\n", "JSON"],
    ["config.json", '{"a": [1, 2', "JSON"],
    ["config.json", '{"a": 1} trailing', "JSON"],
    ["model.rds", "hello\n", "R object"],
    ["model.pkl", "hello\n", "Python pickle"],
    ["model.safetensors", "", "safetensors"],
    ["weights.onnx", '{"a": 1}', "ONNX"],
  ])("%s with %j", async (path, text, title) => {
    const verdict = await verdictOn(path, Buffer.from(text));
    expect(verdict.format).toBe("unknown");
    expect(verdict.problems).toContain(`Its name promises ${title}`);
  });

  test("a name with two kinds of text is said once", async () => {
    const { problems } = await verdictOn("a.txt", await fixture("formats/plain.npy"));
    expect(problems).toBe("Its name promises text, but its content is NumPy array.");
  });
});

describe("ordinary texts", () => {
  test.each([
    ["metrics.json", '{"loss": NaN, "best": [-Infinity, Infinity, 1e-5]}', "json"],
    ["best.json", "0.5\n", "json"],
    ["train.jsonl", '{"a": 1}\n{"a": NaN}\n"x"\n', "json"],
    ["big.json", `[${"0,".repeat(2 * mebibyte)}"\\u00e9\\"]"]`, "json"],
    ["vocab.json", JSON.stringify({ "\u0085": 1, "\u007f": 2 }), "json"],
    ["vocab.txt", "[PAD]\n!!\n##ing\nc\n.\n(\nN.\n%\n", "text"],
    ["LICENSE", "Copyright (c) 2026\n\f\nPermission is hereby granted\r\n", "text"],
    ["README.md", `\ufeff# Model\n\n${"é".repeat(mebibyte)}\n`, "text"],
    ["conda.yaml", "name: x\ndependencies:\n- python=3.11\n- pip:\n  - mlflow\n", "yaml"],
    ["code/__init__.txt", "", "text"],
  ])("%s", async (path, text, format) => {
    expect(await verdictOn(path, Buffer.from(text))).toMatchObject({ format, problems: "" });
  });
});

describe("what is no UTF-8 text", () => {
  test.each([
    ["UTF-16", Buffer.from(`\ufeff${call}`, "utf16le"), "other-text"],
    ["the other UTF-16", Buffer.from(`\ufeff${call}`, "utf16le").swap16(), "other-text"],
    ["one byte a character", Buffer.from("Größe: drei Äpfel\n", "latin1"), "other-text"],
    ["a NUL behind a MiB", Buffer.concat([Buffer.alloc(mebibyte, "text\n"), Buffer.from("\0")]), "unknown"],
    ["UTF-8 that is cut", Buffer.from("Größe").subarray(0, 3), "other-text"],
    [
      "other bytes behind a MiB",
      Buffer.concat([Buffer.alloc(mebibyte, "text\n"), Buffer.from("\xff\x01", "latin1")]),
      "unknown",
    ],
    ["escapes for the terminal", Buffer.from("\u001b[2Jhello"), "unknown"],
    ["controls of the second kind", Buffer.from("a\u009b2Jhello"), "unknown"],
  ])("%s", async (_, bytes, format) => {
    expect((await verdictOn("README.md", bytes)).format).toBe(format);
    expect((await verdictOn("README.md", bytes)).problems).not.toBe(format === "unknown" ? "" : undefined);
  });
});

describe("bytes behind an end, in front of a start, or missing", () => {
  const wholes = [
    "formats/model.safetensors",
    "formats/model.gguf",
    "formats/plain.npy",
    "formats/plain.npz",
    "formats/xgboost.json",
    "formats/xgboost.ubj",
    "formats/model.onnx",
    "frameworks/network.mlmodel",
    "frameworks/plain.parquet",
    "frameworks/plain.feather",
    "frameworks/jpmml.pmml",
  ];

  test.each(wholes)("%s with other bytes behind", async (name) => {
    const bytes = await fixture(name);
    const path = name.slice(name.indexOf("/") + 1);
    expect((await verdictOn(path, bytes)).format).not.toBe("unknown");
    const longer = Buffer.concat([bytes, Buffer.alloc(600, "more of it, ")]);
    expect((await verdictOn(path, longer)).format).toBe("unknown");
  });

  test.each(wholes)("%s, cut", async (name) => {
    const bytes = await fixture(name);
    const path = name.slice(name.indexOf("/") + 1);
    for (const share of [0.3, 0.7, 0.95]) {
      const verdict = await verdictOn(path, bytes.subarray(0, Math.ceil(bytes.length * share)));
      expect([share, verdict.problems === "", ["unknown", "zip"].includes(verdict.format)]).toEqual([
        share,
        false,
        true,
      ]);
    }
  });
});
