import { join } from "node:path";
import type { Job } from "./time.ts";

/** The built command line, as it is installed. */
const PROGRAM = join(import.meta.dirname, "../../dist/modelyard.js");

/** `modelyard` with these words, on the Node that measures. */
export function modelyard(words: readonly string[], more: Omit<Job, "command" | "words"> = {}): Job {
  return { command: process.execPath, words: [PROGRAM, ...words], ...more };
}

/** The least that a Node program costs. */
export const BARE_NODE: Job = { command: process.execPath, words: ["-e", "0"] };

export const BARE_NODE_NAME = "`node -e 0`";
