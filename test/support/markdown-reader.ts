import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** What a reader of Markdown meets: the kinds of its constructs, and its text in and outside of code. */
export interface Reading {
  readonly kinds: ReadonlySet<string>;
  /** All that is shown. */
  readonly shown: string;
  /** What is shown outside of code: where GitHub looks for mentions and references. */
  readonly prose: readonly string[];
  /** Every tag and comment of HTML. */
  readonly html: readonly string[];
}

interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Reads GitHub Flavored Markdown with the parser that its specification is tested by. */
export function readMarkdown(markdown: string): Reading {
  const root: MarkdownNode = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const kinds = new Set<string>();
  const prose: string[] = [];
  const html: string[] = [];
  let shown = "";
  const visit = (node: MarkdownNode): void => {
    kinds.add(node.type);
    if (node.type === "text" || node.type === "inlineCode") shown += node.value ?? "";
    if (node.type === "text") prose.push(node.value ?? "");
    if (node.type === "html") html.push(node.value ?? "");
    for (const child of node.children ?? []) visit(child);
  };
  visit(root);
  return { kinds, shown, prose, html };
}
