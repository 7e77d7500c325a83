import { modelyard } from "../measuring/program.ts";
import type { Line } from "../measuring/result.ts";
import { timeInTurns } from "../measuring/time.ts";
import { counted } from "../measuring/words.ts";
import { findGto } from "../baselines/gto.ts";
import { generateGtoRegistry } from "../registries/gto-registry.ts";
import type { Bench, Group } from "./group.ts";

/** The table of all models, alone and against GTO on the same registrations. */
export const show: Group = {
  name: "show",
  async measure(bench) {
    const { sizes, registry } = bench;
    const big = await registry(sizes.bigVersions);
    const small = await registry(sizes.smallVersions);
    const [ofBig = 0, ofSmall = 0, one = 0] = await timeInTurns(
      [
        modelyard(["show", "-C", big.folder]),
        modelyard(["show", "-C", small.folder]),
        modelyard(["show", big.model, "-C", big.folder]),
      ],
      sizes.turns,
    );
    const baseline = { what: `with ${counted(sizes.smallVersions, "version")}`, value: ofSmall, unit: "ms" } as const;
    return [
      { job: `\`show\`, ${counted(sizes.bigVersions, "version")}`, measured: { value: ofBig, unit: "ms" }, baseline },
      { job: "`show` one of its models", measured: { value: one, unit: "ms" } },
      await againstGto(bench),
    ];
  },
};

async function againstGto({ sizes, registry, newFolder }: Bench): Promise<Line> {
  const job = `\`show\`, ${counted(sizes.gtoVersions, "registration")}`;
  const gto = await findGto({ install: sizes.installGto });
  if ("missing" in gto) return { job, skipped: gto.missing };
  const ours = await registry(sizes.gtoVersions);
  const folder = await newFolder();
  await generateGtoRegistry(folder, sizes.gtoVersions);
  const [measured = 0, theirs = 0] = await timeInTurns(
    [modelyard(["show", "-C", ours.folder]), { command: gto.program, words: ["show", "--repo", folder] }],
    sizes.turns,
  );
  return {
    job,
    measured: { value: measured, unit: "ms" },
    baseline: { what: `\`gto show\` (${gto.version})`, value: theirs, unit: "ms" },
    target: { kind: "times-as-fast", times: 20 },
  };
}
