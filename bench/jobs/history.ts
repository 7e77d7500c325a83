import { modelyard } from "../measuring/program.ts";
import { type Job, timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import { PROMOTED_MODEL, PROMOTED_STAGE, generatePromotions } from "../registries/promotions.ts";
import type { Group } from "./group.ts";

/** A stage that has seen many versions. */
export const history: Group = {
  name: "history",
  async measure({ sizes, newFolder }) {
    const folder = await newFolder();
    const path = await generatePromotions(folder, sizes.historyCommits);
    const log: Job = { command: "git", words: ["log", "--first-parent", "main", "--", path], folder };
    const [ours = 0, bare = 0] = await timeInTurns(
      [modelyard(["history", PROMOTED_MODEL, PROMOTED_STAGE, "-C", folder]), log],
      sizes.turns * 2 + 1,
    );
    return [
      {
        job: `\`history\` of a stage with ${counted(sizes.historyCommits, "promotion")}`,
        measured: { value: ours, unit: "ms" },
        baseline: { what: "`git log --first-parent` of its file", value: bare, unit: "ms" },
        target: { kind: "at-most-times", times: 3 },
      },
    ];
  },
};
