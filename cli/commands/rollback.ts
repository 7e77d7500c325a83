import { plainText } from "../../core/text/plain-text.ts";
import { openHistory } from "../../operations/history/history.ts";
import { folderOf } from "../../operations/workspace/location.ts";
import { openLocation } from "../../operations/workspace/open-location.ts";
import { promote } from "../../operations/promote/promote.ts";
import { rollbackTarget } from "../../operations/promote/rollback-target.ts";
import { defineRemoteCommand } from "../command.ts";
import { COMMITTING, committerFor, refuseSecondWay, withCommit } from "../committing.ts";
import { PROPOSING } from "../proposing.ts";
import { commitOf, describePromotion, nextSteps, proposeThere } from "./promote.ts";

export const rollback = defineRemoteCommand({
  args: [
    { name: "MODEL", help: "The model", completes: "model" },
    { name: "STAGE", help: "The stage to set back", completes: "stage" },
  ],
  options: { ...PROPOSING, ...COMMITTING, "dry-run": { type: "flag", help: "Print the diff; write nothing" } },
  details:
    "Points the stage at the version that held it before the present one. Soak, order, metrics and signature are not asked\nagain of a version that served there already; approval, digests and withdrawals are.",
  examples: [
    ["rollback churn production", "set production back"],
    ["rollback churn production --pr", "as a pull request"],
    ["rollback churn production --dry-run", "see to which version"],
  ],
  async run({ options, args: [model = "", stage = ""], location, terminal }) {
    refuseSecondWay(options);
    const { environment } = terminal;
    const [history, tree] = await Promise.all([
      openHistory(location, { environment }),
      openLocation(location, environment),
    ]);
    const target = await rollbackTarget({ history, tree, model, stage });
    for (const { version, reason } of target.passedOver) {
      terminal.err(`${terminal.style.yellow("skipped")} ${plainText(version)}: ${plainText(reason)}\n`);
    }
    const reference = `${model}@${target.to}`;
    if (options.pr) {
      return proposeThere(
        { location, terminal, dryRun: options["dry-run"] },
        { stage, to: { reference }, isRollback: true },
      );
    }
    const folder = folderOf(location);
    const committer = await committerFor(options, folder);
    const result = await promote({ folder, reference, stage, dryRun: options["dry-run"] });
    const committed = await committer?.commit(commitOf(result, { isRollback: true }));
    return {
      exitCode: 0,
      data: withCommit({ ...result, rollback: true, passedOver: target.passedOver }, committed),
      text: [
        describePromotion(result, terminal.style),
        ...nextSteps(result, { folder, terminal, committed, isRollback: true }),
      ].join("\n"),
    };
  },
});
