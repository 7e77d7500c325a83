import { rm } from "node:fs/promises";
import { join } from "node:path";
import { modelyard } from "../measuring/program.ts";
import type { Line, Target } from "../measuring/result.ts";
import { type Job, peakMbOf, timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import { runGit } from "../measuring/git.ts";
import { writeRandomFile } from "../registries/random-file.ts";
import type { Group } from "./group.ts";

const AS_FAST: Target = { kind: "times-as-fast", times: 0.9 };

/** One large file into the file store and out of it again. */
export const transfer: Group = {
  name: "transfer",
  async measure({ sizes, newFolder }) {
    const folder = await newFolder();
    const movedMib = sizes.transferMib;
    const weights = join(folder, "weights.bin");
    await writeRandomFile(weights, movedMib);
    runGit(folder, ["init", "--quiet", "--initial-branch=main"]);
    const environment = { MODELYARD_CACHE: join(folder, "cache") };
    const ours = (words: readonly string[], undo: readonly string[] = []): Job =>
      modelyard([...words, "-C", folder], { folder, environment, before: without(folder, undo) });
    const shell = (script: string, undo: readonly string[] = []): Job => ({
      command: "bash",
      words: ["-euc", script],
      folder,
      before: without(folder, undo),
    });
    await timeInTurns([ours(["init", "--store", "file:store"], ["registry", ".modelyard", ".github"])], 0);
    const made = ["registry/models", "store", "cache"];
    const draft = ["draft", "churn", "--version", "1.0.0", "--artifact", "weights.bin", "--owner", "@alice"];

    const [hashing = 0, sum = 0, drafting = 0, copyAndSum = 0] = await timeInTurns(
      [
        ours([...draft, "--dry-run"], made),
        shell("sha256sum weights.bin > /dev/null"),
        ours(draft, made),
        shell("cp weights.bin copy.bin && sha256sum copy.bin > /dev/null", ["copy.bin"]),
      ],
      sizes.turns,
    );
    const sizeText = counted(movedMib, "MiB").replace(/s$/, "");
    const lines: Line[] = [
      line(`hashing at \`draft\`, ${sizeText}`, hashing, ["`sha256sum`", sum], AS_FAST),
      line(`\`draft\` into the file store, ${sizeText}`, drafting, ["`cp` and `sha256sum`", copyAndSum]),
    ];

    runGit(folder, ["add", "registry"]);
    runGit(folder, [
      "-c",
      "user.name=bench",
      "-c",
      "user.email=bench@acme.example",
      "commit",
      "--quiet",
      "-m",
      "Draft",
    ]);
    const sealed = "store/versions";
    const pull = ours(["pull", "churn@1.0.0", "--output", "pulled"], ["pulled", "cache"]);
    const [publishing = 0, sumAgain = 0] = await timeInTurns(
      [ours(["publish"], [sealed]), shell("sha256sum weights.bin > /dev/null")],
      sizes.turns,
    );
    const [pulling = 0, copying = 0] = await timeInTurns(
      [pull, shell("cp store/sha256/*/* copy.bin && sha256sum copy.bin > /dev/null", ["copy.bin"])],
      sizes.turns,
    );
    await timeInTurns([shell("cmp weights.bin pulled/weights.bin")], 0);
    const peakMb = await peakMbOf(pull);
    return [
      ...lines,
      line(`\`publish\` from the file store, ${sizeText}`, publishing, ["`sha256sum`", sumAgain]),
      line(`\`pull\` from the file store, ${sizeText}`, pulling, ["`cp` and `sha256sum`", copying], AS_FAST),
      { job: "memory of that `pull`", measured: { value: peakMb, unit: "MB" } },
    ];

    function line(job: string, ms: number, [what, baselineMs]: readonly [string, number], target?: Target): Line {
      return {
        job,
        measured: { value: ms, unit: "ms", movedMib },
        baseline: { what, value: baselineMs, unit: "ms", movedMib },
        ...(target === undefined ? {} : { target }),
      };
    }
  },
};

function without(folder: string, paths: readonly string[]): () => Promise<void> {
  return async () => {
    for (const path of paths) await rm(join(folder, path), { recursive: true, force: true });
  };
}
