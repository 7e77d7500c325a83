import { visit } from "yaml";
import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";

/** Two escapes in a row that are one character in JSON, then one half alone, then a slash. */
const DISPUTED =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}|\/|[^])/g;

/**
 * Escapes in double quotes that readers take differently: JSON writes a character beyond U+FFFF as two halves, which YAML
 * does not know. Some readers refuse them, and others keep the halves apart. A slash with a backslash is refused by some.
 */
export function* judgeEscapes(file: RegistryFile): Iterable<Problem> {
  if (file.value === undefined) return;
  const { text } = file.source;
  for (const [from, to] of quotedIn(file)) {
    for (const found of text.slice(from, to).matchAll(DISPUTED)) {
      const [escape] = found;
      if (escape !== String.raw`\/` && !/^\\[uU][^]/.test(escape)) continue;
      const start = from + found.index;
      const end = start + escape.length;
      const place = { path: file.path, ...placed(file.source, file.source.span(start, end)) };
      const message = `${escape} in quotes is refused by some YAML readers, or read as something else`;
      const isHalf = escape !== String.raw`\/` && escape.length !== 12;
      if (isHalf) yield { ...place, message, hint: "It is one half of a character: write the whole one." };
      else {
        const character = JSON.parse(`"${escape}"`) as string;
        const fix = { description: `write ${character}`, edits: [{ start, end, text: character }] };
        yield { ...place, message, hint: `Write ${character}.`, fix };
      }
    }
  }
}

function quotedIn({ document }: RegistryFile): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  visit(document ?? null, {
    Scalar(_, { type, range }) {
      if (type === "QUOTE_DOUBLE" && range) places.push([range[0], range[1]]);
    },
  });
  return places;
}
