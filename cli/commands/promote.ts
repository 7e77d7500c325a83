import { InputError } from "../../core/errors.ts";
import type { Style } from "../../core/reports/style.ts";
import { type Promotion, clearStage, promote as promoteVersion } from "../../operations/promote.ts";
import { defineCommand } from "../command.ts";

export const promote = defineCommand({
  args: [
    { name: "REF", help: "The version: churn@1.3.0, churn@staging, churn@latest; with --clear the model alone" },
    { name: "STAGE", help: "The stage that gets it" },
  ],
  options: {
    clear: { type: "flag", help: "Empty the stage instead" },
    "dry-run": { type: "flag", help: "Print the diff; write nothing" },
  },
  details: "Edits one line of the stage file. The merge of a pull request with that line is the promotion.",
  examples: [
    ["promote churn@1.3.0 staging", "a version to staging"],
    ["promote churn@staging production", "what staging holds to production"],
    ["promote churn shadow --clear", "empty a stage"],
  ],
  async run({ options, args: [reference = "", stage = ""], folder, terminal }) {
    const dryRun = options["dry-run"];
    if (options.clear && reference.includes("@")) {
      throw new InputError({
        code: "usage",
        message: "--clear takes a model, not a version",
        hint: `Write modelyard promote ${reference.split("@")[0] ?? ""} ${stage} --clear.`,
      });
    }
    const result = options.clear
      ? await clearStage({ folder, model: reference, stage, dryRun })
      : await promoteVersion({ folder, reference, stage, dryRun });
    return { exitCode: 0, data: result, text: describePromotion(result, terminal.style) };
  },
});

export function describePromotion(
  { model, stage, from, to, path, diff, written, warnings }: Promotion,
  style: Style,
): string {
  const notes = warnings.map((warning) => `${style.yellow("warning:")} ${warning}`);
  if (diff.length === 0)
    return [...notes, `${model} ${to ?? "nothing"} is in ${stage} already; nothing changed.`].join("\n");
  const lines = [
    `${model}: ${from ?? "nothing"} → ${style.bold(to ?? "nothing")} in ${stage}`,
    "",
    style.dim(path),
    ...diff.map((line) => (line.startsWith("-") ? style.red(line) : style.green(line))),
  ];
  if (written) {
    lines.push("", "Next: open a pull request with this line; its merge is the promotion:");
    lines.push(`  git switch -c promote/${model}-${stage}-${to ?? "empty"}`);
    lines.push(`  git add ${path} && git commit -m "Promote ${model} ${to ?? "nothing"} to ${stage}"`);
  }
  return [...notes, ...lines].join("\n");
}
