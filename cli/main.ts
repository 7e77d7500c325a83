import packageFile from "../package.json" with { type: "json" };
import { OutsideError } from "../core/errors.ts";
import { type Style, plainStyle } from "../core/text/style.ts";
import type { Terminal } from "./command.ts";
import { writeErr, writeOut } from "./output.ts";
import { run } from "./run.ts";

const ansiStyle: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  yellow: paint(33, 39),
  cyan: paint(36, 39),
};

function paint(on: number, off: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}

/** Colour on a terminal only, and as the environment wishes (https://no-color.org, https://force-color.org). */
function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return process.stdout.isTTY && TERM !== "dumb";
}

const terminal: Terminal = {
  workingFolder: process.cwd(),
  environment: process.env,
  // Node makes its standard streams when they are first asked for, and most short answers need neither.
  get interactive() {
    return process.stderr.isTTY;
  },
  get style() {
    return wantsColour() ? ansiStyle : plainStyle;
  },
  out: (text) => {
    writeOut(text, (error) => {
      process.exitCode = giveUp(error);
    });
  },
  err: writeErr,
  now: () => new Date(),
  elapsedMs: () => performance.now(),
};

function giveUp(error: unknown): 4 {
  if (!(error instanceof OutsideError)) throw error;
  writeErr(`error: ${error.message}\n  ${error.hint}\n`);
  return 4;
}

process.exitCode = await run(process.argv.slice(2), terminal, packageFile.version).catch(giveUp);
