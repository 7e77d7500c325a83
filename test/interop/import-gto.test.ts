import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instantOf } from "../../core/time/instant.ts";
import { holderAt } from "../../core/history/tenures.ts";
import { openHistory } from "../../operations/history/history.ts";
import type { ModelHistory } from "../../operations/history/model-history.ts";
import { folderWith } from "../support/folder.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

const program = join(import.meta.dirname, "../../dist/modelyard.js");
const script = join(import.meta.dirname, "python/gto_history.py");
const MODELS = ["churn", "fraud-model"];
const STAGES = { dev: "dev", staging: "staging", prod: "production" };

/** What GTO said was where, after one of its events. */
interface Snapshot {
  readonly seconds: number;
  readonly stages: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

test.for([1, 2, 3])("what GTO says was where, the imported history says too (life %i)", async (seed) => {
  const environment = programEnvironment("newest");
  const training = { folder: await folderWith({}), environment };
  await runProgram(["git", "init", "--quiet", "--initial-branch=main"], training);
  const answer = join(await folderWith({}), "snapshots.json");
  await runProgram(["python", script, String(seed), "90", answer], training);
  const snapshots = JSON.parse(await readFile(answer, "utf8")) as Snapshot[];
  expect(snapshots.length).toBeGreaterThan(25);

  const folder = await folderWith({ ".gitignore": "store/\n.cache/\n" });
  const at = { folder, environment: { ...environment, MODELYARD_CACHE: join(folder, ".cache") } };
  const modelyard = (...words: readonly string[]) => runProgram([process.execPath, program, ...words], at);
  await runProgram(["git", "init", "--quiet", "--initial-branch=main"], at);
  await modelyard("init", "--store", "file:store", "--stages", Object.values(STAGES).join(","));
  await runProgram(["git", "add", "."], at);
  await runProgram(["git", "commit", "--quiet", "--message", "Start"], at);
  const paths = MODELS.flatMap((model) => ["--artifact", `${model}=${model}.txt`]);
  const from = ["--from", training.folder, "--stage", "prod=production", "--owner", "@alice", ...paths];
  await modelyard("import", "gto", ...from, "--commits");
  expect(await modelyard("validate")).toContain("no findings");
  expect(await modelyard("import", "gto", ...from)).toContain("Nothing is new");

  const tenures = new Map<string, ModelHistory["stages"]>();
  const history = await openHistory({ kind: "folder", folder }, { environment: {} });
  for (const model of MODELS) tenures.set(model, (await history.ofModel({ model })).stages);
  const here = snapshots.map(({ seconds }) => stagesAt(tenures, instantOf(seconds)));
  const there = snapshots.map(({ stages }) => stagesThere(stages));
  expect(here).toEqual(there);
});

function stagesAt(tenures: ReadonlyMap<string, ModelHistory["stages"]>, time: string): string[] {
  return [...tenures].flatMap(([model, stages]) =>
    stages.flatMap(({ stage, tenures: of }) => {
      const holder = holderAt(of, time);
      return holder === undefined ? [] : [`${model} ${stage} ${holder.version}`];
    }),
  );
}

/** In the order in which history has them here. */
function stagesThere(stages: Snapshot["stages"]): string[] {
  return MODELS.flatMap((model) =>
    Object.entries(STAGES).flatMap(([from, stage]) => {
      const version = stages[model]?.[from] ?? null;
      return version === null ? [] : [`${model} ${stage} ${version.slice(1)}`];
    }),
  );
}
