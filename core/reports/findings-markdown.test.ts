import { expect, test } from "vitest";
import { readMarkdown } from "../../test/support/markdown-reader.ts";
import type { Finding } from "../registry/finding.ts";
import { findingsMarkdown } from "./findings-markdown.ts";

const finding: Finding = {
  rule: "version-missing",
  severity: "error",
  path: "registry/models/churn/stages/production.yaml",
  line: 4,
  column: 10,
  message: "churn has no version 1.4.0",
  hint: "It has 1.3.0.",
  excerpt: ["stage: production", 'version: "1.4.0"'],
};

test("a finding in Markdown: where, what, the line, what to do", () => {
  expect(findingsMarkdown([finding])).toMatchInlineSnapshot(`
    "- **error** \`registry/models/churn/stages/production.yaml:4:10\` version-missing\\
      churn has no version 1.4.0: \`version: "1.4.0"\`\\
      It has 1.3.0."
  `);
});

test("what is too much is counted", () => {
  expect(findingsMarkdown([finding, finding, finding], { most: 1 })).toMatch(/\n- … and 2 more findings$/);
  expect(findingsMarkdown([], { most: 1 })).toBe("");
});

test.each([
  "@alice see #12 https://evil.example [x](javascript:x) <img src=x> <!-- modelyard --> ![](x) `` ` | *b*",
  "one\n\n# two\n\n- three\n<details>",
])("no text of a registry is live: %j", (text) => {
  const hostile = { ...finding, path: text, message: text, hint: text, excerpt: [text] };
  const { kinds, prose } = readMarkdown(findingsMarkdown([hostile]));
  expect([...kinds].sort()).toEqual(
    ["break", "inlineCode", "list", "listItem", "paragraph", "root", "strong", "text"].filter((kind) =>
      kinds.has(kind),
    ),
  );
  expect(prose.join("")).not.toMatch(/@|#\d|https?:|</);
});
