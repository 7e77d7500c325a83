import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contentOf, readRegistryFile } from "../registry/file.ts";
import { versionInStageFile } from "./stage-version.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const stage = (version: string, before = "") =>
  `${before}schema: stage/1\nmodel: churn\nstage: production\nversion: ${version}\n`;

function byTheParser(content: Uint8Array): string | null {
  const file = readRegistryFile({ path: "", blobId: "" }, { kind: "stage", model: "", stage: "" }, content);
  return contentOf(file, "stage")?.version ?? null;
}

test.each([
  ["as promote writes it", stage('"1.3.0"', "# yaml-language-server: $schema=stage-1.json\n"), "1.3.0"],
  ["empty on purpose", stage("null"), null],
  ["with a comment behind", stage('"1.3.0" # until Friday'), "1.3.0"],
  ["with other quotes", stage("'1.3.0'"), "1.3.0"],
  ["with Windows line ends", stage('"1.3.0"').replaceAll("\n", "\r\n"), "1.3.0"],
  ["with the keys in another order", 'version: "1.3.0"\nstage: production\nmodel: churn\nschema: stage/1\n', "1.3.0"],
  ["a number where a string belongs", stage("1.10"), null],
  ["an unknown key", `${stage('"1.3.0"')}note: hot\n`, null],
  ["of a later major version", stage('"1.3.0"').replace("stage/1", "stage/2"), null],
  ["a merge conflict", `<<<<<<< ours\n${stage('"1.3.0"')}`, null],
  ["empty", "", null],
])("%s", async (_, text, version) => {
  expect(await versionInStageFile(bytes(text))).toBe(version);
});

test("bytes that are no text, and too many bytes", async () => {
  expect(await versionInStageFile(Uint8Array.of(0xff, 0xfe, 0x00))).toBeNull();
  expect(await versionInStageFile(bytes(stage('"1.3.0"', `# ${"x".repeat(300_000)}\n`)))).toBeNull();
  expect(await versionInStageFile(bytes(stage('"1.3.0"', `# ${"x".repeat(5_000)}\n`)))).toBe("1.3.0");
});

test("the quick way never says other than the parser", async () => {
  const word = fc.constantFrom(
    "churn",
    "a",
    "true",
    "null",
    "false",
    "nulls",
    "on",
    "no",
    "7",
    "1e5",
    "0x1f",
    "é",
    "a-",
    "~",
    "",
  );
  const line = fc.oneof(
    word.map((name) => `model: ${name}`),
    word.map((name) => `stage: ${name}`),
    fc.constantFrom(
      "schema: stage/1",
      "schema: stage/2",
      'version: "1.3.0"',
      "version: null",
      "version: 1.10",
      'version: ""',
    ),
    fc.string({ unit: "binary", maxLength: 6 }).map((text) => `# ${text}`),
    fc.constantFrom("", "---", "\ufeff", "\t", 'version: "1.3.0\\n"', `version: "${"1".repeat(129)}"`),
  );
  const inOrder = fc
    .tuple(word, word, fc.constantFrom('"1.3.0"', "null", "1.3.0", '"-1"', '"1+b"'))
    .map(([model, name, version]) => `schema: stage/1\nmodel: ${model}\nstage: ${name}\nversion: ${version}\n`);
  const text = fc.oneof(
    fc.array(line).map((lines) => lines.join("\n")),
    fc.tuple(line, inOrder).map((parts) => parts.join("\n")),
    inOrder,
  );
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      expect(await versionInStageFile(bytes(text))).toBe(byTheParser(bytes(text)));
    }),
    { numRuns: 1000 },
  );
});
