import { createHash } from "node:crypto";
import { hostname } from "node:os";

/**
 * Marks what this process makes for a moment in a folder that other processes and machines may share: eight hex digits for
 * the machine, and the process's number. It distinguishes what a dead process left from what a live one works on.
 */
export function ownMark(): string {
  return `${machine()}-${process.pid}`;
}

/** What a mark looks like, for names that bear one. */
export const MARK = "[0-9a-f]{8}-[0-9]+";

/** Whether a mark is that of a process of this machine that is gone. Of other machines nobody here can tell. */
export function isLeftBehind(mark: string): boolean {
  const [of, processId] = mark.split("-");
  return of === machine() && !isRunning(Number(processId));
}

/** A container has a host name of its own, and processes that are not seen from outside. */
function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
