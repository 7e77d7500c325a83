import { Document, Scalar, isCollection, isMap, isPair, isScalar, type ScalarTag, visit } from "yaml";
import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import type { Kind } from "../registry/names/paths.ts";
import { disputedReading, numberText } from "../yaml/plain-scalar.ts";

/** Keys whose values are always quoted: versions and digests look like numbers too easily. */
const ALWAYS_QUOTED = new Set([
  "version",
  "sha256",
  "commit",
  "digest",
  "python",
  "created_at",
  "started_at",
  "finished_at",
  "id",
]);

/** Keys whose rows stand on one line each: `{name: age, type: long}`. */
const ROWS_IN_LINE = new Set(["inputs", "outputs", "params", "datasets"]);
/** Small values that stand on their key's line. */
const IN_LINE = new Set(["base", "run", "shape", "tags", "owners"]);

const PLAIN_WORD = /^[A-Za-z][A-Za-z0-9 _./()+%-]*$/;
const WORDS_WITH_MEANING = /^(?:true|false|null|nan|inf|infinity)$/i;

/**
 * What a literal block cannot hold: characters that YAML takes only as escapes, or for line breaks; and those that change
 * the order in which a line is shown, so that a reviewer would read another text than programs do.
 */
const NEEDS_ESCAPES = /[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|(?![\n\t])\p{Cc}/u;

/** Characters that JSON's quotes allow as they are and YAML's do not, or that nobody would see. */
const ESCAPED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** Numbers that need another form than JavaScript's own to be one number to all readers. */
const portableNumber: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^-?[0-9]e/,
  identify: (value) => typeof value === "number" && Number.isFinite(value) && numberText(value) !== String(value),
  resolve: Number,
  stringify: ({ value }) => numberText(Number(value)),
};

/**
 * The text of a new registry file: keys in the order of `content`, every scalar written so that each YAML reader
 * takes it for the same value.
 *
 * @param schemaReference where editors find the kind's schema: an address, or a path relative to the file
 */
export function renderRegistryFile(content: RegistryFileByKind[Kind], schemaReference: string | undefined): string {
  const document = new Document(content, {
    aliasDuplicateObjects: false,
    customTags: (tags) => [portableNumber, ...tags],
  });
  visit(document, {
    Scalar(position, node, path) {
      if (typeof node.value !== "string") return;
      if (position === "key") {
        node.type = isPlain(node.value) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
        return;
      }
      const above = path.at(-1);
      const key = isPair(above) && isScalar(above.key) ? String(above.key.value) : undefined;
      node.type = styleOf(node.value, key);
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isCollection(value)) return;
      const name = String(key.value);
      if (ROWS_IN_LINE.has(name)) value.items.forEach(inLine);
      if (IN_LINE.has(name)) inLine(value);
      if (name === "parameters" && isMap(value)) for (const { value: list } of value.items) inLine(list);
    },
  });
  // Such a character stands in double quotes only, where an escape means the same.
  const text = document
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .replaceAll(ESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return schemaReference === undefined ? text : `# yaml-language-server: $schema=${schemaReference}\n${text}`;
}

function styleOf(text: string, key: string | undefined): Scalar.Type {
  // Where readers look for the depth of a block, some refuse a tab.
  const isBlock = text.includes("\n") && !NEEDS_ESCAPES.test(text) && !/^\n*\t/.test(text);
  if (isBlock) return Scalar.BLOCK_LITERAL;
  return isPlain(text) && !ALWAYS_QUOTED.has(key ?? "") ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
}

/** Whether every reader takes `text` without quotes for this text. */
function isPlain(text: string): boolean {
  const isWord = PLAIN_WORD.test(text) && !text.endsWith(" ");
  return isWord && !WORDS_WITH_MEANING.test(text) && disputedReading(text) === undefined;
}

function inLine(node: unknown): void {
  if (isCollection(node)) node.flow = true;
  if (isMap(node)) for (const { value } of node.items) inLine(value);
}
