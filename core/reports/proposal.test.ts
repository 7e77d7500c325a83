import { expect, test } from "vitest";
import { plainStyle } from "../text/style.ts";
import { proposalMarkdown, proposalText } from "./proposal.ts";

const url = "https://github.com/acme/models/pull/12";

test.each([
  ["opened", `#12 opened ${url}`, `[#12](${url}) opened.`],
  ["updated", `#12 updated ${url}`, `[#12](${url}) updated.`],
  ["unchanged", `#12 is up to date (nothing changed) ${url}`, `[#12](${url}) is up to date (nothing changed).`],
] as const)("a pull request that was proposed: %s", (outcome, text, markdown) => {
  const proposed = { outcome, number: 12, url, notes: [] };
  expect(proposalText(proposed, plainStyle)).toBe(text);
  expect(proposalMarkdown(proposed)).toBe(markdown);
});

test("neither an address nor a note can bring in a link, or commands for the terminal", () => {
  const hostile = {
    outcome: "opened",
    number: 12,
    url: "javascript:x)\u001b[2J",
    notes: ["[see](http://x) \u001b[2J"],
  } as const;
  expect(proposalText(hostile, plainStyle)).not.toContain("\u001b");
  expect(proposalMarkdown(hostile)).toBe("`#12` opened. `[see](http://x`) `\\u{1b}[2J`");
});
