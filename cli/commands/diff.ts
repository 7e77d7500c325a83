import { InputError } from "../../core/errors.ts";
import { describeChange, countChanges } from "../../core/reports/changes.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { renderVersionDiff } from "../../core/reports/version-diff.ts";
import { compareCommits, compareVersions } from "../../operations/show/diff.ts";
import { type Answer, defineCommand } from "../command.ts";

export const diff = defineCommand({
  args: [
    { name: "A", help: "A version (churn@1.3.1, churn@production) or a commit", completes: "reference" },
    {
      name: "B",
      help: "Another version, or a commit; for commits the working folder unless given",
      optional: true,
      completes: "reference",
    },
  ],
  options: {},
  examples: [
    ["diff churn@production churn@1.4.0", "how two versions differ"],
    ["diff main my-branch", "what changes between two commits"],
    ["diff main", "what the working folder changes"],
  ],
  async run({ args: [a = "", b], folder, terminal }): Promise<Answer> {
    if (b !== undefined && isVersionReference(a) && isVersionReference(b)) {
      const result = await compareVersions(folder, a, b);
      return { exitCode: 0, data: result, text: renderVersionDiff(result, terminal.style) };
    }
    const changes = await compareCommits(folder, a, b).catch((error: unknown) => {
      throw isUnknownRevision(error) ? (withoutPartner(a, b) ?? error) : error;
    });
    const lines = changes.map((change) => plainText(describeChange(change)));
    return { exitCode: 0, data: { changes }, text: [...lines, `${countChanges(changes)}.`].join("\n") };
  },
});

function isUnknownRevision(error: unknown): boolean {
  return error instanceof InputError && error.code === "revision-unknown";
}

/** A version is compared with a version: what to write where the other is missing, or is a commit. */
function withoutPartner(a: string, b: string | undefined): InputError | undefined {
  const version = [a, b ?? ""].find(isVersionReference);
  if (version === undefined) return undefined;
  const [model = ""] = version.split("@");
  return new InputError({
    code: "usage",
    message: `${version} is a version, and is compared with another version`,
    hint: `Name both: modelyard diff ${version} ${model}@latest. Or two commits: modelyard diff main my-branch.`,
  });
}

/** Git has no revisions of this form but `branch@{…}`. */
function isVersionReference(text: string): boolean {
  return text.startsWith("models:") || (text.includes("@") && !text.includes("@{"));
}
