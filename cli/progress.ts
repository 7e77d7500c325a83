import { formatBytes } from "../core/text/quantities.ts";
import type { Progress, ProgressStep } from "../operations/workspace/progress.ts";
import { silentProgress } from "../operations/workspace/progress.ts";
import type { Terminal } from "./command.ts";

/** Redrawn this often at most, in milliseconds. */
const REDRAW_MS = 100;
const BAR_WIDTH = 24;
/** Small steps are over before anybody could read about them. */
const WORTH_SHOWING_BYTES = 8 * 1024 * 1024;

/** Bars on standard error while people watch; nothing in pipes and logs. */
export function terminalProgress(terminal: Terminal): Progress {
  if (!terminal.interactive) return silentProgress;
  return {
    step(what, totalBytes) {
      if (totalBytes < WORTH_SHOWING_BYTES) return silentProgress.step(what, totalBytes);
      return line(terminal, (done) => {
        const share = Math.min(1, done / totalBytes);
        const bar = "█".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, "░");
        return `${what} ${bar} ${Math.floor(share * 100)} % of ${formatBytes(totalBytes)}`;
      });
    },
    count: (what, total, things) => line(terminal, (done) => `${what}: ${done} of ${total} ${things}`),
  };
}

/** One line that is written over and over, and gone in the end. */
function line(terminal: Terminal, textOf: (done: number) => string): ProgressStep {
  let done = 0;
  let drawnMs = -REDRAW_MS;
  return {
    advance(count) {
      done += count;
      const nowMs = terminal.elapsedMs();
      if (nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      terminal.err(`\r${textOf(done)}\u001b[K`);
    },
    end() {
      terminal.err("\r\u001b[K");
    },
  };
}
