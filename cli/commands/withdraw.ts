import { InputError } from "../../core/errors.ts";
import type { Style } from "../../core/reports/style.ts";
import { commandLine } from "../../operations/command-line.ts";
import { type Withdrawn, withdraw as withdrawVersion } from "../../operations/withdraw.ts";
import { defineRemoteCommand, folderOf } from "../command.ts";
import { PROPOSING, openTarget, proposalText } from "../proposing.ts";

const STATUSES = ["archived", "deprecated", "rejected", "yanked"] as const;

export const withdraw = defineRemoteCommand({
  args: [
    { name: "REF", help: "The version" },
    { name: "STATUS", help: "archived, deprecated, rejected or yanked" },
  ],
  options: {
    ...PROPOSING,
    reason: { type: "text", value: "TEXT", help: "Why, for those who meet the version later" },
    "dry-run": { type: "flag", help: "Print the file; write nothing" },
  },
  details:
    "deprecated: still works, with a warning. archived and rejected: out of every stage, by exact version only.\nyanked: refused unless asked for with --allow-yanked. Deleting the status file lifts the withdrawal.",
  examples: [
    ['withdraw churn@1.0.0 archived --reason "Superseded by 1.2.0."', "out of use, kept for the record"],
    ['withdraw churn@1.3.0 yanked --reason "Trained on leaked labels."', "nobody should get it by accident"],
  ],
  async run({ options, args: [reference = "", word = ""], location, terminal }) {
    const status = STATUSES.find((each) => each === word);
    if (status === undefined) {
      throw new InputError({
        code: "usage",
        message: `${JSON.stringify(word)} is not a status`,
        hint: `A version can be ${STATUSES.join(", ")}.`,
      });
    }
    const reason = options.reason ?? "";
    if (options.pr) {
      const target = await openTarget(location, terminal, { dryRun: options["dry-run"] });
      const { proposeWithdrawal } = await import("../../operations/propose-change.ts");
      const command = commandLine("withdraw", [reference, word], options);
      const proposal = await proposeWithdrawal(target, { reference, status, reason }, command);
      const { model, version, proposed } = proposal;
      const text =
        proposed === undefined
          ? describe(proposal, false, terminal.style)
          : `${model} ${version}: ${status}\n${proposalText(proposed, terminal)}`;
      return { exitCode: 0, data: proposal, text };
    }
    const result = await withdrawVersion({
      folder: folderOf(location),
      reference,
      status,
      reason,
      dryRun: options["dry-run"],
    });
    return { exitCode: 0, data: result, text: describe(result, options["dry-run"], terminal.style) };
  },
});

function describe({ model, version, status, path, text, written }: Withdrawn, dryRun: boolean, style: Style): string {
  if (dryRun) return `${style.dim(`# ${path}`)}\n${text}`;
  if (!written) return `${model} ${version} is ${status} already, for this reason; nothing changed.`;
  return [
    `${style.bold(`${model} ${version}`)} is ${status}`,
    `wrote ${path}`,
    "",
    "Next: open a pull request with this file; its merge is the withdrawal:",
    `  git switch -c withdraw/${model}-${version} && git add ${path} && git commit -m "Withdraw ${model} ${version}: ${status}"`,
  ].join("\n");
}
