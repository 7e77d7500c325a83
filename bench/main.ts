import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Group } from "./jobs/group.ts";
import { everyday } from "./jobs/everyday.ts";
import { history } from "./jobs/history.ts";
import { pullRequest } from "./jobs/pull-request.ts";
import { show } from "./jobs/show.ts";
import { startUp } from "./jobs/start-up.ts";
import { transfer } from "./jobs/transfer.ts";
import { validate } from "./jobs/validate.ts";
import { describeMachine } from "./measuring/machine.ts";
import type { Line } from "./measuring/result.ts";
import { USAGE, readOptions } from "./options.ts";
import { type GeneratedRegistry, generateRegistry } from "./registries/generate.ts";
import { renderReport, writeJson, writeMarkdown } from "./report.ts";
import type { Sizes } from "./sizes.ts";

const GROUPS: readonly Group[] = [startUp, pullRequest, everyday, validate, show, history, transfer];

/** `npm run bench`: measures the built program against its targets, each next to a baseline of the same run. */
async function main(words: readonly string[]): Promise<void> {
  const { sizes, only, json, markdown, help } = readOptions(words);
  if (help) return console.log(USAGE);
  const groups = GROUPS.filter(({ name }) => only.length === 0 || only.includes(name));
  if (groups.length === 0) throw new Error(`Groups: ${GROUPS.map(({ name }) => name).join(", ")}. ${USAGE}`);
  const machine = describeMachine();
  const startedAt = new Date();
  const root = await mkdtemp(join(tmpdir(), "modelyard-bench-"));
  const lines: Line[] = [];
  try {
    const bench = openBench(root, sizes);
    for (const group of groups) {
      console.error(`${elapsedSeconds(startedAt)} s  ${group.name}`);
      lines.push(...(await group.measure(bench)));
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  const elapsedMs = Date.now() - startedAt.getTime();
  const report = { sizes: sizes.name, machine, startedAt: startedAt.toISOString(), elapsedMs, lines };
  console.log(renderReport(report));
  await writeJson(json ?? join(import.meta.dirname, `results/${sizes.name}.json`), report);
  if (markdown !== undefined) await writeMarkdown(markdown, report);
}

function openBench(root: string, sizes: Sizes): Bench {
  const registries = new Map<number, Promise<GeneratedRegistry>>();
  return {
    sizes,
    registry: (versions) => {
      const known =
        registries.get(versions) ?? generateRegistry({ folder: join(root, `registry-${versions}`), versions });
      registries.set(versions, known);
      return known;
    },
    newFolder: () => mkdtemp(join(root, "work-")),
  };
}

function elapsedSeconds(since: Date): string {
  return String(Math.round((Date.now() - since.getTime()) / 1000)).padStart(4);
}

await main(process.argv.slice(2));
