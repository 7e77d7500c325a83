import { expect, test } from "vitest";
import type { Finding } from "../registry/finding.ts";
import { annotationsOf } from "./findings-annotations.ts";
import { workflowCommand } from "./workflow-command.ts";

const found = (path: string, line: number, severity: Finding["severity"] = "error"): Finding => ({
  rule: "schema",
  severity,
  path,
  line,
  message: "name is missing",
});

test("annotations begin with the changed files, and of every file with one", () => {
  const findings = [found("a", 1), found("a", 2), found("b", 1), found("c", 1), found("c", 2), found("d", 1, "notice")];
  const ordered = annotationsOf(findings, { changed: new Set(["c", "b"]) });
  expect(ordered.map(({ file, line }) => `${file}:${line}`)).toEqual(["b:1", "c:1", "c:2", "a:1", "d:1", "a:2"]);
});

test("columns are left out where a finding goes over several lines", () => {
  const [annotation] = annotationsOf([{ ...found("a", 3), column: 2, endLine: 5, endColumn: 4 }]);
  expect(annotation).toEqual({
    level: "error",
    file: "a",
    line: 3,
    endLine: 5,
    title: "schema",
    message: "name is missing",
  });
});

test("an annotation as a command of the runner", () => {
  const [annotation] = annotationsOf([
    { ...found("registry/a,b:c.yaml", 3), column: 2, endLine: 3, endColumn: 7, hint: "Add it: 100 %." },
  ]);
  expect(annotation && workflowCommand(annotation)).toBe(
    "::error title=schema,file=registry/a%2Cb%3Ac.yaml,line=3,endLine=3,col=2,endColumn=6::name is missing. Add it: 100 %25.",
  );
});

test.each([
  ["x\n::set-output name=valid::true", "x : :set-output name=valid: :true"],
  ["x ##[set-output name=valid;]true", "x ## [set-output name=valid;]true"],
  [":::: ###[", ": : : : ### ["],
  ["\r::stop-commands::x", " : :stop-commands: :x"],
])("%j as a message is one line without another command in it", (message, shown) => {
  const [annotation] = annotationsOf([{ ...found("a", 1), message }]);
  const command = annotation === undefined ? "" : workflowCommand(annotation);
  expect(command).toBe(`::error title=schema,file=a,line=1::${shown}`);
  expect(command.split("::")).toHaveLength(3);
});
