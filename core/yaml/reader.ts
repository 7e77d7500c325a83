import { type CST, Composer, type Document, Lexer, type Node, Parser, isMap, isScalar, isSeq } from "yaml";
import { withoutStacks } from "./without-stacks.ts";
import { MAX_DEPTH, type Mark, scanTokens } from "./marks.ts";

/** Why a text is not one readable YAML document; offsets are into the text. */
export interface SyntaxProblem {
  /** The YAML library's code, or one of ours. */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where the other half of the problem stands: the first of two equal keys. */
  readonly otherStart?: number;
}

export interface YamlReading {
  /** The first document with positions. */
  readonly document: Document | undefined;
  /** What a YAML 1.2 reader makes of it; undefined where readers may differ on what the text says at all. */
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
  readonly marks: readonly Mark[];
}

/**
 * What YAML allows nowhere (https://yaml.org/spec/1.2.2/#51-character-set), a byte order mark past the beginning, and
 * line breaks of YAML 1.1 that those of 1.2 take for a part of the line: a lone CR, NEL, LS and PS.
 */
const REFUSED =
  /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|[\u2028\u2029]/gu;

/** Reads one YAML document. Never throws, whatever the text. */
export function readYaml(text: string): YamlReading {
  try {
    return withoutStacks(() => read(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unread([{ code: "UNREADABLE", message, start: 0, end: 0 }], []);
  }
}

function read(text: string): YamlReading {
  const tokens = HAS_CONTENT.test(text) ? tokensOf(text) : [];
  const { marks, tooDeepAt } = scanTokens(tokens);
  if (tooDeepAt !== undefined) {
    const message = `More than ${MAX_DEPTH} maps and lists lie in each other here`;
    return unread([{ code: "TOO_DEEP", message, start: tooDeepAt, end: tooDeepAt + 1 }], []);
  }
  // Equal keys are found below: the library compares each key with each other one.
  const options = { version: "1.2", uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
  const [document, second] = new Composer(options).compose(withoutEchoes(tokens));
  if (document === undefined) return unread([{ code: "EMPTY", message: "The file is empty", start: 0, end: 0 }], marks);

  let problems = findCharacters(text);
  // Where readers break lines in other places, errors of this one say nothing more.
  if (problems.length === 0) {
    for (const { code, message, pos } of document.errors) problems.push({ code, message, start: pos[0], end: pos[1] });
  }
  if (second !== undefined) {
    const start = tokens.filter(({ type }) => type === "document")[1]?.offset ?? 0;
    problems.push({ code: "SEVERAL_DOCUMENTS", message: "A second document begins here", start, end: start + 3 });
  }
  if (problems.length === 0) problems = findKeyProblems(document.contents);
  const readable = problems.length === 0 && marks.every(({ kind }) => kind === "tab");
  return { document, value: readable ? document.toJS() : undefined, problems, marks };
}

/** A line with more than spaces and a comment. A byte order mark is a space here. */
const HAS_CONTENT = /^[^\S\n\r\u2028\u2029]*[^\s#]/m;

/** What the parser holds open at once for one level of nesting: a collection, and a pair in it. */
const TOKENS_A_LEVEL = 2;
/** So many errors are kept of a file that is no YAML: the first one is reported. */
const MAX_ERROR_TOKENS = 100;

/**
 * The tokens of a text, as far as it is worth reading. A file of brackets alone, or one that goes on behind its end, would
 * otherwise cost far more time and memory than a file that says something.
 */
function tokensOf(text: string): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") errors++;
    }
    if (parser.stack.length > MAX_STACK || errors === MAX_ERROR_TOKENS) break;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Some more than the depth that is refused, for the document and what is just read. */
const MAX_STACK = (MAX_DEPTH + 8) * TOKENS_A_LEVEL;

/** Past the end of what could be read, every token is an error; the first says it all. */
function* withoutEchoes(tokens: readonly CST.Token[]): Iterable<CST.Token> {
  let hasError = false;
  for (const token of tokens) {
    if (token.type !== "error" || !hasError) yield token;
    hasError ||= token.type === "error";
  }
}

function unread(problems: readonly SyntaxProblem[], marks: readonly Mark[]): YamlReading {
  return { document: undefined, value: undefined, problems, marks };
}

function findCharacters(text: string): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  for (const { index: start, 0: character } of text.matchAll(REFUSED)) {
    if (start === 0 && character === "\ufeff") continue;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const message = `U+${code} cannot stand here`;
    problems.push({ code: "CHARACTER", message, start, end: start + character.length });
    // Each character of a file can be one.
    if (problems.length === MAX_CHARACTER_PROBLEMS) break;
  }
  return problems;
}

const MAX_CHARACTER_PROBLEMS = 5000;

/** Keys that stand twice in their map, and keys that are no text at all. */
function findKeyProblems(contents: Node | null): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const open: unknown[] = [contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) for (const item of node.items) open.push(item);
    if (!isMap<Node, Node | null>(node)) continue;
    const firsts = new Map<string, number>();
    for (const { key, value } of node.items) {
      open.push(value ?? undefined);
      const [start, end] = key.range ?? [0, 0];
      const name = isScalar(key) && !isEmpty(start, end) ? String(key.value) : undefined;
      const otherStart = name === undefined ? undefined : firsts.get(name);
      if (name === undefined) problems.push({ code: "KEY_NOT_TEXT", message: "This key is not text", start, end });
      else if (otherStart === undefined) firsts.set(name, start);
      else problems.push({ code: "DUPLICATE_KEY", message: `The key ${name} is here twice`, start, end, otherStart });
    }
  }
  return problems.sort((a, b) => a.start - b.start);
}

function isEmpty(start: number, end: number): boolean {
  return start === end;
}
