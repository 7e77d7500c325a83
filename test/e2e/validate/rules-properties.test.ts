import * as fc from "fast-check";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type RegistryFile, contentOf, readRegistryFile } from "../../../core/registry/file.ts";
import type { Finding } from "../../../core/registry/finding.ts";
import { applyFixes } from "../../../core/registry/fix.ts";
import { overlayTree } from "../../../core/tree/overlay.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import { renderRegistryFile } from "../../../core/drafts/write.ts";
import { readYaml } from "../../../core/yaml/reader.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import { fixFile } from "../../../core/rules/fix-file.ts";
import { checkFile, checkRegistry } from "../../../core/rules/index.ts";
import { fixtureTree } from "../../support/fixture-files.ts";
import { memoryTree } from "../../support/memory-tree.ts";
import { modelFile, settingsFile } from "../../support/sample-registry.ts";

const rulesFolder = join(import.meta.dirname, "../../fixtures/rules");
const trees = new Map(readdirSync(rulesFolder).map((rule) => [rule, fixtureTree(join(rulesFolder, rule, "bad"))]));

const VERSION_PATH = "registry/models/churn/versions/1.0.0.yaml";
const HEAD = [
  "schema: model-version/1",
  "model: churn",
  'version: "1.0.0" # the first',
  'created_at: "2026-06-30T14:03:11Z"',
  "author: alice",
  "artifacts:",
  `  - {path: model.bin, size: 2184, sha256: "${"0".repeat(64)}"}`,
];

async function check(tree: Tree): Promise<Finding[]> {
  return checkRegistry(await readRegistry(tree));
}

function treeOf(versionText: string): Tree {
  return memoryTree({ ...settingsFile(), ...modelFile("churn"), [VERSION_PATH]: versionText });
}

/** What is wrong, wherever it stands. */
function substance(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, path, message }) => `${rule} ${path} ${message}`).sort();
}

/** All but the one rule that asks for an order of keys, and for comments in one place. */
function besidesForm(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ rule }) => rule !== "stage-form");
}

/** Scalars without quotes as people write them, and everything that looks a little like a number, time or truth value. */
const written = fc.oneof(
  fc.constantFrom("20e0184", "9007199254740994.0", "1.0e+300", "9007199254740993", "-1.0e+300"),
  fc.string({
    unit: fc.constantFrom(..."0123456789+-._eEoxXbBaAfF:,TZ tnyY~=<".split("")),
    minLength: 1,
    maxLength: 12,
  }),
  fc.constantFrom("yes", "No", "ON", "off", "y", "N", "true", "False", "NULL", "~", ".inf", "-.INF", ".NaN", "=", "<<"),
  fc.constantFrom("2026-06-30", "2026-6-3 4:05:06", "2026-06-30T14:03:11Z", "0755", "0o17", "0b101", "0x1F", "1_000"),
  fc.double().map(String),
  fc.integer().map(String),
  fc.bigInt().map(String),
);

describe("what the rules pass is the same to every reader", () => {
  test("a scalar that has no finding is the same to a reader of YAML 1.1", async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(written, written, async (key, value) => {
        const text = [...HEAD, "parameters:", `  ${key}: ${value}`, ""].join("\n");
        if ((await check(treeOf(text))).length > 0) return;
        passed++;
        expect(parse(text, { version: "1.1" })).toEqual(parse(text, { version: "1.2" }));
      }),
      { numRuns: 3000 },
    );
    expect(passed).toBeGreaterThan(50);
  });

  test("reading quickly hides nothing: every rule says the same of a file that was read in full", () => {
    const line = fc.tuple(written, written).map(([key, value]) => `  ${key}: ${value}`);
    const lines = fc.oneof(
      line,
      fc.constantFrom("parameters:", "metrics:", "code: {dirty: no}", "  a: [1, b, c?]", "---", "a: 1"),
    );
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 4 }), fc.nat(HEAD.length), (more, place) => {
        const text = [...HEAD.slice(0, place), ...more, ...HEAD.slice(place), ""].join("\n");
        const file = fileOf(text);
        const { document, problems, marks } = readYaml(text);
        const { path, identity, blobId, bytes, source, value, shapeErrors, newerMajor } = file;
        const inFull = { path, identity, blobId, bytes, source, value, shapeErrors, newerMajor };
        const read = { ...inFull, document, syntaxProblems: problems, marks, isUndisputed: false };
        expect(checkFile(file)).toEqual(checkFile(read));
      }),
      { numRuns: 2000 },
    );
  });

  test("what is not read as a file of its kind has a finding", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), written, (at, value) => {
        const lines = [...HEAD, "training: {seed: 1}", "metrics: {auc: 1}"].join("\n");
        const places = [...lines.matchAll(/(?<=: )(?:"[^"]*"|[\w.-]+)/g)];
        const { index, 0: old } = places[at % places.length] ?? { index: 0, 0: "" };
        const file = fileOf(`${lines.slice(0, index)}${value}${lines.slice(index + old.length)}\n`);
        if (contentOf(file, "model-version") !== undefined) return;
        refused++;
        expect(checkFile(file)).not.toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  test("what modelyard writes has no finding, and says what was to be written", () => {
    const text = fc.oneof(
      written,
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom(
        "a?b",
        ":x",
        "a: b",
        "#x",
        "- a",
        "\u2028",
        "\u0085",
        "a\tb",
        "a\rb",
        "two\nlines",
        "x\n",
        " x ",
        "\n",
        "&a",
        "*a",
      ),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const value = fc.oneof(text, number, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text));
    fc.assert(
      fc.property(text, fc.dictionary(text, value), fc.dictionary(text, number), (words, parameters, metrics) => {
        const content = {
          schema: "model-version/1" as const,
          model: "churn",
          version: "1.0.0",
          description: words,
          created_at: "2026-06-30T14:03:11Z",
          author: words,
          artifacts: [{ path: "model.bin", size: 2184, sha256: "0".repeat(64) }],
          parameters,
          metrics,
        };
        const file = fileOf(renderRegistryFile(content, undefined));
        expect(checkFile(file)).toEqual([]);
        expect(JSON.stringify(file.value)).toBe(JSON.stringify(content));
      }),
      { numRuns: 500 },
    );
  });

  test("a fixed scalar has no finding, and is the same to a reader of YAML 1.1", async () => {
    await fc.assert(
      fc.asyncProperty(written, async (value) => {
        const text = [...HEAD, "parameters:", `  scale: ${value}`, ""].join("\n");
        const { text: fixed, left } = applyFixes(text, await check(treeOf(text)));
        if (left.length > 0) return;
        expect(await check(treeOf(fixed))).toEqual([]);
        expect(parse(fixed, { version: "1.1" })).toEqual(parse(fixed, { version: "1.2" }));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("findings do not depend on", () => {
  test("the order in which files are listed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...trees.values()), fc.infiniteStream(fc.nat()), async (tree, numbers) => {
        const shuffled: Tree = {
          ...tree,
          list: async (prefix) =>
            (await tree.list(prefix))
              .map((entry) => ({ entry, at: numbers.next().value ?? 0 }))
              .sort((a, b) => a.at - b.at)
              .map(({ entry }) => entry),
        };
        expect(substance(await check(shuffled))).toEqual(substance(await check(tree)));
      }),
      { numRuns: 120 },
    );
  });

  test.each([...trees.keys()])("the order of keys: %s", async (rule) => {
    const tree = trees.get(rule);
    if (tree === undefined) return;
    const { files } = await readRegistry(tree);
    const readable = [...files.values()].filter(({ value }) => value !== undefined);
    const reversed = new Map(readable.map(({ path, source }) => [path, withKeysReversed(source.text)]));
    const after = besidesForm(await check(overlayTree(tree, reversed)));
    expect(substance(after)).toEqual(substance(besidesForm(await check(tree))));
  });

  test.each([...trees.keys()])("comments: %s", async (rule) => {
    const tree = trees.get(rule);
    if (tree === undefined) return;
    const { files } = await readRegistry(tree);
    const commented = new Map([...files.values()].map(({ path, source }) => [path, withComments(source.text)]));
    const before = besidesForm(await check(tree));
    const after = besidesForm(await check(overlayTree(tree, commented)));
    expect(substance(after)).toEqual(substance(before));
    // A byte order mark stays where it is, and other files as they are; everything else moves down by a line.
    const moves = ({ rule: name, path }: Finding) => name !== "yaml-bom" && files.has(path);
    const moved = before.map((finding) =>
      finding.line !== undefined && moves(finding) ? finding.line + 1 : finding.line,
    );
    expect(after.map(({ line }) => line)).toEqual(moved);
  });
});

/** The file with its top keys in the opposite order, each with the lines below it. */
function withKeysReversed(text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const blocks = text.slice(mark.length).split(/^(?=[A-Za-z])/m);
  return mark + blocks.reverse().join("");
}

function withComments(text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return `${mark}# What follows: a: b, "c", *d\n${text.slice(mark.length)}# The end\n`;
}

test("fixing twice is fixing once, keeps every comment, and leaves nothing that could be fixed", () => {
  const line = fc.tuple(
    fc.constantFrom("  scale: ", "  y: ", "  layers: [1, ", "  2: ", "  rate:\t", "  none:"),
    written,
    fc.constantFrom("", " # why"),
  );
  const start = fc.constantFrom("", "\ufeff", "%YAML 1.1\n---\n");
  const end = fc.constantFrom("", "---\n", "description: a: b\n", "code: {commit: 1234567, dirty: yes}\n");
  const lineBreak = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(start, fc.array(line, { maxLength: 6 }), end, lineBreak, (start, lines, end, lineBreak) => {
      const parameters = lines.map(([key, value, comment], index) => {
        const unique = key.replace(/[a-z]+|2/, (word) => `${word}${index === 0 ? "" : `_${index}`}`);
        return `${unique}${key.endsWith(":") ? "" : value}${key.includes("[") ? "]" : ""}${comment}`;
      });
      const body = [...HEAD, ...(lines.length > 0 ? ["parameters:", ...parameters] : []), ""].join("\n");
      const text = `${start}${body}${end}`.replaceAll("\n", lineBreak);
      const once = fixFile(fileOf(text));
      expect(fixFile(fileOf(once.text))).toEqual({ ...once, applied: [] });
      expect(once.left.filter(({ fix }) => fix !== undefined)).toEqual([]);
      expect(once.text.match(/# why/g)?.length).toBe(text.match(/# why/g)?.length);
    }),
    { numRuns: 500 },
  );
});

function fileOf(text: string): RegistryFile {
  const identity = { kind: "model-version", model: "churn", version: "1.0.0" } as const;
  return readRegistryFile({ path: VERSION_PATH, blobId: "" }, identity, Buffer.from(text));
}
