import { rm } from "node:fs/promises";
import { join } from "node:path";
import { modelyard } from "../measuring/program.ts";
import type { Line } from "../measuring/result.ts";
import { type Job, timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import type { GeneratedRegistry } from "../registries/generate.ts";
import type { Group } from "./group.ts";

/** What a pull request waits for: its check, on a machine that has no cache yet. */
export const pullRequest: Group = {
  name: "pull-request",
  async measure({ sizes, registry, newFolder }) {
    const big = await registry(sizes.bigVersions);
    const small = await registry(sizes.smallVersions);
    const caches = await newFolder();
    const kinds = [
      ["one promotion", "promotionBranch"],
      ["one new version", "additionBranch"],
    ] as const;
    const lines: Line[] = [];
    for (const [what, branch] of kinds) {
      const [ours = 0, small100 = 0] = await timeInTurns(
        [check(big, big[branch], caches), check(small, small[branch], caches)],
        sizes.turns,
      );
      lines.push({
        job: `check of ${what}, ${counted(sizes.bigVersions, "version")}`,
        measured: { value: ours, unit: "ms" },
        baseline: { what: `with ${counted(sizes.smallVersions, "version")}`, value: small100, unit: "ms" },
        ...(branch === "promotionBranch" ? { target: { kind: "at-most-times", times: 1.2 } } : {}),
      });
    }
    return lines;
  },
};

function check(registry: GeneratedRegistry, branch: string, caches: string): Job {
  const cache = join(caches, String(registry.versions));
  return modelyard(["validate", "-C", registry.folder, "--base", "main", "--head", branch], {
    environment: { MODELYARD_CACHE: cache },
    before: async () => rm(cache, { recursive: true, force: true }),
  });
}
