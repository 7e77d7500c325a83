import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../core/registry/finding.ts";
import { sarifLog } from "../../../core/reports/findings-sarif.ts";

// The schema of the standard (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), without its descriptions.
const schema: object = JSON.parse(
  await readFile(join(import.meta.dirname, "../../fixtures/sarif/sarif-2.1.0.schema.json"), "utf8"),
);
const relative = (text: string) => URL.canParse(text, "file:///x/") && !/[\s<>"{}|\\^`]/.test(text);
const formats = { uri: (text: string) => URL.canParse(text), "uri-reference": relative, "date-time": true } as const;
const isValid = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(schema);

const finding: Finding = {
  rule: "version-missing",
  severity: "error",
  path: "registry/models/churn/stages/production.yaml",
  line: 4,
  column: 10,
  endLine: 4,
  endColumn: 17,
  message: "churn has no version 1.4.0",
  hint: "It has 1.3.0.",
};

function resultOf(found: Finding): Record<string, unknown> {
  const log = sarifLog([found], { toolVersion: "1.2.3" }) as { runs: { results: Record<string, unknown>[] }[] };
  expect(isValid(log) ? [] : isValid.errors).toEqual([]);
  return log.runs[0]?.results[0] ?? {};
}

describe("a SARIF log", () => {
  test("is valid, and says of each finding what, where and how bad", () => {
    expect(resultOf(finding)).toMatchObject({
      ruleId: "version-missing",
      level: "error",
      message: { text: "churn has no version 1.4.0. It has 1.3.0." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "registry/models/churn/stages/production.yaml" },
            region: { startLine: 4, startColumn: 10, endLine: 4, endColumn: 17 },
          },
        },
      ],
    });
  });

  test("explains every rule that was checked, each result by its place in that list", () => {
    const log = sarifLog([finding], { toolVersion: "1.2.3" });
    const ruleIndex = resultOf(finding)["ruleIndex"] as number;
    expect(log).toMatchObject({ runs: [{ tool: { driver: { name: "modelyard", semanticVersion: "1.2.3" } } }] });
    const { rules } = (log as { runs: { tool: { driver: { rules: Record<string, unknown>[] } } }[] }).runs[0]?.tool
      .driver ?? { rules: [] };
    expect(rules[ruleIndex]).toMatchObject({ id: "version-missing", help: { text: expect.stringContaining(".") } });
  });

  test("stands at the first line where a finding has none", () => {
    const { line: _, column: __, endLine: ___, endColumn: ____, ...wholeFile } = finding;
    expect(resultOf({ ...wholeFile, severity: "notice" })).toMatchObject({
      level: "note",
      locations: [{ physicalLocation: { region: { startLine: 1 } } }],
    });
  });

  test("carries the edits that mend a finding", () => {
    const fix = { description: "Quote it", edits: [{ start: 9, end: 13, text: '"1.10"' }] };
    expect(resultOf({ ...finding, fix })).toMatchObject({
      fixes: [
        {
          description: { text: "Quote it" },
          artifactChanges: [
            {
              replacements: [{ deletedRegion: { charOffset: 9, charLength: 4 }, insertedContent: { text: '"1.10"' } }],
            },
          ],
        },
      ],
    });
  });

  test("takes hostile text as text: no link, no placeholder, no other place", () => {
    const path = "registry/models/a b/\ud800%2e#?:ü.yaml";
    const result = resultOf({ ...finding, path, message: "see [here](https://evil.example) {0}\u001b[2J" });
    expect(result).toMatchObject({
      message: { text: "see [here] (https://evil.example) { 0}\\u{1b}[2J. It has 1.3.0." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "registry/models/a%20b/%EF%BF%BD%252e%23%3F%3A%C3%BC.yaml" },
          },
        },
      ],
    });
  });
});
