import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { modelyard } from "../measuring/program.ts";
import type { Line } from "../measuring/result.ts";
import { timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import type { GeneratedRegistry } from "../registries/generate.ts";
import type { Group } from "./group.ts";

/** What people run all day in a working folder; nothing is written. */
export const everyday: Group = {
  name: "everyday",
  async measure({ sizes, registry, newFolder }) {
    const big = await registry(sizes.bigVersions);
    const small = await registry(sizes.smallVersions);
    const artifact = join(await newFolder(), "model.bin");
    await writeFile(artifact, "next to nothing");
    const commands: Readonly<Record<string, (of: GeneratedRegistry) => readonly string[]>> = {
      "`draft` of a small file": ({ model }) => [
        "draft",
        model,
        "--bump",
        "minor",
        "--artifact",
        artifact,
        "--dry-run",
      ],
      "`promote`": ({ model, promoted }) => ["promote", `${model}@${promoted}`, "production", "--dry-run"],
      "`history` of one model": ({ model }) => ["history", model],
      "`diff` of two versions": ({ model, promoted }) => ["diff", `${model}@production`, `${model}@${promoted}`],
      "`validate --base main` of the working folder": () => ["validate", "--base", "main"],
    };
    const lines: Line[] = [];
    for (const [job, words] of Object.entries(commands)) {
      const runs = [big, small].map((of) => modelyard([...words(of), "-C", of.folder]));
      const [ofBig = 0, ofSmall = 0] = await timeInTurns(runs, sizes.turns);
      const what = `with ${counted(sizes.smallVersions, "version")}`;
      lines.push({
        job: `${job}, ${counted(sizes.bigVersions, "version")}`,
        measured: { value: ofBig, unit: "ms" },
        baseline: { what, value: ofSmall, unit: "ms" },
      });
    }
    return lines;
  },
};
