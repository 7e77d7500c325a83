import { formatBytes } from "../core/reports/quantities.ts";
import type { Progress } from "../operations/progress.ts";
import { silentProgress } from "../operations/progress.ts";
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
      let done = 0;
      let drawnMs = -REDRAW_MS;
      return {
        advance(bytes) {
          done += bytes;
          const nowMs = terminal.elapsedMs();
          if (nowMs - drawnMs < REDRAW_MS) return;
          drawnMs = nowMs;
          const share = Math.min(1, done / totalBytes);
          const bar = "█".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, "░");
          terminal.err(`\r${what} ${bar} ${Math.floor(share * 100)} % of ${formatBytes(totalBytes)}\u001b[K`);
        },
        end() {
          terminal.err("\r\u001b[K");
        },
      };
    },
  };
}
