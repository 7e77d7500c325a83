import type { ErrorObject } from "ajv";
import { type Document, type Node, type Range, type YAMLMap, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import { type Problem, placed } from "./finding.ts";
import type { Identity, Kind } from "./names/paths.ts";
import { readFastYaml } from "../yaml/fast-reader.ts";
import { checkShape } from "./shape.ts";
import { SourceText, type Span, decodeLossy, decodeText } from "../yaml/source-text.ts";
import { MAX_FILE_BYTES, type TreeEntry } from "../tree/tree.ts";
import { type SyntaxProblem, type YamlReading, readYaml } from "../yaml/reader.ts";
import type { Mark } from "../yaml/marks.ts";

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
  /** What YAML readers make of it; undefined where it cannot be read, or not everywhere alike. */
  readonly value: unknown;
  /** Why the bytes are not one readable YAML document. */
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Anchors, aliases, merge keys, tags, directives and tabs. */
  readonly marks: readonly Mark[];
  /** Known without looking at positions: no problems, no marks, and no scalar that readers could take for different things. */
  readonly isUndisputed: boolean;
  /** Where the value departs from the schema of its kind. */
  readonly shapeErrors: readonly ErrorObject[];
  /** The major version that the file claims, where it is above the one that this program reads. */
  readonly newerMajor: number | undefined;
}

/**
 * Reads one registry file: bytes → text → YAML → value → schema. Never throws for bad input. Positions cost far more than
 * the value, so they are found when somebody first asks for them.
 */
export function readRegistryFile(
  entry: Pick<TreeEntry, "path" | "blobId">,
  identity: Identity,
  bytes: Uint8Array,
): RegistryFile {
  const base = { path: entry.path, identity, blobId: entry.blobId, bytes };
  if (bytes.length > MAX_FILE_BYTES) return { ...base, ...UNREAD };
  const text = decodeText(bytes);
  if (text === undefined) {
    const { text: shown, start, isUtf16 } = decodeLossy(bytes);
    const message = isUtf16 ? "The file is UTF-16 text, not UTF-8" : "The file is not UTF-8 text from here on";
    const problem = { code: "NOT_UTF8", message, start, end: isUtf16 ? start : start + 1 };
    return { ...base, ...UNREAD, source: new SourceText(isUtf16 ? "" : shown), syntaxProblems: [problem] };
  }
  return new TextFile(base, text);
}

/** A file that is known to be there, with nothing in it. */
export function unreadFile({ path, blobId }: Pick<TreeEntry, "path" | "blobId">, identity: Identity): RegistryFile {
  return { path, blobId, identity, bytes: NO_BYTES, ...UNREAD };
}

/** One for all: an array of its own takes more memory than all else that is known of such a file. */
const NO_BYTES = new Uint8Array(0);

const UNREAD = {
  source: new SourceText(""),
  document: undefined,
  value: undefined,
  syntaxProblems: [],
  marks: [],
  isUndisputed: false,
  shapeErrors: [],
  newerMajor: undefined,
} as const;

class TextFile implements RegistryFile {
  readonly path: string;
  readonly identity: Identity;
  readonly blobId: string;
  readonly bytes: Uint8Array;
  readonly source: SourceText;
  readonly value: unknown;
  readonly isUndisputed: boolean;
  readonly shapeErrors: readonly ErrorObject[];
  readonly newerMajor: number | undefined;
  #reading: YamlReading | undefined;

  constructor(
    { path, identity, blobId, bytes }: Pick<RegistryFile, "path" | "identity" | "blobId" | "bytes">,
    text: string,
  ) {
    this.path = path;
    this.identity = identity;
    this.blobId = blobId;
    this.bytes = bytes;
    this.source = new SourceText(text);
    const fast = readFastYaml(text);
    this.isUndisputed = fast !== undefined;
    this.value = fast ?? this.#positioned().value;
    this.newerMajor = this.value === undefined ? undefined : readNewerMajor(this.value, identity.kind);
    const isKnown = this.value !== undefined && this.newerMajor === undefined;
    this.shapeErrors = isKnown ? checkShape(identity.kind, this.value) : [];
  }

  get document(): Document | undefined {
    return this.#positioned().document;
  }

  get syntaxProblems(): readonly SyntaxProblem[] {
    return this.isUndisputed ? [] : this.#positioned().problems;
  }

  get marks(): readonly Mark[] {
    return this.isUndisputed ? [] : this.#positioned().marks;
  }

  #positioned(): YamlReading {
    this.#reading ??= readYaml(this.source.text);
    return this.#reading;
  }
}

function readNewerMajor(value: unknown, kind: Kind): number | undefined {
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  const match = typeof schema === "string" ? /^([a-z-]+)\/([0-9]{1,6})$/.exec(schema) : null;
  const major = match?.[1] === kind ? Number(match[2]) : 1;
  return major > 1 ? major : undefined;
}

/** The file's content when it is whole: readable, of its kind's schema, and of a major version that we know. */
export function contentOf<K extends Kind>(file: RegistryFile, kind: K): RegistryFileByKind[K] | undefined {
  const whole =
    file.identity.kind === kind &&
    file.value !== undefined &&
    file.shapeErrors.length === 0 &&
    file.newerMajor === undefined;
  // The schema check above is what makes this type true.
  return whole ? (file.value as RegistryFileByKind[K]) : undefined;
}

/** Where the value at `keyPath` stands; the deepest part that exists where the rest does not. */
function locateValue(file: RegistryFile, keyPath: KeyPath): Span {
  for (let depth = keyPath.length; depth > 0; depth--) {
    const node = nodeAt(file, keyPath.slice(0, depth));
    if (node?.range) return spanOf(file, node);
  }
  return spanOfStart(file);
}

/** Where the key at the end of `keyPath` stands, or its value where it has no key. */
function locateKey(file: RegistryFile, keyPath: KeyPath): Span {
  const key = pairAt(nodeAt(file, keyPath.slice(0, -1)), keyPath.at(-1))?.key;
  return isNode(key) ? spanOf(file, key) : locateValue(file, keyPath);
}

/** The node at `keyPath`, with its range in the text. */
export function nodeAt(file: RegistryFile, keyPath: KeyPath): Node | undefined {
  let node: unknown = file.document?.contents;
  for (const key of keyPath) node = isSeq(node) ? node.items[Number(key)] : pairAt(node, key)?.value;
  return isNode(node) ? node : undefined;
}

/** The pair of a map whose key is read as `key`. */
function pairAt(map: unknown, key: string | number | undefined): YamlPair | undefined {
  return isMap(map) ? pairsOf(map).get(String(key)) : undefined;
}

/** The pairs of a map by their keys: a rule may ask for each of ten thousand. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, YamlPair> {
  const known = PAIRS.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, YamlPair>();
  for (const item of map.items) {
    const name = isPair(item) && isScalar(item.key) ? String(item.key.value) : undefined;
    if (name !== undefined && !pairs.has(name)) pairs.set(name, item);
  }
  PAIRS.set(map, pairs);
  return pairs;
}

interface YamlPair {
  readonly key: unknown;
  readonly value: unknown;
}

const PAIRS = new WeakMap<YAMLMap, ReadonlyMap<string, YamlPair>>();

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
export function problemAt(
  file: RegistryFile,
  keyPath: KeyPath,
  problem: Pick<Problem, "message" | "hint" | "fix">,
): Problem {
  return { path: file.path, ...placed(file.source, locateValue(file, keyPath)), ...problem };
}

/** A problem with the key at the end of `keyPath` of `file`. */
export function problemAtKey(
  file: RegistryFile,
  keyPath: KeyPath,
  problem: Pick<Problem, "message" | "hint" | "fix">,
): Problem {
  return { path: file.path, ...placed(file.source, locateKey(file, keyPath)), ...problem };
}
