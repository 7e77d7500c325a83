import { parseArgs } from "node:util";
import { FULL, QUICK, SMOKE, type Sizes } from "./sizes.ts";

export interface BenchOptions {
  readonly sizes: Sizes;
  /** Jobs whose names hold one of these; empty: all. */
  readonly only: readonly string[];
  /** Where the results go as JSON. */
  readonly json: string | undefined;
  /** A Markdown file whose table is written anew. */
  readonly markdown: string | undefined;
  /** Only say how to use it. */
  readonly help: boolean;
}

export const USAGE =
  "Usage: npm run bench -- [--quick | --smoke] [--only GROUP]… [--json FILE] [--markdown docs/performance.md]";

/** @throws TypeError for options that there are not */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: "boolean" },
      smoke: { type: "boolean" },
      only: { type: "string", multiple: true },
      json: { type: "string" },
      markdown: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const sizes = values.smoke === true ? SMOKE : values.quick === true ? QUICK : FULL;
  return { sizes, only: values.only ?? [], json: values.json, markdown: values.markdown, help: values.help };
}
