import { expect, test } from "vitest";
import { inWorkflowWords, inputWording } from "./wording.ts";

const WORDING = inputWording(["artifact", "version", "bump", "from-mlflow"], {
  "-C": "the input registry",
  "--allow-yanked": "allow-yanked: true",
});

test.each([
  [
    "Name a file with --artifact, or a run with --from-mlflow.",
    "Name a file with the input artifact, or a run with the input from-mlflow.",
  ],
  ["--version and --bump do not go together", "The input version and the input bump do not go together"],
  ["Name the version with --version VERSION or --bump.", "Name the version with the input version or the input bump."],
  [
    "Run modelyard init there, or name the registry's folder with -C.",
    "Run modelyard init there, or name the registry's folder with the input registry.",
  ],
  ["To use this one all the same, pass --allow-yanked.", "To use this one all the same, pass allow-yanked: true."],
  ["Set GITHUB_TOKEN to a valid one, or run gh auth login.", "Set the input token to a valid one."],
  ["This needs a token: set GITHUB_TOKEN, or run gh auth login.", "This needs a token: set the input token."],
  ["Run modelyard draft churn --version 1.2.0, then merge.", "Run modelyard draft churn --version 1.2.0, then merge."],
  ["git fetch --unshallow --version-sort", "git fetch --unshallow --version-sort"],
])("%s", (text, expected) => {
  expect(inWorkflowWords(text, WORDING)).toBe(expected);
});
