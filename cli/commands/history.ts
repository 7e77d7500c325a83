import { clockNotes } from "../../core/reports/clock-notes.ts";
import { renderHistory } from "../../core/reports/history.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { openHistory } from "../../operations/history/history.ts";
import { defineRemoteCommand } from "../command.ts";

export const history = defineRemoteCommand({
  args: [
    { name: "MODEL", help: "The model", completes: "model" },
    { name: "STAGE", help: "One stage; all of them unless given", optional: true, completes: "stage" },
  ],
  options: { ref: { type: "text", value: "REVISION", help: "Whose history; the default branch unless given" } },
  details:
    "Read from the default branch's own line of commits: what was merged, when, by whom. On GitHub it is read from the pull\nrequests that brought the commits in.",
  examples: [
    ["history churn", "every stage of a model"],
    ["history churn production --json", "one stage, for a program"],
    ["history churn -C github:acme/models", "without a clone"],
  ],
  async run({ options, args: [model = "", stage], location, terminal }) {
    const opened = await openHistory(location, { revision: options.ref, environment: terminal.environment });
    const result = await opened.ofModel({ model, stage });
    const now = terminal.now();
    const notes = [...(result.notes ?? []), ...clockNotes(result.stages, now)];
    for (const note of notes) terminal.err(`${terminal.style.yellow("note:")} ${plainText(note)}\n`);
    const data = notes.length === 0 ? result : { ...result, notes };
    return { exitCode: 0, data, text: renderHistory(result, { now, style: terminal.style }) };
  },
});
