import type { ErrorObject } from "ajv";
import { type Document, LineCounter, isMap, isNode, isPair, isScalar, parseAllDocuments, type Node, type Range } from "yaml";
import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import * as validators from "../../schemas/generated/validators.js";
import { type Problem, placed } from "./finding.ts";
import type { Identity, Kind } from "./paths.ts";
import { SourceText, type Span } from "./source.ts";
import type { TreeEntry } from "./tree.ts";

/** Largest file that is read, in bytes; a larger one is a finding and stays unparsed. */
export const MAX_FILE_BYTES = 256 * 1024;

/** A way into a document: `["artifacts", 0, "sha256"]`. */
export type KeyPath = readonly (string | number)[];

/** One file of a registry, as far as it could be understood. */
export interface RegistryFile {
  readonly path: string;
  readonly identity: Identity;
  readonly blobId: string;
  readonly bytes: Uint8Array;
  readonly source: SourceText;
  /** The first document with positions; undefined when the bytes are not text or too many. */
  readonly document: Document | undefined;
  /** How many YAML documents the file holds. */
  readonly documents: number;
  /** What a YAML 1.2 reader makes of it. */
  readonly value: unknown;
  /** Why the bytes are not one readable YAML document. */
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Where the value departs from the schema of its kind. */
  readonly shapeErrors: readonly ErrorObject[];
  /** The major version that the file claims, where it is above the one that this program reads. */
  readonly newerMajor: number | undefined;
}

export interface SyntaxProblem {
  /** The YAML library's code, or `NOT_UTF8`. */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
}

const VALIDATOR: Record<Kind, (typeof validators)["stage"]> = {
  registry: validators.registry,
  model: validators.model,
  "model-version": validators.model_version,
  stage: validators.stage,
  status: validators.status,
  dataset: validators.dataset,
  "dataset-version": validators.dataset_version,
};

/** Reads one registry file: bytes → text → YAML with positions → value → schema. Never throws for bad input. */
export function readRegistryFile(entry: Pick<TreeEntry, "path" | "blobId">, identity: Identity, bytes: Uint8Array): RegistryFile {
  const base = { path: entry.path, identity, blobId: entry.blobId, bytes };
  const unread = { document: undefined, documents: 0, value: undefined, shapeErrors: [], newerMajor: undefined };
  if (bytes.length > MAX_FILE_BYTES) return { ...base, ...unread, source: new SourceText(""), syntaxProblems: [] };

  const text = decode(bytes);
  if (text === undefined) {
    const source = new SourceText("");
    const span = source.span(0, 0);
    return { ...base, ...unread, source, syntaxProblems: [{ code: "NOT_UTF8", message: "The file is not UTF-8 text", span }] };
  }
  return { ...base, ...parse(new SourceText(text), identity.kind) };
}

type Parsed = Omit<RegistryFile, "path" | "identity" | "blobId" | "bytes">;

function parse(source: SourceText, kind: Kind): Parsed {
  const unread = { source, document: undefined, documents: 0, value: undefined, shapeErrors: [], newerMajor: undefined };
  try {
    const options = { version: "1.2", lineCounter: new LineCounter(), prettyErrors: false, logLevel: "silent" } as const;
    const all = parseAllDocuments(source.text, options);
    const document: Document.Parsed | undefined = Array.isArray(all) ? all[0] : undefined;
    if (document === undefined) {
      const span = source.span(0, 0);
      return { ...unread, syntaxProblems: [{ code: "EMPTY", message: "The file is empty", span }] };
    }
    const syntaxProblems = document.errors.map((error) => ({
      code: error.code,
      message: error.message,
      span: source.span(error.pos[0], error.pos[1]),
    }));
    const value: unknown = syntaxProblems.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
    const parsed = { source, document, documents: all.length, value, syntaxProblems };
    if (syntaxProblems.length > 0) return { ...parsed, shapeErrors: [], newerMajor: undefined };
    const newerMajor = readNewerMajor(value, kind);
    return { ...parsed, newerMajor, shapeErrors: newerMajor === undefined ? checkShape(kind, value) : [] };
  } catch (error) {
    // A stack that ran out on thousands of nested brackets, or aliases that multiply beyond the bound.
    const message = error instanceof RangeError ? "The file is nested too deeply to read" : (error as Error).message;
    return { ...unread, syntaxProblems: [{ code: "UNREADABLE", message, span: source.span(0, 0) }] };
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readNewerMajor(value: unknown, kind: Kind): number | undefined {
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  const match = typeof schema === "string" ? /^([a-z-]+)\/([0-9]{1,6})$/.exec(schema) : null;
  const major = match?.[1] === kind ? Number(match[2]) : 1;
  return major > 1 ? major : undefined;
}

function checkShape(kind: Kind, value: unknown): readonly ErrorObject[] {
  const validate = VALIDATOR[kind];
  return validate(value) ? [] : (validate.errors ?? []);
}

/** The file's content when it is whole: readable, of its kind's schema, and of a major version that we know. */
export function contentOf<K extends Kind>(file: RegistryFile, kind: K): RegistryFileByKind[K] | undefined {
  const whole =
    file.identity.kind === kind &&
    file.document !== undefined &&
    file.syntaxProblems.length === 0 &&
    file.shapeErrors.length === 0 &&
    file.newerMajor === undefined;
  // The schema check above is what makes this type true.
  return whole ? (file.value as RegistryFileByKind[K]) : undefined;
}

/** Where the value at `keyPath` stands; the deepest part that exists where the rest does not. */
function locateValue(file: RegistryFile, keyPath: KeyPath): Span {
  for (let depth = keyPath.length; depth > 0; depth--) {
    const node = file.document?.getIn(keyPath.slice(0, depth), true);
    if (isNode(node) && node.range) return spanOf(file, node);
  }
  return spanOfStart(file);
}

/** Where the key at the end of `keyPath` stands, or its value where it has no key. */
function locateKey(file: RegistryFile, keyPath: KeyPath): Span {
  const parent = keyPath.length > 1 ? file.document?.getIn(keyPath.slice(0, -1), true) : file.document?.contents;
  const key = keyPath.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
    if (pair !== undefined && isNode(pair.key)) return spanOf(file, pair.key);
  }
  return locateValue(file, keyPath);
}

/** The node at `keyPath`, with its range in the text. */
export function nodeAt(file: RegistryFile, keyPath: KeyPath): Node | undefined {
  const node = keyPath.length === 0 ? file.document?.contents : file.document?.getIn(keyPath, true);
  return isNode(node) ? node : undefined;
}

function spanOf(file: RegistryFile, node: { range?: Range | null }): Span {
  const [start, valueEnd] = node.range ?? [0, 0, 0];
  const span = file.source.span(start, valueEnd);
  // A block's span shows as its first line: the rest is the reader's to see.
  if (span.endLine === span.line) return span;
  const width = file.source.line(span.line)?.trimEnd().length ?? 0;
  return { ...span, endLine: span.line, endColumn: Math.max(width + 1, span.column + 1) };
}

function spanOfStart(file: RegistryFile): Span {
  const contents = file.document?.contents;
  return contents?.range ? spanOf(file, contents) : file.source.span(0, 0);
}

/** A problem with the value at `keyPath` of `file`. */
export function problemAt(file: RegistryFile, keyPath: KeyPath, problem: Pick<Problem, "message" | "help" | "fix">): Problem {
  return { path: file.path, ...placed(file.source, locateValue(file, keyPath)), ...problem };
}

/** A problem with the key at the end of `keyPath` of `file`. */
export function problemAtKey(file: RegistryFile, keyPath: KeyPath, problem: Pick<Problem, "message" | "help" | "fix">): Problem {
  return { path: file.path, ...placed(file.source, locateKey(file, keyPath)), ...problem };
}
