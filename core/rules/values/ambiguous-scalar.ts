import { type RegistryFile, nodeAt, problemAt, problemAtKey } from "../../registry/file.ts";
import type { Problem, TextEdit } from "../../registry/finding.ts";
import { disputedReading, numberText } from "../../yaml/plain-scalar.ts";
import { judgeKeysInBrackets } from "../support/keys-in-brackets.ts";
import {
  type PlainScalar,
  isClear,
  isUnsafeNumber,
  plainScalars,
  textMeantAt,
  mayBeText,
} from "../support/plain-scalars.ts";
import { judgeEscapes } from "../support/quoted-escapes.ts";
import type { FileRule } from "../rule.ts";
import { pointerOf } from "../support/shape-errors.ts";
import { judgeTextBlocks } from "../support/text-blocks.ts";

type Advice = Pick<Problem, "message" | "hint" | "fix">;

export const ambiguousScalar: FileRule = {
  name: "ambiguous-scalar",
  severity: "error",
  scope: "file",
  title: "Every scalar reads the same in every YAML reader",
  why: "Deploy jobs in any language read these files. Without quotes, `1.10` is the number 1.1, an all-digit commit id loses its digits, and `no`, `0755`, `1:30`, `1e-3` and `2026-06-30` mean one thing to readers of YAML 1.1 and another to those of YAML 1.2.",
  hint: "Quote what is meant as text, and inside brackets what has `:` or `?` in it. Write numbers in plain decimals (`0.5`, `1.0e-3`), truth values as `true` or `false`, and an empty value as `null`. `modelyard validate --fix` does it where the meaning is clear.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (isClear(file)) return;
    const refused = new Set(file.shapeErrors.map(({ instancePath }) => instancePath));
    const unknownKeys = new Set(
      file.shapeErrors.flatMap(({ instancePath, params }) =>
        "additionalProperty" in params ? [`${instancePath}${pointerOf([String(params["additionalProperty"])])}`] : [],
      ),
    );
    for (const scalar of plainScalars(file)) {
      const { keyPath, isKey } = scalar;
      const pointer = refused.size > 0 ? pointerOf(keyPath) : "";
      if (isKey && unknownKeys.has(pointer)) continue;
      const advice = isKey ? judgeKey(scalar) : judgeValue(file, scalar, refused.has(pointer));
      if (advice === undefined) continue;
      // A value that was left out has no place but its key's.
      const atKey = isKey || nodeAt(file, keyPath) === undefined;
      yield (atKey ? problemAtKey : problemAt)(file, keyPath, advice);
    }
    yield* judgeKeysInBrackets(file);
    yield* judgeEscapes(file);
    yield* judgeTextBlocks(file);
  },
};

function judgeKey(scalar: PlainScalar): Advice | undefined {
  const { written, value } = scalar;
  if (typeof value !== "string") {
    return { message: `Keys are text, and ${written} without quotes is ${nameOf(value, written)}`, ...quoted(scalar) };
  }
  const other = disputedReading(written);
  if (other === undefined) return judgeInBrackets(scalar);
  return { message: disputed(scalar, other), ...quoted(scalar) };
}

/** Inside brackets, readers of YAML 1.1 take a question mark or a colon for more than a letter. */
function judgeInBrackets(scalar: PlainScalar): Advice | undefined {
  const { written, inBrackets, value } = scalar;
  const sign = /[?:]/.exec(written)?.[0];
  if (!inBrackets || typeof value !== "string" || sign === undefined) return undefined;
  const message = `A text with ${sign} inside brackets is refused by some YAML readers, or read as something else`;
  return { message, ...quoted(scalar) };
}

function judgeValue(file: RegistryFile, scalar: PlainScalar, isRefused: boolean): Advice | undefined {
  const { keyPath, written, value } = scalar;
  if (textMeantAt(file, keyPath) !== undefined) {
    const message = `\`${String(keyPath.at(-1))}\` is text, and ${written} without quotes is ${nameOf(value, written)}`;
    return { message, ...quoted(scalar) };
  }
  // The schema refuses the value itself, or it is no number that could be kept: others say so.
  if (isRefused || isUnsafeNumber(written, value)) return undefined;
  if (written === "" || written === "~") return judgeNothing(file, scalar);
  const other = disputedReading(written);
  if (other === undefined) return judgeInBrackets(scalar);
  const message = disputed(scalar, other);
  if (typeof value !== "number") return { message, ...quoted(scalar) };
  const hasOneValue = !/^[-+]?0[0-9]/.test(written);
  if (hasOneValue) return { message, ...replaced(scalar, numberText(value), "Write") };
  if (mayBeText(file, keyPath)) return { message, ...quoted(scalar) };
  return { message, hint: "Write the number that is meant, without a leading zero." };
}

/** A value that was left out reads as null; so does what somebody forgot to fill in. */
function judgeNothing(file: RegistryFile, scalar: PlainScalar): Advice {
  const { keyPath, written, start } = scalar;
  const key = String(keyPath.at(-1));
  if (written === "~") return { message: `\`${key}\` is ~`, ...replaced(scalar, "null", "For nothing, write") };
  const message = `\`${key}\` has no value`;
  const hint = "For nothing on purpose, write null.";
  const before = file.source.text.slice(0, start).trimEnd();
  const isValue = before.endsWith(":") && nodeAt(file, keyPath) !== undefined;
  if (!isValue) return { message, hint };
  const edits = [{ start: before.length, end: before.length, text: " null" }];
  return { message, hint, fix: { description: "write null", edits } };
}

function disputed({ written, value }: PlainScalar, other: string): string {
  const here = typeof value === "number" ? `the number ${numberText(value)}` : "text";
  return here === other
    ? `${written} is a way to write ${here} that not every YAML reader knows`
    : `${written} is ${here} to some YAML readers and ${other} to others`;
}

/** A value that is no text, in words; a number is named where it is not what stands there. */
function nameOf(value: unknown, written?: string): string {
  if (typeof value !== "number") return value === null ? "null" : "a truth value";
  const digits = numberText(value);
  return digits === written ? "a number" : `the number ${digits}`;
}

function quoted(scalar: PlainScalar): Pick<Problem, "hint" | "fix"> {
  return replaced(scalar, JSON.stringify(scalar.written), "Quote it:");
}

function replaced({ start, end }: PlainScalar, text: string, verb: string): Pick<Problem, "hint" | "fix"> {
  const edit: TextEdit = { start, end, text };
  return { hint: `${verb} ${text}.`, fix: { description: `write ${text}`, edits: [edit] } };
}
