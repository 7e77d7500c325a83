import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program to be run and waited for. */
export interface Job {
  readonly command: string;
  readonly words: readonly string[];
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that mean that it did its work; 0 unless given. */
  readonly fine?: readonly number[];
  /** Done before each run and not counted. */
  readonly before?: () => Promise<void>;
}

/** Writes down the most memory that the program ever held, in KiB. */
const WITNESS =
  'data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.PEAK,String(process.resourceUsage().maxRSS)))';

/** How long a program takes, from its start to its end, in milliseconds. */
async function timeOnce(job: Job): Promise<number> {
  const { command, words, folder, environment, fine = [0], before } = job;
  await before?.();
  const startedAt = performance.now();
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...process.env, ...environment },
    // Read as a script reads it.
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.resume();
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  const elapsedMs = performance.now() - startedAt;
  if (code !== null && fine.includes(code)) return elapsedMs;
  throw new Error(`${command} ${words.join(" ")} ended with ${code}: ${Buffer.concat(said).toString("utf8")}`);
}

/** The most memory that a Node program holds, in MB (a million bytes): its threads counted, its child processes not. */
export async function peakMbOf(job: Job): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-bench-peak-"));
  try {
    const peak = join(folder, "peak");
    const words = ["--import", WITNESS, ...job.words];
    await timeOnce({ ...job, words, environment: { ...job.environment, PEAK: peak } });
    return (Number(await readFile(peak, "utf8")) * 1024) / 1_000_000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Medians of several programs, run in turns so that whatever else the machine does meets all alike. The first turn warms
 * up and does not count.
 */
export async function timeInTurns(jobs: readonly Job[], turns: number): Promise<readonly number[]> {
  const times: number[][] = jobs.map(() => []);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [place, job] of jobs.entries()) {
      const elapsedMs = await timeOnce(job);
      if (turn > 0) times[place]?.push(elapsedMs);
    }
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
