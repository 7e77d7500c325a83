import { type Range, visit } from "yaml";
import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";

/** What some YAML readers refuse in a text in a block (`|` or `>`), or end otherwise than others. */
export function* judgeTextBlocks(file: RegistryFile): Iterable<Problem> {
  if (file.value === undefined || file.newerMajor !== undefined) return;
  for (const block of blocksIn(file)) {
    yield* judgeBeginning(file, block);
    yield* judgeEnd(file, block);
  }
}

interface TextBlock {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function blocksIn({ document }: RegistryFile): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  visit(document ?? null, {
    Scalar(_, node) {
      if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") return;
      const [start, end]: Range = node.range ?? [0, 0, 0];
      blocks.push({ value: String(node.value), start, end });
    },
  });
  return blocks;
}

/**
 * How deep a text stands is set by its first line that is not blank: some readers refuse blank lines of another depth above
 * it, and others a tab where they look for the depth. A number behind the sign sets the depth by itself.
 */
function* judgeBeginning(file: RegistryFile, { start, end }: TextBlock): Iterable<Problem> {
  const lines = file.source.text.slice(start, end).split("\n");
  const isDepthGiven = /[1-9]/.test(lines[0]?.split("#", 1)[0] ?? "");
  const first = lines.findIndex((line, index) => index > 0 && /[^ \r]/.test(line));
  // Of blank lines alone, some readers take what lies deeper for a text of spaces.
  if (isDepthGiven && first !== -1) return;
  const depth = isDepthGiven ? 0 : indentOf(lines[first === -1 ? 1 : first] ?? "");
  let at = start;
  for (const line of first === -1 ? lines : lines.slice(0, first)) {
    const width = at > start ? indentOf(line) : 0;
    if (width > 0 && width !== depth) {
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(at, at + width)),
        message: isDepthGiven
          ? "This text is nothing but blank lines, and some YAML readers keep the spaces in them"
          : "A blank line with spaces begins this text, and some YAML readers refuse it",
        hint: "Delete the spaces.",
        fix: { description: "delete the spaces", edits: [{ start: at, end: at + width, text: "" }] },
      };
    }
    at += line.length + 1;
  }
  if (lines[first]?.charAt(depth) !== "\t") return;
  yield {
    path: file.path,
    ...placed(file.source, file.source.span(at + depth, at + depth + 1)),
    message: "A tab begins this text, and some YAML readers refuse it",
    hint: "Write spaces, or the text in double quotes with \\t for the tab.",
  };
}

const indentOf = (line: string): number => line.length - line.replace(/^ +/, "").length;

/** Where a text goes up to the end of the file, only some readers end it with a line break. */
function* judgeEnd(file: RegistryFile, { value, start, end }: TextBlock): Iterable<Problem> {
  const { text } = file.source;
  if (end !== text.length || text.endsWith("\n") || !value.endsWith("\n")) return;
  yield {
    path: file.path,
    ...placed(file.source, file.source.span(start, start + 1)),
    message: "This text goes up to the end of the file, and only some YAML readers end it with a line break",
    hint: "End the file with a line break.",
    fix: { description: "end the file with a line break", edits: [{ start: end, end, text: "\n" }] },
  };
}
