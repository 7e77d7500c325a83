import { expect, test } from "vitest";
import { commandLine } from "./shell-command.ts";

test.each([
  [
    ["churn"],
    { bump: "minor", artifact: ["out/a.bin", "my model.bin"] },
    "draft churn --bump minor --artifact out/a.bin --artifact 'my model.bin'",
  ],
  [["churn"], { pr: true, "dry-run": false, version: undefined, dataset: [] }, "draft churn"],
  [["it's"], { freeze: true }, "draft 'it'\\''s' --freeze"],
  [
    [],
    { "tracking-uri": "https://alice:secret@mlflow.example.com/x@y" },
    "draft --tracking-uri https://mlflow.example.com/x@y",
  ],
])("%j with %j", (args, options, line) => {
  expect(commandLine("draft", args, options)).toBe(line);
});
