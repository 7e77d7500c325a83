import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as fc from "fast-check";
import { mutationsOf } from "./mutations.ts";
import type { Input, Target } from "./target.ts";
import type { Trial } from "./trial.ts";

const MAX_CPU_MS = 5000;
/** Far more than the processor time, for a machine that does other things too. */
const MAX_WAIT_MS = 120_000;
const MAX_HEAP_MIB = 256;

/** Runs inputs of one target, each in a process that may hang, crash or run out of memory. */
export class Laboratory {
  readonly #target: Target;
  #process: ChildProcess | undefined;
  inputs = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** @returns what is wrong with how the target takes the input; undefined where nothing is */
  async faultOf(input: Input): Promise<string | undefined> {
    this.inputs++;
    const process = (this.#process ??= await start(this.#target));
    const answer = await answerOf(process, input);
    if (typeof answer === "string") {
      process.kill("SIGKILL");
      this.#process = undefined;
      return answer;
    }
    if (answer.fault !== undefined) return answer.fault;
    return answer.cpuMs > MAX_CPU_MS ? `took ${Math.round(answer.cpuMs)} ms of processor time` : undefined;
  }

  close(): void {
    this.#process?.disconnect();
  }
}

async function start(target: Target): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "trial.ts"), [target.name], {
    execArgv: [`--max-old-space-size=${MAX_HEAP_MIB}`],
    serialization: "advanced",
    // How a process ends is told; what V8 says of it on the way is noise.
    stdio: ["ignore", "inherit", "ignore", "ipc"],
    env: { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
  const ended = once(child, "exit").then(() =>
    Promise.reject(new Error(`test/fuzz/trial.ts ${target.name} cannot start`)),
  );
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return child;
}

function answerOf(child: ChildProcess, input: Input): Promise<Trial | string> {
  return new Promise((resolve) => {
    const settle = (answer: Trial | string) => {
      clearTimeout(timer);
      child.off("message", settle).off("exit", died);
      resolve(answer);
    };
    const died = (code: number | null, signal: string | null) => settle(`the process ended with ${signal ?? code}`);
    const timer = setTimeout(() => settle(`no answer in ${MAX_WAIT_MS / 1000} s`), MAX_WAIT_MS);
    child.on("message", settle).on("exit", died);
    child.send(input);
  });
}

export interface Experiment {
  readonly runs: number;
  /** Milliseconds after which no further input is tried. */
  readonly timeMs?: number;
  /** The same seed tries the same inputs. */
  readonly seed: number;
}

export interface Outcome {
  readonly inputs: number;
  /** The smallest input that was found to go wrong, and how it does. */
  readonly failure: { readonly input: Input; readonly fault: string } | undefined;
}

/** Tries mutations of the target's seeds until one goes wrong, and makes that one smaller. */
export async function experiment(target: Target, { runs, timeMs, seed }: Experiment): Promise<Outcome> {
  const laboratory = new Laboratory(target);
  const faults = new Map<Input, string>();
  const property = fc.asyncProperty(mutationsOf(await target.seeds(), target), async (input) => {
    const fault = await laboratory.faultOf(input);
    if (fault === undefined) return true;
    faults.set(input, fault);
    return false;
  });
  const limit = timeMs === undefined ? {} : { interruptAfterTimeLimit: timeMs, markInterruptAsFailure: false };
  const { counterexample } = await fc.check(property, { numRuns: runs, seed, ...limit });
  laboratory.close();
  const [input] = counterexample ?? [];
  const fault = input === undefined ? undefined : faults.get(input);
  return { inputs: laboratory.inputs, failure: input && fault !== undefined ? { input, fault } : undefined };
}
