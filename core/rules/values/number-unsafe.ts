import { type RegistryFile, problemAt } from "../../registry/file.ts";
import type { Fix, Problem } from "../../registry/finding.ts";
import { numberText } from "../../yaml/plain-scalar.ts";
import { isClear, isUnsafeNumber, plainScalars, textMeantAt, mayBeText } from "../support/plain-scalars.ts";
import type { FileRule } from "../rule.ts";

export const numberUnsafe: FileRule = {
  name: "number-unsafe",
  severity: "error",
  scope: "file",
  title: "Every number is finite and keeps all its digits",
  why: "Most readers keep numbers as 64-bit floats: a whole number above 9007199254740991 comes back as its neighbour. Infinity and not-a-number have no place in JSON, and no comparison with them says anything, so a gate on such a metric could never be right.",
  hint: "Write the exact number within ±9007199254740991, or quote it where text will do; leave out a metric that has no value.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (isClear(file)) return;
    for (const { keyPath, isKey, written, value, start, end } of plainScalars(file)) {
      if (isKey || !isUnsafeNumber(written, value) || textMeantAt(file, keyPath) !== undefined) continue;
      if (!Number.isFinite(value)) {
        const message = `${written} is ${Number.isNaN(value) ? "not a number" : "not a finite number"}`;
        yield problemAt(file, keyPath, { message, hint: "Leave it out where there is no value." });
        continue;
      }
      const fix: Fix = { description: "quote it", edits: [{ start, end, text: JSON.stringify(written) }] };
      yield problemAt(file, keyPath, {
        message: `${written} is beyond ±9007199254740991, so most readers take it for ${BigInt(value)}`,
        ...(mayBeText(file, keyPath)
          ? { hint: `Quote it: "${written}".`, fix }
          : { hint: `Write a number that readers can keep, such as ${numberText(value)}.` }),
      });
    }
  },
};
