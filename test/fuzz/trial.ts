/** A process of its own that runs the inputs that it is sent, so that a hang or a memory blow-up ends only this. */
import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelyardError } from "../../core/errors.ts";
import type { Input } from "./target.ts";
import { findTarget } from "./targets/index.ts";

/** What came of one input. */
export interface Trial {
  /** What is wrong; undefined where nothing is. */
  readonly fault: string | undefined;
  readonly cpuMs: number;
}

const target = findTarget(process.argv[2] ?? "");
const room = await realpath(await mkdtemp(join(tmpdir(), "modelyard-fuzz-")));
let number = 0;

process.on("message", (input: Input) => {
  void tryInput(input).then((trial) => process.send?.(trial));
});
process.on("disconnect", () => {
  void rm(room, { recursive: true, force: true }).then(() => process.exit());
});

async function tryInput(input: Input): Promise<Trial> {
  const before = process.cpuUsage();
  const around = join(room, String(number++));
  const folder = join(around, "inside");
  await mkdir(folder, { recursive: true });
  const fault = (await faultOf(input, folder)) ?? (await strayFiles(around));
  const { user, system } = process.cpuUsage(before);
  await rm(around, { recursive: true, force: true });
  return { fault, cpuMs: (user + system) / 1000 };
}

async function faultOf(input: Input, folder: string): Promise<string | undefined> {
  try {
    await target.run(input, folder);
    return undefined;
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function strayFiles(around: string): Promise<string | undefined> {
  const stray = [...(await readdir(around)), ...(await readdir(room))].filter(
    (name) => name !== "inside" && !/^\d+$/.test(name),
  );
  return stray.length === 0 ? undefined : `wrote outside of its folder: ${stray.join(", ")}`;
}

process.send?.("ready");
