// Texts on which patterns once went back over what they had read: each took from ten seconds to minutes. vitest's own limit
// of time for a test is the measure.
import { describe, expect, test } from "vitest";
import { inspectModelFile } from "./inspect.ts";
import { memoryFile } from "./bytes/random-access-file.ts";
import { ownTag } from "./detect/own-tag.ts";

const sizeBytes = 256 * 1024;
const filled = (start: string, unit: string, end = ""): string =>
  start + unit.repeat(Math.ceil((sizeBytes - start.length - end.length) / unit.length)) + end;

describe("256 KiB of anything has an answer", () => {
  test.each([
    ["tags that never end, in a list", "a.yaml", filled("a: [", ",!<")],
    ["marks of lists and no value", "a.yaml", filled("tree\nversion=v4\n", "- ")],
    ["blanks in front of what does not come", "g.pbtxt", filled("node {\n}\nnode", "\f")],
    ["the same, of Caffe", "g.prototxt", filled("python_param", "\u00a0")],
    ["a number of zeros that is none", "a.pkl", `${`I${"0".repeat(60_000)}x\n`.repeat(4)}.`],
    ["lists in a description of MLflow's", "MLmodel", filled("", "[")],
    ["keys in a description of MLflow's", "MLmodel", filled("", "a: ")],
    ["quotes in YAML", "a.yaml", filled('a: "', ', "\\"')],
    ["anchors in YAML", "a.yaml", filled("a: ", "&a ")],
    ["attributes in PMML", "a.pmml", filled("<PMML ", "a = ")],
  ])("%s", async (_, path, text) => {
    const { format } = await inspectModelFile(memoryFile(path, Buffer.from(text)));
    expect(format).not.toBe("safetensors");
  });
});

describe("a tag of somebody's own", () => {
  test.each([
    ["a: !Loader x", "!Loader"],
    ["- - !Loader x", "!Loader"],
    ["? !Loader x", "!Loader"],
    ["--- !Loader x", "!Loader"],
    ["a: &b !Loader x", "!Loader"],
    ['"a": !Loader x', "!Loader"],
    ["it's: !Loader x", "!Loader"],
    ['a: {"b": !Loader x}', "!Loader"],
    ['a: {"b":!Loader x}', "!Loader"],
    ['a: {"b\\\\": !Loader x}', "!Loader"],
    ["a: [1,!Loader x]", "!Loader"],
    ["a: 1\u2028b: !Loader x", "!Loader"],
    ["a: !<tag:acme.com,2026:x> x", "!<tag:acme.com,2026:x>"],
  ])("%j", (text, tag) => {
    expect(ownTag(text)).toBe(tag);
  });

  test.each([
    "a: Stop !now",
    'a: "b: !Loader x"',
    "a: 'it''s: !Loader x'",
    "a: 1 # b: !Loader x",
    "# b: !Loader x",
    "a: !!str 1",
    "a: ! b",
    'a: {"b, !c": 1}',
  ])("none in %j", (text) => {
    expect(ownTag(text)).toBeUndefined();
  });
});
