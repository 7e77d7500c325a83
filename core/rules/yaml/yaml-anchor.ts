import type { RegistryFile } from "../../registry/file.ts";
import { type Fix, type Problem, type TextEdit, placed } from "../../registry/finding.ts";
import { MAX_FILE_BYTES } from "../../tree/tree.ts";
import type { Mark } from "../../yaml/marks.ts";
import type { FileRule } from "../rule.ts";

export const yamlAnchor: FileRule = {
  name: "yaml-anchor",
  severity: "error",
  scope: "file",
  title: "No value stands for another by anchor and alias",
  why: "An alias hides what a line says from whoever reviews it, a change to the anchor changes lines that the diff does not show, and nested aliases can make a small file huge.",
  hint: "Write the value out where the alias stands, and delete the anchor.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { anchor, uses } of anchorsOf(file)) {
      // Merge keys have a rule of their own, and without them such an anchor has no use.
      if (uses.some(({ inMerge }) => inMerge)) continue;
      const count = ["nowhere", "once", "twice"][uses.length] ?? `${uses.length} times`;
      const fix = fixFor(file, anchor, uses);
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(anchor.start, anchor.end)),
        message: `${anchor.text} is an anchor, used ${count}`,
        hint: uses.length === 0 ? "Delete it." : "Write the value out at each place.",
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
};

interface Anchor {
  readonly anchor: Mark;
  /** The aliases that mean it. */
  readonly uses: Mark[];
}

/** Anchors with their aliases: a later anchor of the same name takes over. */
function anchorsOf({ marks }: RegistryFile): readonly Anchor[] {
  const anchors: Anchor[] = [];
  const latest = new Map<string, Anchor>();
  for (const mark of marks) {
    const name = mark.text.slice(1);
    if (mark.kind === "alias") latest.get(name)?.uses.push(mark);
    if (mark.kind !== "anchor") continue;
    const anchor = { anchor: mark, uses: [] };
    anchors.push(anchor);
    latest.set(name, anchor);
  }
  return anchors;
}

/** Puts the anchored text in place of each alias. Only where that text is one line that could stand anywhere. */
function fixFor(file: RegistryFile, { start, end, target }: Mark, uses: readonly Mark[]): Fix | undefined {
  const { text } = file.source;
  let behind = end;
  while (text.charAt(behind) === " ") behind++;
  const edits: TextEdit[] = [{ start, end: behind, text: "" }];
  if (uses.length > 0) {
    const value = target === undefined ? undefined : text.slice(target.start, target.end);
    if (value === undefined || value.includes("\n") || value.length * uses.length > MAX_FILE_BYTES) return undefined;
    const isNested = file.marks.some((mark) => mark.start >= end && mark.start < (target?.end ?? 0));
    if (isNested) return undefined;
    for (const use of uses) edits.push({ start: use.start, end: use.end, text: value });
  }
  return { description: uses.length === 0 ? "delete the anchor" : "write the value out", edits };
}
