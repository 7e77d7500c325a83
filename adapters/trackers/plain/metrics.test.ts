import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { readMetrics } from "./metrics.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function metricsOf(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { metrics, notes } = await readMetrics(path);
  return { metrics, notes: notes.map((note) => note.replaceAll(path, name)) };
}

describe("one file in each format", () => {
  test.for([
    ["metrics.json", `{"train": {"loss": 0.25}, "test": {"auc": 0.91, "n": 120}}`],
    ["metrics.yaml", "train: {loss: 0.25}\ntest:\n  auc: 0.91\n  n: 120\n"],
    ["metrics.yml", "train: &t {loss: 0.25}\ntest:\n  auc: 9.1e-01\n  n: 120\n"],
    ["metrics.toml", "[train]\nloss = 0.25\n[test]\nauc = 0.91\nn = 120\n"],
    ["metrics.csv", "train.loss,test.auc,test.n\n0.9,0.5,120\n0.25,0.91,120\n"],
    ["metrics.TSV", 'train.loss\t"test.auc"\ttest.n\r\n0.9\t0.5\t120\r\n0.25\t"0.91"\t120'],
  ] as const)("%s", async ([name, content]) => {
    expect(await metricsOf(name, content)).toEqual({
      metrics: { "train.loss": 0.25, "test.auc": 0.91, "test.n": 120 },
      notes: [],
    });
  });
});

describe("what is not a finite number is left out by name", () => {
  test("in JSON, also as Python writes it", async () => {
    const json = `{"auc": 0.9, "nan": NaN, "inf": [1, -Infinity], "big": 9007199254740993, "huge": 1e999, "ok": true,
      "who": "NaN or not", "none": null, "none_at_all": {}, "0.5": "0.5"}`;
    expect(await metricsOf("python.json", json)).toMatchInlineSnapshot(`
      {
        "metrics": {
          "auc": 0.9,
        },
        "notes": [
          "Left out of python.json, as a metric is a finite number: nan (NaN), inf (a list), big (9007199254740993), huge (text), ok (true), who (text), none (null), none_at_all (an empty mapping), 0.5 (text).",
        ],
      }
    `);
  });

  test("in YAML", async () => {
    const yaml =
      "auc: 0.9\nnan: .nan\ninf: -.inf\nbig: 9007199254740993\nid: 12e345678901\nok: yes\nok2: true\nwhen: 2026-06-30\n";
    expect(await metricsOf("python.yaml", yaml)).toMatchInlineSnapshot(`
      {
        "metrics": {
          "auc": 0.9,
        },
        "notes": [
          "Left out of python.yaml, as a metric is a finite number: nan (NaN), inf (-Infinity), big (9007199254740993), id (text), ok (text), ok2 (true), when (text).",
        ],
      }
    `);
  });

  test("in TOML", async () => {
    const toml = "auc = 0.9\nnan = nan\ninf = -inf\nbig = 9007199254740993\nok = true\nwhen = 2026-06-30\n";
    expect(await metricsOf("python.toml", toml)).toMatchInlineSnapshot(`
      {
        "metrics": {
          "auc": 0.9,
        },
        "notes": [
          "Left out of python.toml, as a metric is a finite number: nan (NaN), inf (-Infinity), big (9007199254740993), ok (true), when (text).",
        ],
      }
    `);
  });

  test("in CSV", async () => {
    const csv = "auc,nan,inf,big,ok,who\n0.9,nan,inf,9007199254740993,True,alice\n";
    expect(await metricsOf("python.csv", csv)).toMatchInlineSnapshot(`
      {
        "metrics": {
          "auc": 0.9,
        },
        "notes": [
          "Left out of python.csv, as a metric is a finite number: nan (nan), inf (inf), big (9007199254740993), ok (true), who (text).",
        ],
      }
    `);
  });

  test("the names in a note are bounded", async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`k${index}`, null]));
    const { notes } = await metricsOf("many.json", JSON.stringify({ auc: 1, ...many }));
    expect(notes[0]).toMatch(/k19 \(null\) and 5 more\.$/);
  });
});

test("a key that is there twice when flattened counts once", async () => {
  expect(await metricsOf("twice.json", `{"a.b": 1, "a": {"b": 2}}`)).toEqual({
    metrics: { "a.b": 1 },
    notes: ["Left out of twice.json, as a metric is a finite number: a.b (again)."],
  });
});

test("keys that JavaScript knows from its own objects are keys like all others", async () => {
  const { metrics } = await metricsOf(
    "proto.json",
    `{"__proto__": {"toString": 1}, "constructor": 2, "__proto__x": 3}`,
  );
  expect(metrics).toEqual({ "__proto__.toString": 1, constructor: 2, __proto__x: 3 });
  const own = await metricsOf("proto2.json", `{"__proto__": 1}`);
  expect(Object.entries(own.metrics ?? {})).toEqual([["__proto__", 1]]);
});

test("a file without any metric says so", async () => {
  expect(await metricsOf("none.json", "{}")).toEqual({ metrics: undefined, notes: ["none.json holds no metric."] });
});

describe("the last row of a table", () => {
  test("an empty cell there gives way to the last value above it", async () => {
    const csv = "epoch,train_loss,val_loss,note\n0,0.9,,\n0,,0.8,\n1,0.7,,\n";
    expect(await metricsOf("lightning.csv", csv)).toEqual({
      metrics: { epoch: 1, train_loss: 0.7, val_loss: 0.8 },
      notes: ["The last row of lightning.csv is empty in, so taken from above: val_loss (line 3)."],
    });
  });

  test("quoted cells keep commas, quotes and line breaks", async () => {
    const csv = 'a,"b, ""c""\nd"\n\n1,"2"\n';
    expect((await metricsOf("quoted.csv", csv)).metrics).toEqual({ a: 1, 'b, "c"\nd': 2 });
  });
});

describe("files from elsewhere", () => {
  test("UTF-16 as PowerShell writes it, and UTF-8 with a byte order mark", async () => {
    expect((await metricsOf("utf16.json", Buffer.from('\uFEFF{"auc": 0.9}', "utf16le"))).metrics).toEqual({ auc: 0.9 });
    expect((await metricsOf("bom.json", '\uFEFF{"auc": 0.9}')).metrics).toEqual({ auc: 0.9 });
  });

  test.for([
    ["cut.json", '{"auc": 0.9,\n "loss": ', "file-invalid", 2],
    ["word.json", '{"auc": 0.9,\n "nan": NaN,\n "loss": nil}', "file-invalid", 3],
    ["cut.yaml", "auc: 0.9\nloss: [1,\n", "file-invalid", 3],
    ["twice.yaml", "auc: 0.9\nauc: 0.8\n", "file-invalid", 2],
    ["bomb.yaml", `a: &a [1,1,1,1,1,1,1,1,1]\n${bomb()}`, "file-invalid", undefined],
    ["deep.json", "[".repeat(200) + "]".repeat(200), "file-invalid", undefined],
    ["cut.toml", "auc = 0.9\nloss = \n", "file-invalid", 2],
    ["open.csv", 'a,b\n1,"2\n', "file-invalid", 2],
    ["wide.csv", "a,b\n1,2\n1,2,3\n", "file-invalid", 3],
    ["header.csv", "a,b\n", "table-empty", undefined],
    ["empty.csv", "", "table-empty", undefined],
    ["list.json", "[1, 2]", "file-not-a-mapping", undefined],
    ["text.yaml", "0.93\n", "file-not-a-mapping", undefined],
    ["metrics.txt", "auc 0.93\n", "file-format-unknown", undefined],
    ["latin1.json", Buffer.from('{"gr\u00fc\u00dfe": 1}', "latin1"), "file-not-text", undefined],
  ] as const)("%s is refused", async ([name, content, code, line]) => {
    const error = await metricsOf(name, content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code, line, path: join(folder, name) });
  });

  test("a file that is not there", async () => {
    await expect(readMetrics(join(folder, "missing.json"))).rejects.toMatchObject({ code: "file-missing" });
    await expect(readMetrics(join(folder, "missing.csv"))).rejects.toMatchObject({ code: "file-missing" });
  });
});

function bomb(): string {
  const names = "abcdefghi";
  return names.slice(1).replaceAll(/./g, (name) => {
    const before = `*${names[names.indexOf(name) - 1]}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(", ")}]\n`;
  });
}
