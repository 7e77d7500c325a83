import { type Scalar, isScalar, visit } from "yaml";
import type { RegistryFile } from "../../registry/file.ts";
import type { Problem, TextEdit } from "../../registry/finding.ts";
import type { SyntaxProblem } from "../../yaml/reader.ts";

interface SyntaxAdvice extends Pick<Problem, "message" | "hint" | "fix"> {
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** The YAML library's errors in the words of somebody who edits a file by hand, with the place to correct. */
export function adviseOnSyntax(file: RegistryFile, problem: SyntaxProblem): SyntaxAdvice {
  const { code, start, end } = problem;
  const { text } = file.source;
  switch (code) {
    case "UNRESOLVED_ALIAS":
      return quote({ start, end, text: JSON.stringify(text.slice(start, end)) }, problem.message);
    case "BAD_SCALAR_START":
      return badStart(file, problem);
    case "MULTILINE_IMPLICIT_KEY":
    case "BLOCK_AS_IMPLICIT_KEY":
      return (
        glued(text, start) ??
        colonInside(text, start) ??
        indentedDeeper(text, start) ?? {
          start,
          end,
          message: "This line belongs to no key",
          hint: "Each line is `key: value`, and keys of one map begin in the same column.",
        }
      );
    case "MISSING_CHAR":
      if (problem.message.includes("quote")) return unclosedQuote(file, problem);
      if (problem.message.startsWith("Comments")) {
        const fix = { description: "add a space before the comment", edits: [{ start, end: start, text: " " }] };
        return {
          start,
          end,
          message: "A comment needs a space before its #",
          hint: "Write a space before the #.",
          fix,
        };
      }
      if (/end with (?:a )?[\]}]/.test(problem.message)) return unclosedBracket(problem);
      return glued(text, start) ?? { start, end, message: "This key has no colon", hint: "Each line is `key: value`." };
    case "UNEXPECTED_TOKEN":
      return unexpected(text, problem);
    case "BAD_INDENT":
      return unclosedBracket(problem);
    case "EMPTY":
      return { start, end, message: problem.message, hint: "Write the document, or delete the file." };
    case "NOT_UTF8":
      return { start, end, message: problem.message, hint: "Save it as UTF-8 without a byte order mark." };
    case "BAD_DQ_ESCAPE":
      return { start, end, message: problem.message, hint: 'Write a backslash inside double quotes as "\\\\".' };
    default:
      return { start, end, message: problem.message.replace(/\.$/, "") };
  }
}

/** `owners: [@alice]` */
function badStart(file: RegistryFile, { start, end, message }: SyntaxProblem): SyntaxAdvice {
  let written: string | undefined;
  visitScalars(file, (node) => {
    if (node.range?.[0] === start) written = node.source;
  });
  if (written === undefined || written.includes("\n")) return { start, end, message };
  const edit = { start, end: start + written.length, text: JSON.stringify(written) };
  return quote(edit, `A value cannot begin with ${written.charAt(0)}`);
}

/** `model:churn` */
function glued(text: string, offset: number): SyntaxAdvice | undefined {
  const line = lineAround(text, offset);
  const match = /^([ -]*)([A-Za-z0-9_][A-Za-z0-9_-]*):(?=[^\s:/])/.exec(line.text);
  if (match === null) return undefined;
  const [all, indent = "", key = ""] = match;
  const at = line.start + all.length;
  return {
    start: line.start + indent.length,
    end: at,
    message: "A key needs a space after its colon",
    hint: `Write ${key}: and a space.`,
    fix: { description: "add the space", edits: [{ start: at, end: at, text: " " }] },
  };
}

/** `description: Churn: the second attempt` */
function colonInside(text: string, offset: number): SyntaxAdvice | undefined {
  const line = lineAround(text, offset);
  const key = /^[ -]*[A-Za-z0-9_][A-Za-z0-9_-]*: +(?=[^\s"'[{|>&*!#])/.exec(line.text)?.[0];
  const value = line.text.slice(key?.length).trimEnd();
  if (key === undefined || value.indexOf(": ") < 1 || value.includes(" #")) return undefined;
  const start = line.start + key.length;
  const edit = { start, end: start + value.length, text: JSON.stringify(value) };
  return quote(edit, "A value with a colon and a space in it needs quotes");
}

/** A key on the line below a finished `key: value`, one step too deep. */
function indentedDeeper(text: string, offset: number): SyntaxAdvice | undefined {
  const line = lineAround(text, offset);
  const below = lineAround(text, line.start + line.text.length + 1);
  const above = /^( *)([A-Za-z0-9_-]+): *[^\s#]/.exec(line.text);
  const inner = /^( *)([A-Za-z0-9_-]+):(?:\s|$)/.exec(below.text);
  if (above === null || inner === null || (inner[1] ?? "").length <= (above[1] ?? "").length) return undefined;
  const start = below.start + (inner[1] ?? "").length;
  return {
    start,
    end: start + (inner[2] ?? "").length,
    message: `\`${inner[2] ?? ""}\` is indented deeper than \`${above[2] ?? ""}\`, which has its value already`,
    hint: "Keys of one map begin in the same column.",
  };
}

function unexpected(text: string, { start, end }: SyntaxProblem): SyntaxAdvice {
  const before = text.charAt(start - 1);
  if (before !== "'" && before !== '"')
    return { start, end, message: "This cannot follow here", hint: "Is a comma or a line break missing before it?" };
  const hint =
    before === "'"
      ? "A quote inside single quotes is written twice: 'it''s'."
      : 'A quote inside double quotes is written \\".';
  return { start, end, message: "The quoted text ends before this", hint };
}

/** A map or list in brackets that goes on where it should have ended. */
function unclosedBracket({ start, end, message }: SyntaxProblem): SyntaxAdvice {
  const close = /end with (?:a )?(.)/.exec(message)?.[1];
  if (close === undefined) return { start, end, message, hint: "Keys of one map begin in the same column." };
  const open = close === "]" ? "[" : "{";
  return { start, end, message: `The ${open} above is not closed before this`, hint: `Write the missing ${close}.` };
}

/** Reported where the text ends: the mistake is where the quotes opened. */
function unclosedQuote(file: RegistryFile, problem: SyntaxProblem): SyntaxAdvice {
  let opened = problem.start;
  visitScalars(file, (node) => {
    const start = node.range?.[0] ?? 0;
    if (node.type?.startsWith("QUOTE") && start < problem.start) opened = start;
  });
  return {
    start: opened,
    end: opened + 1,
    message: "These quotes are never closed",
    hint: "Close them on the same line.",
  };
}

function quote(edit: TextEdit, message: string): SyntaxAdvice {
  const { start, end, text } = edit;
  return { start, end, message, hint: `Quote it: ${text}.`, fix: { description: `write ${text}`, edits: [edit] } };
}

function visitScalars({ document }: RegistryFile, see: (node: Scalar) => void): void {
  if (document === undefined) return;
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node)) see(node);
    },
  });
}

function lineAround(text: string, offset: number): Line {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  return { text: text.slice(start, end === -1 ? undefined : end), start };
}
