import type { RegistryFile } from "../../registry/file.ts";
import { type Fix, type Problem, type TextEdit, placed } from "../../registry/finding.ts";
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
    for (const anchor of file.marks) {
      if (anchor.kind !== "anchor") continue;
      const uses = aliasesOf(file, anchor);
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

/** The aliases that mean this anchor: a later one of the same name takes over. */
function aliasesOf({ marks }: RegistryFile, anchor: Mark): Mark[] {
  const name = anchor.text.slice(1);
  const successor = marks.find(
    ({ kind, start, text }) => kind === "anchor" && start > anchor.start && text === anchor.text,
  );
  return marks.filter(
    ({ kind, start, text }) =>
      kind === "alias" && start > anchor.start && start < (successor?.start ?? Infinity) && text.slice(1) === name,
  );
}

/** Puts the anchored text in place of each alias. Only where that text is one line that could stand anywhere. */
function fixFor(file: RegistryFile, { start, end, target }: Mark, uses: readonly Mark[]): Fix | undefined {
  const { text } = file.source;
  const gap = /^ */.exec(text.slice(end))?.[0].length ?? 0;
  const edits: TextEdit[] = [{ start, end: end + gap, text: "" }];
  if (uses.length > 0) {
    const value = target === undefined ? undefined : text.slice(target.start, target.end);
    if (value === undefined || /\n/.test(value)) return undefined;
    const isNested = file.marks.some((mark) => mark.start >= end && mark.start < (target?.end ?? 0));
    if (isNested) return undefined;
    for (const use of uses) edits.push({ start: use.start, end: use.end, text: value });
  }
  return { description: uses.length === 0 ? "delete the anchor" : "write the value out", edits };
}
