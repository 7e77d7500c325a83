import { OutsideError } from "../core/errors.ts";

// An import of it would load all that hangs on its exports before anything starts.
const { fstatSync, writeSync } = process.getBuiltinModule("node:fs");

const STDOUT = 1;

/**
 * Writes text to standard output. Into a pipe or a file, as scripts and deploy jobs ask, it goes without Node's stream:
 * loading that takes longer than finding most answers.
 *
 * @throws OutsideError `output-failed`; what fails later, on a terminal, reaches `onFailure`
 */
export function writeOut(text: string, onFailure: (error: OutsideError) => void): void {
  try {
    const rest = isDevice() ? text : writeAtOnce(Buffer.from(text));
    if (rest !== undefined) writeLater(rest, onFailure);
  } catch (error) {
    if (!isClosedPipe(error)) throw notWritten(error);
  }
}

/** Writes text to standard error. Where nobody takes it, nothing can be said of that, and the exit code says the rest. */
export function writeErr(text: string): void {
  if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => {});
  process.stderr.write(text);
}

/** A terminal wants the stream: on Windows bytes alone would be read in the console's own character set. */
function isDevice(): boolean {
  return fstatSync(STDOUT).isCharacterDevice();
}

/** @returns what a pipe that does not wait had no room for */
function writeAtOnce(bytes: Buffer): Buffer | undefined {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(STDOUT, bytes, written);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return bytes.subarray(written);
    throw error;
  }
}

function writeLater(rest: string | Buffer, onFailure: (error: OutsideError) => void): void {
  process.stdout.removeAllListeners("error").on("error", (error) => {
    if (!isClosedPipe(error)) onFailure(notWritten(error));
  });
  process.stdout.write(rest);
}

/** A reader such as `head` that closes the pipe early has what it wanted; the exit code stays the command's own. */
function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EPIPE";
}

function notWritten(cause: unknown): OutsideError {
  return new OutsideError({
    code: "output-failed",
    message: `What there is to say could not be written: ${cause instanceof Error ? cause.message : "unknown"}`,
    hint: "See where standard output goes, and whether there is room.",
    cause,
  });
}
