import { plainText } from "../../core/reports/plain-text.ts";
import { promote } from "../../operations/promote.ts";
import { rollbackTarget } from "../../operations/rollback-target.ts";
import { defineCommand } from "../command.ts";
import { describePromotion } from "./promote.ts";

export const rollback = defineCommand({
  args: [
    { name: "MODEL", help: "The model" },
    { name: "STAGE", help: "The stage to set back" },
  ],
  options: { "dry-run": { type: "flag", help: "Print the diff; write nothing" } },
  details:
    "Points the stage at the version that held it before the present one. Soak, order, metrics and signature are not asked\nagain of a version that served there already; approval, digests and withdrawals are.",
  examples: [
    ["rollback churn production", "set production back"],
    ["rollback churn production --dry-run", "see to which version"],
  ],
  async run({ options, args: [model = "", stage = ""], folder, terminal }) {
    const target = await rollbackTarget({ folder, model, stage });
    for (const { version, reason } of target.passedOver) {
      terminal.err(`${terminal.style.yellow("passed over")} ${plainText(version)}: ${plainText(reason)}\n`);
    }
    const reference = `${model}@${target.to}`;
    const result = await promote({ folder, reference, stage, dryRun: options["dry-run"] });
    return {
      exitCode: 0,
      data: { ...result, rollback: true, passedOver: target.passedOver },
      text: describePromotion(result, terminal.style),
    };
  },
});
