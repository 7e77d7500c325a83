import { BARE_NODE, BARE_NODE_NAME, modelyard } from "../measuring/program.ts";
import type { Measurement, Target } from "../measuring/result.ts";
import { timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import type { Group } from "./group.ts";

/** What people and scripts wait for most often: that a command starts. */
export const startUp: Group = {
  name: "start-up",
  async measure({ sizes, registry }) {
    const big = await registry(sizes.bigVersions);
    const small = await registry(sizes.smallVersions);
    const reference = `${big.model}@production`;
    const target: Target = { kind: "at-most-times", times: 1.7 };
    const jobs: readonly {
      readonly job: string;
      readonly words: readonly string[];
      readonly aim?: { target: Target };
    }[] = [
      { job: "`--version`", words: ["--version"] },
      {
        job: `\`resolve\` a stage, ${counted(sizes.bigVersions, "version")}`,
        words: ["resolve", reference, "-C", big.folder],
        aim: { target },
      },
      {
        job: `\`resolve\` a stage, ${counted(sizes.smallVersions, "version")}`,
        words: ["resolve", `${small.model}@production`, "-C", small.folder],
      },
      { job: "`resolve --format json`", words: ["resolve", reference, "-C", big.folder, "--format", "json"] },
    ];
    const programs = jobs.map(({ words }) => modelyard(words));
    const [bare = 0, ...times] = await timeInTurns([BARE_NODE, ...programs], sizes.quickTurns);
    const lines: Measurement[] = [];
    for (const [place, { job, aim }] of jobs.entries()) {
      const measured = { value: times[place] ?? Number.NaN, unit: "ms" } as const;
      lines.push({ job, measured, baseline: { what: BARE_NODE_NAME, value: bare, unit: "ms" }, ...aim });
    }
    return lines;
  },
};
