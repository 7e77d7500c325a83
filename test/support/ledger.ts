import { appendFile } from "node:fs/promises";

/** What a test tried, for the table in docs/reliability.md. */
export interface Tried {
  /** What was done to modelyard, in the words of the table. */
  readonly fault: string;
  readonly trials: number;
  /** Bytes, files or entries that were gone or wrong afterwards; the test has asserted that it is none. */
  readonly lost: 0;
}

/** Enters what was tried where `npm run reliability` collects it; else does nothing. */
export async function enter(tried: Tried): Promise<void> {
  const file = process.env["MODELYARD_LEDGER"];
  if (file !== undefined) await appendFile(file, `${JSON.stringify(tried)}\n`);
}
