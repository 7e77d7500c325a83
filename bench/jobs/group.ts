import type { Line } from "../measuring/result.ts";
import type { GeneratedRegistry } from "../registries/generate.ts";
import type { Sizes } from "../sizes.ts";

/** What a group of measurements works with. */
export interface Bench {
  readonly sizes: Sizes;
  /** A registry of so many versions, generated when it is first asked for. */
  readonly registry: (versions: number) => Promise<GeneratedRegistry>;
  /** A new folder that goes when all is done. */
  readonly newFolder: () => Promise<string>;
}

/** Measurements that belong together. */
export interface Group {
  readonly name: string;
  measure(bench: Bench): Promise<readonly Line[]>;
}
