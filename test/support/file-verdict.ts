import { expect } from "vitest";
import { detectFormat } from "../../adapters/formats/inspect.ts";
import { inspectModelFile } from "../../adapters/formats/inspect.ts";
import type { PickleImport } from "../../adapters/formats/pickle/pickle-imports.ts";
import { memoryFile } from "../../adapters/formats/bytes/random-access-file.ts";

/** What modelyard says of a model file. */
export interface Verdict {
  readonly format: string;
  /** Names that no ordinary model needs. */
  readonly told: readonly string[];
  readonly complete: boolean | undefined;
  readonly problems: string;
}

/** Looks at bytes under a name, by both doors. */
export async function verdictOn(path: string, bytes: Uint8Array): Promise<Verdict> {
  const report = await inspectModelFile(memoryFile(path, bytes));
  expect(await detectFormat(memoryFile(path, bytes))).toBe(report.format);
  const { facts } = report;
  const pickles = facts.kind === "pickle" ? facts : facts.kind === "archive" ? facts.pickles : undefined;
  const unexpected = (pickles?.imports ?? []).filter(({ expected }: PickleImport) => !expected);
  const told = unexpected.map(({ module, name }) => `${module}.${name}`);
  const problems = report.problems.map(({ message }) => message).join(" ");
  return { format: report.format, told, complete: pickles?.complete, problems };
}
