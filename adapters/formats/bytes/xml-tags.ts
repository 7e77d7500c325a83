/** A tag of an XML text. Comments, character data and what declares something are skipped. */
export interface XmlTag {
  /** Without its prefix. */
  readonly name: string;
  readonly kind: "open" | "close" | "empty";
  /** What stands behind the name. */
  readonly rest: string;
}

/** Where what starts here ends, for what is no tag; undefined for a tag. */
const passedOver: readonly (readonly [start: string, end: string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
];

const tag = /<(\/?)([A-Za-z_][\w:.-]*)((?:[^"'<>]|"[^"<]*"|'[^'<]*')*)>/y;
const attribute = /(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Behind a document type, whose own declarations are in brackets. */
function behindDoctype(text: string, at: number): number {
  const end = text.indexOf(">", at);
  const bracket = text.indexOf("[", at);
  const inner = bracket >= 0 && bracket < end ? text.indexOf("]", bracket) : at;
  const last = inner < 0 ? -1 : text.indexOf(">", inner);
  return last < 0 ? text.length : last + 1;
}

/**
 * The tags of an XML text in their order, up to where it stops being XML. Takes time in proportion to its length, whatever
 * it says; entities are never followed.
 *
 * @param onDoctype called when the text has a document type, by which other readers may follow entities
 */
export function* xmlTags(text: string, onDoctype: () => void): Generator<XmlTag> {
  const scanner = new RegExp(tag);
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    const passed = passedOver.find(([start]) => text.startsWith(start, at));
    if (passed !== undefined) {
      const end = text.indexOf(passed[1], at + passed[0].length);
      if (end < 0) return;
      at = end + passed[1].length;
      continue;
    }
    if (text.startsWith("<!", at)) {
      onDoctype();
      at = behindDoctype(text, at);
      continue;
    }
    scanner.lastIndex = at;
    const [all = "", slash = "", name = "", rest = ""] = scanner.exec(text) ?? [];
    if (all === "") return;
    const kind = slash === "/" ? "close" : rest.endsWith("/") ? "empty" : "open";
    yield { name: name.slice(name.indexOf(":") + 1), kind, rest };
    at += all.length;
  }
}

/** The attributes of a tag, by name. */
export function attributesOf({ rest }: XmlTag): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single] of rest.matchAll(attribute)) {
    const value = double ?? single ?? "";
    found.set(
      name,
      value.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => entities[entity] ?? ""),
    );
  }
  return found;
}
