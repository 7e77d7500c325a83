import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import { versionInStageFile } from "../../core/history/stage-version.ts";
import { type Identity, identify } from "../../core/registry/names/paths.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { gitPast } from "./git-past.ts";
import type { Past } from "./past.ts";

interface EarlyHistoryOptions {
  /** Histories are read as this commit has them. */
  readonly revision: string;
  readonly head: Tree;
  /** RFC 3339 in UTC. */
  readonly now: string;
  /** What the head changes. */
  readonly paths: Iterable<string>;
}

/**
 * Tells the history of models. Where the head changes just one stage, as a pull request mostly does, that model's is asked
 * for at once: git looks it up on the other core while the change is still read and checked.
 */
export function prefetchHistory(repository: OpenRepository, { revision, head, paths, now }: EarlyHistoryOptions): Past {
  const past = gitPast(repository, revision, now);
  const [path, ...others] = [...paths].filter((changed) => identify(changed)?.kind === "stage");
  const early = path === undefined || others.length > 0 ? undefined : begin(path);
  // The caller gets the error.
  early?.catch(() => {});
  return {
    ...past,
    async tenures(model, version) {
      const begun = await early;
      return begun?.model === model && begun.version === version ? begun.history : past.tenures(model, version);
    },
  };

  async function begin(stagePath: string) {
    const identity: Identity | undefined = identify(stagePath);
    const bytes = (await head.read([stagePath])).get(stagePath);
    const version = bytes === undefined ? null : await versionInStageFile(bytes);
    if (identity?.kind !== "stage" || version === null) return undefined;
    const { model } = identity;
    const history = past.tenures(model, version);
    history.catch(() => {});
    return { model, version, history };
  }
}
