import { spawn } from "node:child_process";
import { once } from "node:events";
import { ownMark } from "../../adapters/process/process-mark.ts";

/** The mark of a process of this machine that has ended. */
export async function deadMark(): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await once(child, "exit");
  return ownMark().replace(/[0-9]+$/, String(child.pid));
}
