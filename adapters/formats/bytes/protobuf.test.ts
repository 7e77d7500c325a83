// Formats without a signature: told apart by their fields, and read with bounds.
import { describe, expect, test } from "vitest";
import { inspectModelFile } from "../inspect.ts";
import { memoryFile } from "./random-access-file.ts";
import type { ModelFileReport } from "../report.ts";

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const message = (field: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
};
const text = (field: number, value: string): Buffer => message(field, Buffer.from(value));
const inspect = (...parts: readonly Buffer[]): Promise<ModelFileReport> =>
  inspectModelFile(memoryFile("model.onnx", Buffer.concat(parts)));
const opset = message(8, text(1, ""), number(2, 17));
const messages = (report: ModelFileReport): string => report.problems.map((problem) => problem.message).join(" ");

const outsideTensor = message(13, text(1, "location"), text(2, "../../secret"));

describe("ONNX", () => {
  test("tensors are skipped without being read", async () => {
    const raw = Buffer.alloc(40 * 1024 * 1024);
    const tensor = message(
      5,
      number(1, 10),
      message(1, varint(1024), varint(1024)),
      number(2, 1),
      text(8, "w"),
      message(9, raw),
    );
    const bytes = Buffer.concat([number(1, 8), message(7, tensor, text(2, "g")), opset]);
    let readBytes = 0;
    const report = await inspectModelFile({
      path: "model.onnx",
      sizeBytes: bytes.length,
      read: async (offset, length) => {
        const part = bytes.subarray(offset, offset + length);
        readBytes += part.length;
        return part;
      },
    });
    expect(report.facts).toMatchObject({ graph: "g", tensors: [{ name: "w", shape: [10, 1024, 1024] }] });
    expect(readBytes).toBeLessThan(256 * 1024);
  });

  test("a tensor may only lie in the model's own folder", async () => {
    const outside = (location: string): Buffer => message(5, message(13, text(1, "location"), text(2, location)));
    const paths = ["weights.bin", "sub/weights.bin", "/etc/passwd", "a/../../b", "..\\b", "C:\\b"];
    const report = await inspect(number(1, 8), message(7, ...paths.map(outside)), opset);
    expect(report.problems).toHaveLength(4);
    expect(report.facts).toMatchObject({ externalFiles: paths });
  });

  test.each<[string, ...Buffer[]]>([
    ["an attribute's tensor", message(7, message(1, message(5, message(5, outsideTensor))))],
    ["an attribute's list of tensors", message(7, message(1, message(5, message(10, outsideTensor))))],
    ["a loop's body", message(7, message(1, message(5, message(6, message(5, outsideTensor)))))],
    [
      "a list of bodies",
      message(7, message(1, message(5, message(11, message(1, message(5, message(6, message(5, outsideTensor)))))))),
    ],
    ["a sparse tensor's values", message(7, message(15, message(1, outsideTensor)))],
    ["a sparse tensor's indices", message(7, message(15, message(2, outsideTensor)))],
    ["a sparse attribute", message(7, message(1, message(5, message(22, message(1, outsideTensor)))))],
    ["a list of sparse attributes", message(7, message(1, message(5, message(23, message(2, outsideTensor)))))],
    ["a function", message(7), message(25, message(7, message(5, message(5, outsideTensor))))],
    ["a function's attribute", message(7), message(25, message(11, message(5, outsideTensor)))],
    ["a training graph", message(7), message(20, message(2, message(5, outsideTensor)))],
    ["a second graph", message(7), message(7, message(5, outsideTensor))],
    [
      "an entry whose value comes first and twice",
      message(7, message(5, message(13, text(2, "w"), text(2, "/etc/passwd"), text(1, "location")))),
    ],
    [
      "a path of more than 4 KiB",
      message(7, message(5, message(13, text(1, "location"), text(2, `${"a/".repeat(3000)}../x`)))),
    ],
  ])("a file outside of the folder is found in %s", async (...[, ...parts]) => {
    const report = await inspect(opset, ...parts, number(1, 8));
    expect(messages(report)).toMatch(/outside the model's folder|names a file with more than 4 KiB/);
  });

  const node = (domain: string, operator: string): Buffer => message(1, text(7, domain), text(4, operator));

  test.each(["PythonOp", "PythonOpGrad", "PyOp", "EPContext"])("%s calls what is no operator", async (operator) => {
    for (const at of [node("com.microsoft", operator), message(1, text(4, "Add"), text(4, operator))]) {
      const report = await inspect(number(1, 8), message(7, at), opset);
      expect(messages(report)).toContain(operator);
    }
  });

  test("operators that a library brings are named, those of the runtime and of the model's functions are not", async () => {
    const own = message(25, text(10, "pkg.own"), text(1, "Mine"));
    const nodes = [node("", "Add"), node("ai.onnx.ml", "ZipMap"), node("pkg.own", "Mine"), node("acme", "Secret")];
    const report = await inspect(number(1, 8), own, message(7, ...nodes), opset);
    expect(messages(report)).toBe('It needs operators that a library of its own brings: those of "acme".');
    expect(report.format).toBe("onnx");
  });

  test("types inside types end at a bound", async () => {
    let type = message(1, number(1, 1), message(2));
    for (let depth = 0; depth < 1000; depth++) type = message(4, message(1, type));
    const report = await inspect(number(1, 8), message(7, message(12, text(1, "y"), message(2, type))), opset);
    expect(JSON.stringify(report.signature)).toContain('{"type":"any"}');
  });

  test("a graph of three million empty nodes", async () => {
    const report = await inspect(number(1, 8), message(7, Buffer.alloc(6_000_000, message(1))), opset);
    expect(report.format).toBe("unknown");
    expect(messages(report)).toContain("more parts than modelyard reads");
  });

  test("a field that goes past its graph", async () => {
    const report = await inspect(number(1, 8), message(7, Buffer.from([0x0a, 0x7f, 0])), opset);
    expect(messages(report)).toContain("A field of 127 bytes at byte 6 goes past the end of what holds it");
  });

  test.each([
    ["a varint of eleven bytes", Buffer.concat([Buffer.from([0x08]), Buffer.alloc(10, 0xff), Buffer.from([1])])],
    ["a length of 2^63", Buffer.concat([number(1, 8), Buffer.from([0x3a]), Buffer.alloc(9, 0xff), Buffer.from([1])])],
    ["field 0", Buffer.from([0x00, 0x00])],
    ["a group", Buffer.concat([number(1, 8), Buffer.from([0x3b])])],
    ["no graph", Buffer.concat([number(1, 8), opset])],
    ["no opset", Buffer.concat([number(1, 8), message(7)])],
    ["a field that no model has", Buffer.concat([number(1, 8), message(7), opset, number(99, 1)])],
    ["a graph that is a number", Buffer.concat([number(1, 8), number(7, 1), opset])],
    ["bytes cut off", Buffer.concat([number(1, 8), message(7, text(2, "graph")), opset]).subarray(0, -1)],
  ])("%s is no ONNX", async (_, bytes) => {
    expect((await inspect(bytes)).format).not.toBe("onnx");
  });
});

describe("SavedModel", () => {
  const node = (op: string): Buffer => message(1, text(1, "n"), text(2, op));
  const info = message(1, text(4, "serve"), text(5, "2.15.0"));
  const library = (op: string): Buffer => message(2, message(1, message(1), message(3, text(1, "n"), text(2, op))));
  const savedModel = (...graph: readonly Buffer[]): Buffer =>
    Buffer.concat([
      number(1, 1),
      message(2, info, message(2, ...graph), message(5, text(1, "serving_default"), message(2))),
    ]);

  test("tags, version, signatures and nodes", async () => {
    expect(await inspectModelFile(memoryFile("saved_model.pb", savedModel(node("MatMul"), library("SaveV2"))))).toEqual(
      {
        format: "savedmodel",
        facts: {
          kind: "savedmodel",
          tags: ["serve"],
          tensorflowVersion: "2.15.0",
          signatures: ["serving_default"],
          nodeCount: 2,
          reachingOperators: [],
        },
        problems: [],
      },
    );
  });

  test("operators that reach files, in the graph and in its functions", async () => {
    const report = await inspectModelFile(
      memoryFile("saved_model.pb", savedModel(node("WriteFile"), library("PyFunc"))),
    );
    expect(report.facts).toMatchObject({ reachingOperators: ["PyFunc", "WriteFile"] });
    expect(messages(report)).toContain("reaches files or Python of the machine that runs it: PyFunc, WriteFile.");
  });
});

test("a SentencePiece vocabulary", async () => {
  const piece = (value: string): Buffer => message(1, text(1, value), Buffer.from([0x15, 0, 0, 0, 0]), number(3, 2));
  const bytes = Buffer.concat(["<unk>", "<s>", "</s>", "▁a"].map(piece));
  expect((await inspectModelFile(memoryFile("tokenizer.model", Buffer.concat([bytes, message(2)])))).format).toBe(
    "sentencepiece",
  );
  expect((await inspectModelFile(memoryFile("tokenizer.model", Buffer.concat([bytes, number(1, 1)])))).format).toBe(
    "unknown",
  );
});

describe("Core ML", () => {
  const description = message(2, message(1, text(1, "x")));
  const inspectCoreml = (...parts: readonly Buffer[]): Promise<ModelFileReport> =>
    inspectModelFile(memoryFile("m.mlmodel", Buffer.concat([number(1, 5), description, ...parts])));
  const custom = message(1, text(1, "layer"), message(500, text(10, "AcmeLayer")));

  test.each([
    ["a network", message(500, custom)],
    ["a classifier", message(403, custom)],
    ["a regressor", message(303, custom)],
    ["a branch", message(500, message(1, message(605, message(2, custom))))],
    ["a loop", message(500, message(1, message(615, message(3, custom))))],
    ["a pipeline", message(202, message(1, number(1, 5), description, message(500, custom)))],
    ["a pipeline of a classifier", message(200, message(1, message(1, number(1, 5), message(403, custom))))],
  ])("a custom layer is found in %s", async (_, model) => {
    const report = await inspectCoreml(model);
    expect(messages(report)).toBe('Its layers are computed by classes of the app that loads it: "AcmeLayer".');
    expect(report.format).toBe("coreml");
  });

  test.each([
    ["an attribute", (value: Buffer) => message(3, message(5, text(1, "val"), value))],
    ["a block inside", (value: Buffer) => message(3, message(4, message(3, message(5, value))))],
    ["an argument", (value: Buffer) => message(3, message(2, text(1, "x"), message(2, message(1, value))))],
  ])("weights outside of the folder are found in %s", async (_, place) => {
    const value = message(2, message(5, number(2, 64), text(1, "@model_path/../../x.bin")));
    const report = await inspectCoreml(message(502, message(2, message(2, message(3, message(2, place(value)))))));
    expect(messages(report)).toContain('It reads its weights from "@model_path/../../x.bin"');
  });
});
