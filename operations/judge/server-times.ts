import type { GitHubClient } from "../../adapters/github/client/client.ts";
import { pullRequestsOfCommit } from "../../adapters/github/pulls/pull-requests.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import type { Moment, Tenure } from "../../core/history/tenure.ts";

/** When a commit of the branch was merged, as the server that merged it says; undefined where it is not known. */
export type MergeTimes = (commit: string) => Promise<string | undefined>;

/** GitHub's own times of the merges to a branch, each asked for once. */
export function mergeTimesOnGitHub(client: GitHubClient, branch: string): MergeTimes {
  const asked = new Map<string, Promise<string | undefined>>();
  const ask = async (commit: string) => {
    try {
      const pulls = await pullRequestsOfCommit(client, commit);
      return pulls.find((pull) => pull.base === branch && pull.mergeCommit === commit)?.mergedAt;
    } catch (error) {
      // Without it, what the commits say counts, as on any git server.
      if (error instanceof ModelyardError) return undefined;
      throw error;
    }
  };
  return (commit) => {
    const answer = asked.get(commit) ?? ask(commit);
    asked.set(commit, answer);
    return answer;
  };
}

interface AskedStays {
  readonly version: string;
  readonly stages: readonly string[];
  readonly mergeTimes: MergeTimes;
}

/**
 * The tenures, with the last stay of a version in each of some stages counted from the server's own times of the merges
 * that began and ended it: the clock of whoever made a commit can say anything, and one that is wrong makes a soak too
 * short or too long. Each merge costs a request, so no others are asked about.
 */
export async function byServerTimes(
  history: Observed<readonly Tenure[]>,
  { version, stages, mergeTimes }: AskedStays,
): Promise<Observed<readonly Tenure[]>> {
  if (!history.known) return history;
  const stays = stages.flatMap(
    (stage) => history.value.findLast((tenure) => tenure.version === version && tenure.stage === stage) ?? [],
  );
  const moments = stays.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]));
  const times = new Map<string, string>();
  for (const commit of new Set(moments.map((moment) => moment.commit))) {
    const time = await mergeTimes(commit);
    if (time !== undefined) times.set(commit, time);
  }
  const corrected = (moment: Moment): Moment => {
    const countsAs = times.get(moment.commit);
    return countsAs === undefined ? moment : { ...moment, countsAs };
  };
  const value = history.value.map((tenure): Tenure => ({
    ...tenure,
    from: corrected(tenure.from),
    until: tenure.until && corrected(tenure.until),
  }));
  return { known: true, value };
}
