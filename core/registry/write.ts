import { Document, Scalar, isCollection, isMap, isPair, isScalar, type ScalarTag, visit } from "yaml";
import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import type { Kind } from "./paths.ts";

/** Keys whose values are always quoted: versions and digests look like numbers too easily. */
const ALWAYS_QUOTED = new Set(["version", "sha256", "commit", "digest", "python", "created_at", "started_at", "finished_at", "id"]);

/** Keys whose rows stand on one line each: `{name: age, type: long}`. */
const ROWS_IN_LINE = new Set(["inputs", "outputs", "params", "datasets"]);
/** Small values that stand on their key's line. */
const IN_LINE = new Set(["base", "run", "shape", "tags", "owners"]);

/** Plain words that no reader of YAML 1.1 or 1.2 takes for anything but text. */
const PLAIN_WORD = /^[A-Za-z][A-Za-z0-9 _./()+%-]*$/;
const WORDS_WITH_MEANING = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i;

/** What a literal block cannot hold: characters that YAML takes only as escapes, or for line breaks. */
const NEEDS_ESCAPES = /[\p{Cs}\ufeff\u2028\u2029]|(?![\n\t])\p{Cc}/u;

/** YAML 1.1 readers take `1e-7` for text: they know an exponent only after a decimal point. */
const exponentNumber: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^-?[0-9]e/,
  identify: (value) => typeof value === "number" && /^-?[0-9]e/.test(String(value)),
  resolve: Number,
  stringify: ({ value }) => String(value).replace("e", ".0e"),
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
    customTags: (tags) => [exponentNumber, ...tags],
  });
  visit(document, {
    Scalar(position, node, path) {
      if (typeof node.value !== "string" || position === "key") return;
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
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return schemaReference === undefined ? text : `# yaml-language-server: $schema=${schemaReference}\n${text}`;
}

function styleOf(text: string, key: string | undefined): Scalar.Type {
  if (text.includes("\n") && !NEEDS_ESCAPES.test(text)) return Scalar.BLOCK_LITERAL;
  const plain = PLAIN_WORD.test(text) && !WORDS_WITH_MEANING.test(text) && !text.endsWith(" ");
  return plain && !ALWAYS_QUOTED.has(key ?? "") ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
}

function inLine(node: unknown): void {
  if (isCollection(node)) node.flow = true;
  if (isMap(node)) for (const { value } of node.items) inLine(value);
}
