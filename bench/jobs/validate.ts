import { rm } from "node:fs/promises";
import { join } from "node:path";
import { modelyard } from "../measuring/program.ts";
import type { Line } from "../measuring/result.ts";
import { type Job, peakMbOf, timeInTurns } from "../measuring/time.ts";
import { countFiles } from "../registries/count-files.ts";
import { counted } from "../measuring/words.ts";
import type { Bench, Group } from "./group.ts";

const PARSE_WITH_YAML = join(import.meta.dirname, "../baselines/parse-yaml.ts");

/** The whole registry, checked without a cache and with one. */
export const validate: Group = {
  name: "validate",
  async measure(bench) {
    return [...(await cold(bench)), ...(await warm(bench))];
  },
};

async function cold({ sizes, registry, newFolder }: Bench): Promise<Line[]> {
  const { folder } = await registry(sizes.coldVersions);
  const files = counted(await countFiles(folder), "file");
  const cache = join(await newFolder(), "cache");
  const yaml: Job = { command: process.execPath, words: [PARSE_WITH_YAML, folder] };
  const [ours = 0, parsing = 0] = await timeInTurns([withoutCache(folder, cache), yaml], sizes.turns);
  return [
    {
      job: `full validation, no cache, ${files}`,
      measured: { value: ours, unit: "ms" },
      baseline: { what: "parsing them with `yaml`, one core", value: parsing, unit: "ms" },
      target: { kind: "at-most-times", times: 0.6 },
    },
  ];
}

async function warm({ sizes, registry, newFolder }: Bench): Promise<Line[]> {
  const { folder } = await registry(sizes.bigVersions);
  const files = counted(await countFiles(folder), "file");
  const cache = join(await newFolder(), "cache");
  const memoryMb = await peakMbOf(withoutCache(folder, cache));
  const words = ["validate", "-C", folder, "--head", "main"];
  const ours = modelyard(words, { environment: { MODELYARD_CACHE: cache } });
  // What git itself needs to hand out every file.
  const reading = "git ls-tree -r --object-only main registry | git cat-file --batch --buffer > /dev/null";
  const git: Job = { command: "bash", words: ["-euc", reading], folder };
  const folderAsItIs = modelyard(["validate", "-C", folder], { environment: { MODELYARD_CACHE: cache } });
  const [checked = 0, read = 0, fromFolder = 0] = await timeInTurns([ours, git, folderAsItIs], sizes.turns);
  const baseline = { what: "`git ls-tree -r` and `git cat-file --batch`", value: read, unit: "ms" } as const;
  return [
    {
      job: `full validation of a commit, warm cache, ${files}`,
      measured: { value: checked, unit: "ms" },
      baseline,
      target: { kind: "at-most-times", times: 3 },
    },
    { job: "the same of the working folder", measured: { value: fromFolder, unit: "ms" }, baseline },
    {
      job: `memory of a full validation, no cache, ${files}`,
      measured: { value: memoryMb, unit: "MB" },
      target: { kind: "at-most", value: 600 },
    },
  ];
}

function withoutCache(folder: string, cache: string): Job {
  return modelyard(["validate", "-C", folder, "--head", "main"], {
    environment: { MODELYARD_CACHE: cache },
    before: async () => rm(cache, { recursive: true, force: true }),
  });
}
