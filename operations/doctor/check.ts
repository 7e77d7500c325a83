import type { Observed } from "../../core/gates/verdict.ts";
import type { Setup } from "./setup.ts";

/** `unknown`: it could not be looked at, which never counts as fine. */
export type Level = "ok" | "advice" | "problem" | "unknown";

/** What one check found. Texts are plain, with untrusted parts in them: whoever shows them escapes them. */
export interface Found {
  readonly level: Level;
  /** What is there, in one sentence without a closing full stop. */
  readonly message: string;
  /** What to change, and where exactly. */
  readonly fix?: string;
  /** Lines to put into a file. */
  readonly lines?: readonly string[];
}

/** One thing that a set-up should have; pure. */
export interface Check {
  /** In kebab-case. */
  readonly name: string;
  readonly examine: (setup: Setup) => readonly Found[];
}

export const ok = (message: string): Found => ({ level: "ok", message });

export const unknown = (reason: string): Found => ({ level: "unknown", message: reason });

export const advice = (message: string, fix: string, lines?: readonly string[]): Found => ({
  level: "advice",
  message,
  fix,
  ...(lines === undefined ? {} : { lines }),
});

export const problem = (message: string, fix: string, lines?: readonly string[]): Found => ({
  level: "problem",
  message,
  fix,
  ...(lines === undefined ? {} : { lines }),
});

/** Looks at what was observed, or says why nobody could. */
export function seen<Value>(
  observed: Observed<Value>,
  look: (value: Value) => Found | readonly Found[],
): readonly Found[] {
  return observed.known ? [look(observed.value)].flat() : [unknown(observed.reason)];
}
