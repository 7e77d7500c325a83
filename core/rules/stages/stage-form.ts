import { Lexer } from "yaml";
import type { Stage } from "../../../schemas/generated/types.ts";
import type { RegistryFile } from "../../registry/file.ts";
import { contentOf } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import { textLiteral } from "../../yaml/plain-scalar.ts";
import type { FileRule } from "../rule.ts";

/** A name, with or without quotes: what reads the version does not read it. */
const NAME = String.raw`(?:[A-Za-z0-9._-]+|"[^"\\\r\n]*")`;

const FORM = new RegExp(
  String.raw`^(?:#[^\r\n]*\r?\n)*schema: stage/1 *\r?\nmodel: ${NAME} *\r?\nstage: ${NAME} *\r?\nversion: (?:null|"[^"\\\r\n]+") *(?:\r?\n)?$`,
);

export const stageForm: FileRule = {
  name: "stage-form",
  severity: "error",
  scope: "file",
  title: "Every stage file has the same form",
  why: "Deploy jobs read the version with one line of `sed`. YAML has many ways to write the same, and that line reads one: with the keys in another order, in brackets, in other quotes or with a line break in between, such a job gets no version, or a wrong one.",
  hint: "Write `schema`, `model`, `stage` and `version` in this order, each on a line of its own, the version as null or in double quotes, and comments above them. `modelyard validate --fix` does it.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.identity.kind !== "stage" || FORM.test(file.source.text)) return;
    // What is wrong with the text or the values comes first: others say so.
    const stage = contentOf(file, "stage");
    if (stage === undefined || file.marks.length > 0 || hasOtherMistakes(file, stage)) return;
    const { text } = file.source;
    yield {
      path: file.path,
      ...placed(file.source, file.source.span(0, text.split(/\r?\n/, 1)[0]?.length ?? 0)),
      message: "The file has another form than stage files have, so a deploy job's `sed` may not find the version",
      hint: "Write it as `modelyard promote` does: modelyard validate --fix.",
      fix: { description: "write the form", edits: [{ start: 0, end: text.length, text: inForm(text, stage) }] },
    };
  },
};

function hasOtherMistakes({ source: { text } }: RegistryFile, { version }: Stage): boolean {
  return text.startsWith("\ufeff") || (version === null && !/\bnull\b/.test(text));
}

function inForm(text: string, { model, stage, version }: Stage): string {
  const lines = [
    ...commentsIn(text),
    "schema: stage/1",
    `model: ${textLiteral(model)}`,
    `stage: ${textLiteral(stage)}`,
    `version: ${JSON.stringify(version)}`,
  ];
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return lines.map((line) => `${line}${lineEnd}`).join("");
}

/** What announces the text of a scalar among the tokens, which may begin with any character. */
const SCALAR_MARK = "\u001f";

function commentsIn(text: string): readonly string[] {
  const tokens = [...new Lexer().lex(text)];
  return tokens.filter((token, index) => token.startsWith("#") && tokens[index - 1] !== SCALAR_MARK);
}
