import { plainStyle } from "../../../core/text/style.ts";
import { run } from "../../../cli/run.ts";
import { expectReadable } from "../target.ts";

/** Runs a command in this process and holds what it prints against what people may be shown. */
export async function runCommand(
  words: readonly string[],
  at: { readonly folder: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<void> {
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  await run(
    words,
    {
      workingFolder: at.folder,
      environment: { HOME: at.folder, MODELYARD_CACHE: `${at.folder}/cache`, ...at.environment },
      interactive: false,
      style: plainStyle,
      out: print,
      err: print,
      now: () => new Date("2026-11-24T12:00:00Z"),
      elapsedMs: () => performance.now(),
    },
    "0.0.0",
  );
  expectReadable(`modelyard ${words.join(" ")}`, printed);
}
