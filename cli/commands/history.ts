import { renderHistory } from "../../core/reports/history.ts";
import { history as readHistory } from "../../operations/history.ts";
import { defineCommand } from "../command.ts";

export const history = defineCommand({
  args: [
    { name: "MODEL", help: "The model" },
    { name: "STAGE", help: "One stage; all of them unless given", optional: true },
  ],
  options: { ref: { type: "text", value: "REVISION", help: "Whose history; the default branch unless given" } },
  details: "Read from the default branch's own line of commits: what was merged, when, by whom.",
  examples: [
    ["history churn", "every stage of a model"],
    ["history churn production --json", "one stage, for a program"],
  ],
  async run({ options, args: [model = "", stage], folder, terminal }) {
    const result = await readHistory({ folder, model, stage, revision: options.ref });
    return { exitCode: 0, data: result, text: renderHistory(result, { now: terminal.now(), style: terminal.style }) };
  },
});
