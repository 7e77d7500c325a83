import type { Location } from "../workspace/location.ts";
import type { Environment } from "../workspace/open-location.ts";
import type { History } from "./model-history.ts";

export interface HistoryOptions {
  /** A branch, tag or commit; in a clone the default branch where it is not given, on GitHub the location's own. */
  readonly revision?: string | undefined;
  readonly environment: Environment;
}

/**
 * Opens the history of a registry: of a clone as its own line of commits tells it, on GitHub as the pull requests tell it
 * that brought the commits in. Nothing is read before something is asked, and what only the other one needs is not loaded.
 *
 * @example
 * const history = await openHistory({ kind: "folder", folder: "." }, { environment: process.env });
 * const { stages } = await history.ofModel({ model: "churn", stage: "production" });
 * stages[0]?.tenures.at(-1)?.version // "1.3.1"
 */
export async function openHistory(location: Location, { revision, environment }: HistoryOptions): Promise<History> {
  switch (location.kind) {
    case "folder": {
      const { cloneHistory } = await import("./clone-history.ts");
      return cloneHistory(location.folder, revision);
    }
    case "github": {
      const { gitHubHistory } = await import("./github-history.ts");
      return gitHubHistory({ ...location, ref: revision ?? location.ref }, environment);
    }
  }
}
