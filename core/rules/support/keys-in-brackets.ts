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
    const colon = /^ *:(?=[[{])/.exec(text.slice(end))?.[0];
    if (isPlain && colon !== undefined) {
      const at = end + colon.length;
      const fix = { description: "add the space", edits: [{ start: at, end: at, text: " " }] };
      const hint = `Write ${text.slice(start, end)}: and a space.`;
      yield { ...place, message: "A key needs a space after its colon", hint, fix };
    }
  }
}

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
