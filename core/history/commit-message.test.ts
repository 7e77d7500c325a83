import { expect, test } from "vitest";
import { readCommitMessage } from "./commit-message.ts";

test.each([
  [
    "Merge pull request #118 from acme/x",
    "Promote churn 1.3.1 to production\n\nMore.\n",
    "Promote churn 1.3.1 to production",
    118,
  ],
  ["Merge pull request #118 from acme/x", "", "Merge pull request #118 from acme/x", 118],
  ["Promote churn 1.3.1 to production (#118)", "* first\n* second\n", "Promote churn 1.3.1 to production", 118],
  [
    'Revert "Promote churn 1.4.0 to production (#120)" (#121)',
    "",
    'Revert "Promote churn 1.4.0 to production (#120)"',
    121,
  ],
  ["Promote churn 1.3.1 to production", "See #118 (#119)\n", "Promote churn 1.3.1 to production", undefined],
  ["Merge branch 'main' into x", "(#7)", "Merge branch 'main' into x", undefined],
  ["(#7)", "", "(#7)", undefined],
  ["Fix (#0)", "", "Fix (#0)", undefined],
  ["", "", "", undefined],
])("%j, %j", (message, body, subject, pullRequest) => {
  expect(readCommitMessage(message, body)).toEqual({ subject, pullRequest });
});
