// How both commands start and end.
import { Failure } from "./failure.ts";

/** Runs a command with the arguments of this process; a failure is printed and becomes the exit code. */
export async function runCommand(main: (argv: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
