import { clockNotes } from "../../core/reports/clock-notes.ts";
import { renderHistory } from "../../core/reports/history.ts";
import { plainText } from "../../core/text/plain-text.ts";
import type { gitHubHistory } from "../../operations/history/github-history.ts";
import { history as readHistory } from "../../operations/history/stage-history.ts";
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
    const { environment } = terminal;
    const asked = { model, stage };
    const result =
      location.kind === "folder"
        ? await readHistory({ folder: location.folder, ...asked, revision: options.ref })
        : await onGitHub({ ...asked, environment, location: { ...location, ref: options.ref ?? location.ref } });
    const now = terminal.now();
    const notes = [...(result.notes ?? []), ...clockNotes(result.stages, now)];
    for (const note of notes) terminal.err(`${terminal.style.yellow("note:")} ${plainText(note)}\n`);
    const data = notes.length === 0 ? result : { ...result, notes };
    return { exitCode: 0, data, text: renderHistory(result, { now, style: terminal.style }) };
  },
});

async function onGitHub(asked: Parameters<typeof gitHubHistory>[0]) {
  const { gitHubHistory: read } = await import("../../operations/history/github-history.ts");
  return read(asked);
}
