import { expect, test } from "vitest";
import { jsonWithoutCommands, withoutCommandLines } from "./workflow-command.ts";

test.each([
  ["::stop-commands::x", ": :stop-commands::x"],
  ["a\n  ::add-mask::b", "a\n  : :add-mask::b"],
  ["a\r::warning::b", "a\r: :warning::b"],
  ["std::vector is C++", "std::vector is C++"],
  ["a ##[group]b", "a ## [group]b"],
])("%j is shown and not obeyed", (text, shown) => {
  expect(withoutCommandLines(text)).toBe(shown);
});

test("JSON says the same", () => {
  const value = { "##[a]": "##[b] ::c" };
  const text = jsonWithoutCommands(JSON.stringify(value));
  expect(text).not.toContain("##[");
  expect(JSON.parse(text)).toEqual(value);
});
