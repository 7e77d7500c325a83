import { InputError } from "../../core/errors.ts";
import { listing } from "../../core/text/listing.ts";
import { proposalText } from "../../core/reports/proposal.ts";
import type { Style } from "../../core/text/style.ts";
import { commandLine } from "../../operations/workspace/shell-command.ts";
import { folderOf } from "../../operations/workspace/location.ts";
import { type Withdrawn, withdraw as withdrawVersion } from "../../operations/promote/withdraw.ts";
import { defineRemoteCommand } from "../command.ts";
import { COMMITTING, afterWriting, committerFor, refuseSecondWay, withCommit } from "../committing.ts";
import { PROPOSING, openTarget } from "../proposing.ts";

const STATUSES = ["archived", "deprecated", "rejected", "yanked"] as const;

export const withdraw = defineRemoteCommand({
  args: [
    { name: "REF", help: "The version", completes: "reference" },
    { name: "STATUS", help: "archived, deprecated, rejected or yanked", completes: STATUSES },
  ],
  options: {
    ...PROPOSING,
    ...COMMITTING,
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
        hint: `A version can be ${listing(STATUSES, "or")}.`,
      });
    }
    refuseSecondWay(options);
    const reason = options.reason ?? "";
    if (options.pr) {
      const target = await openTarget(location, terminal, { dryRun: options["dry-run"] });
      const { proposeWithdrawal } = await import("../../operations/propose/changes.ts");
      const command = commandLine("withdraw", [reference, word], options);
      const proposal = await proposeWithdrawal(target, { reference, status, reason }, command);
      const { model, version, proposed } = proposal;
      const text =
        proposed === undefined
          ? describe(proposal, terminal.style)
          : `${model} ${version}: ${status}\n${proposalText(proposed, terminal.style)}`;
      return { exitCode: 0, data: proposal, text };
    }
    const folder = folderOf(location);
    const committer = await committerFor(options, folder);
    const result = await withdrawVersion({
      folder,
      reference,
      status,
      reason,
      dryRun: options["dry-run"],
    });
    const change = commitOf(result);
    const committed = await committer?.commit(change);
    const intro = "open a pull request with this file; its merge is the withdrawal";
    const next =
      result.written || committed !== undefined ? afterWriting(committed, change, { folder, terminal, intro }) : [];
    const text = options["dry-run"]
      ? `${terminal.style.dim(`# ${result.path}`)}\n${result.text}`
      : [describe(result, terminal.style), ...next].join("\n");
    return { exitCode: 0, data: withCommit(result, committed), text };
  },
});

function describe({ model, version, status, path, written }: Withdrawn, style: Style): string {
  if (!written) return `${model} ${version} is ${status} already, for this reason; nothing changed.`;
  return [`${style.bold(`${model} ${version}`)} is ${status}`, `wrote ${path}`].join("\n");
}

function commitOf({ model, version, status, path }: Withdrawn) {
  const message = `Withdraw ${model} ${version}: ${status}`;
  return { branch: `withdraw/${model}-${version}`, message, path, paths: [path] };
}
