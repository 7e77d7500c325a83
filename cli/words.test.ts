import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../core/errors.ts";
import type { OptionSpecs } from "./command.ts";
import { readWords } from "./words.ts";

const SPECS: OptionSpecs = {
  directory: { type: "text", value: "DIR", short: "C", help: "" },
  format: { type: "text", value: "FORMAT", help: "" },
  artifact: { type: "list", value: "FILE", short: "a", help: "" },
  json: { type: "flag", help: "" },
  help: { type: "flag", short: "h", help: "" },
  quiet: { type: "flag", short: "q", help: "" },
};
const FOR_NODE = {
  directory: { type: "string", short: "C" },
  format: { type: "string" },
  artifact: { type: "string", multiple: true, short: "a" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  quiet: { type: "boolean", short: "q" },
} as const;

const word = fc.oneof(
  fc.constantFrom("--json", "--help", "-h", "-q", "-hq", "-qC", "-C", "-Cdir", "-hCdir", "-C=x", "--directory", "-a"),
  fc.constantFrom("--format", "--format=", "--format=env", "--artifact", "--artifact=a=b", "--json=yes", "--", "-", ""),
  fc.constantFrom(
    "--unknown",
    "--unknown=1",
    "-x",
    "-hx",
    "--no-json",
    "---",

    "-é",
    "--__proto__",
    "churn@^1.2",
  ),
  // Node itself reads an option without a name in two ways.
  fc.string({ maxLength: 4 }).filter((text) => !text.startsWith("--=")),
);

function byNode(words: readonly string[]): unknown {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: FOR_NODE, allowPositionals: true });
    return { values: { ...values }, positionals };
  } catch (error) {
    // Node goes on with advice of its own.
    return (error as Error).message.split(/\. (?=To )|\.?\n/)[0];
  }
}

function byUs(words: readonly string[]): unknown {
  try {
    return readWords("show", SPECS, words);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

test("reads words as Node does, and refuses them in the same words", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      expect(byUs(words)).toEqual(byNode(words));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  [["--fromat", "env"], "Unknown option '--fromat'", "Did you mean --format? See modelyard show --help."],
  [["-x"], "Unknown option '-x'", "See modelyard show --help."],
  [["--format", "-x"], "Option '--format' argument is ambiguous", "write --format=-x"],
])("%j: %s", (words, message, hint) => {
  const read = () => readWords("show", SPECS, words);
  expect(read).toThrow(expect.objectContaining({ code: "usage", message, hint: expect.stringContaining(hint) }));
});
