import { expect, test } from "vitest";
import type { Problem } from "../registry/finding.ts";
import { report } from "./report.ts";

const MANY = 1500;

function* problems(): Iterable<Problem> {
  for (let index = 0; index < MANY; index++) yield { path: "registry/a.yaml", message: `the ${index}th` };
  yield { path: "registry/b.yaml", message: "the only one" };
}

test("of a file with very many findings the first are shown and the rest counted, and no other file is hidden by it", () => {
  const findings = report({ name: "some-rule", severity: "error", scope: "registry" }, problems());
  expect(findings.filter(({ path }) => path === "registry/a.yaml")).toHaveLength(51);
  expect(findings.filter(({ path }) => path === "registry/b.yaml")).toMatchObject([{ message: "the only one" }]);
});

test("a rule that looks at one file is not asked for more findings than are counted", () => {
  let asked = 0;
  function* endless(): Iterable<Problem> {
    for (;;) yield { path: "registry/a.yaml", message: `the ${asked++}th` };
  }
  const findings = report({ name: "some-rule", severity: "error", scope: "file" }, endless());
  expect(findings.at(-1)?.message).toBe("More than 950 more findings of some-rule are in this file, from here on");
  expect(asked).toBeLessThan(1100);
});
