import { isMap, isScalar, visit } from "yaml";
import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";

/** Keys inside brackets that YAML 1.2 reads and older readers refuse: over two lines, or with the colon up against a bracket. */
export function* judgeKeysInBrackets(file: RegistryFile): Iterable<Problem> {
  const { text } = file.source;
  for (const { start, end, isPlain } of file.value === undefined ? [] : keysInBrackets(file)) {
    const place = { path: file.path, ...placed(file.source, file.source.span(start, end)) };
    if (text.slice(start, end).includes("\n")) {
      const message = "A key over two lines is refused by some YAML readers";
      yield { ...place, message, hint: "Write the key on one line; is a comma missing in it?" };
      continue;
    }
    if (isColonBelow(text, end)) {
      const message = "The colon of this key stands on a line below it, which some YAML readers refuse";
      yield { ...place, message, hint: "Write the key and its colon on one line; is a comma missing between them?" };
      continue;
    }
    const colon = /^ *:(?=[[{])/.exec(text.slice(end))?.[0];
    if (isPlain && colon !== undefined) {
      const at = end + colon.length;
      const fix = { description: "add the space", edits: [{ start: at, end: at, text: " " }] };
      const hint = `Write ${text.slice(start, end)}: and a space.`;
      yield { ...place, message: "A key needs a space after its colon", hint, fix };
    }
  }
}

/** Whether only blanks, comments and line breaks stand between a key and its colon, and one of these at least. */
function isColonBelow(text: string, end: number): boolean {
  const [line = ""] = /^[^\n]*\n?/.exec(text.slice(end, end + MAX_LINE)) ?? [];
  if (!/^[ \t\r]*(?:#.*)?\n$/.test(line)) return false;
  for (let at = end + line.length; at < text.length;) {
    const next = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at);
    const below = text.slice(at, next).trimStart();
    if (below !== "" && !below.startsWith("#")) return below.startsWith(":");
    at = next + 1;
  }
  return false;
}

/** A key and what follows on its line are short; of a longer line, only the beginning says that the colon is not below. */
const MAX_LINE = 4096;

interface Key {
  readonly start: number;
  readonly end: number;
  readonly isPlain: boolean;
}

function keysInBrackets({ document }: RegistryFile): readonly Key[] {
  const keys: Key[] = [];
  visit(document ?? null, {
    Collection(_, node) {
      if (node.flow !== true || !isMap(node)) return;
      for (const { key } of node.items) {
        const [start, end] = (isScalar(key) ? key.range : undefined) ?? [0, 0];
        if (isScalar(key)) keys.push({ start, end, isPlain: key.type === "PLAIN" });
      }
    },
  });
  return keys;
}
