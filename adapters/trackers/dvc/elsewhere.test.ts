import { expect, test } from "vitest";
import { isElsewhere } from "./elsewhere.ts";

test.each([
  ["s3://models/churn.onnx", true],
  ["remote://storage/churn.onnx", true],
  ["file:/models/churn.onnx", true],
  ["/models/churn.onnx", true],
  ["\\\\server\\models\\churn.onnx", true],
  ["C:\\models\\churn.onnx", true],
  ["c:/models/churn.onnx", true],
  ["models/churn.onnx", false],
  ["../models/churn.onnx", false],
  ["run 12:30.onnx", false],
  ["", false],
])("%s leads out of every repository: %s", (path, expected) => {
  expect(isElsewhere(path)).toBe(expected);
});
