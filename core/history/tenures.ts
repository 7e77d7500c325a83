import type { Moment, StageCommit, StageHistory, Tenure } from "./tenure.ts";

/**
 * A stage's history from the commits that changed its file, oldest first. A commit that left the version as it was (a
 * comment, say) changes no tenure; one that emptied or deleted the file ends one.
 */
export function stageHistory({ model, stage, commits }: Omit<StageHistory, "tenures">): StageHistory {
  const tenures: Tenure[] = [];
  let open: StageCommit | undefined;
  const close = (until: Moment | undefined) => {
    if (open?.version != null) tenures.push({ model, stage, version: open.version, from: moment(open), until });
  };
  for (const commit of commits) {
    if (commit.version === (open?.version ?? null)) continue;
    close(moment(commit));
    open = commit;
  }
  close(undefined);
  return { model, stage, commits, tenures };
}

function moment({ commit, time, countsAs, by, subject, pullRequest }: StageCommit): Moment {
  return { commit, time, ...(countsAs === undefined ? {} : { countsAs }), by, subject, pullRequest };
}

/** When a change counts as made, RFC 3339. */
export function countedTime({ time, countsAs }: Pick<Moment, "time" | "countsAs">): string {
  return countsAs ?? time;
}

/** The tenure that lasts, or undefined where the stage is empty. */
export function tenureNow(tenures: readonly Tenure[]): Tenure | undefined {
  const last = tenures.at(-1);
  return last?.until === undefined ? last : undefined;
}

/**
 * The tenure that held the stage at `time`, or undefined where the stage was empty then.
 *
 * The order of changes is that of the branch's first-parent line, and their times are what the clocks of committers
 * said: several may share one, and a later change may claim an earlier time. Of all changes that claim to have happened
 * by `time`, the last in the branch's order counts; one change with a wrong date so never hides the others.
 *
 * @param time RFC 3339
 */
export function holderAt(tenures: readonly Tenure[], time: string): Tenure | undefined {
  const at = Date.parse(time);
  const last = tenures.findLast(({ from, until }) => happenedBy(from, at) || happenedBy(until, at));
  return last === undefined || happenedBy(last.until, at) ? undefined : last;
}

function happenedBy(moment: Moment | undefined, at: number): boolean {
  return moment !== undefined && Date.parse(moment.time) <= at;
}

/**
 * The last tenure of each version that differs from the one in the stage now, latest first, in the branch's order. The first
 * is where a rollback goes; for an empty stage that is the version that left it.
 *
 * A rollback is a promotion like any other, so a second one goes back to what the first one left. Who wants to go further
 * back withdraws the bad version, or names the version to promote.
 *
 * @example
 * // 1.2.0, then 1.3.0, then back to 1.2.0
 * earlierHolders(tenures)[0]?.version // "1.3.0"
 */
export function earlierHolders(tenures: readonly Tenure[]): readonly Tenure[] {
  const current = tenureNow(tenures)?.version;
  const lastOf = new Map<string, Tenure>();
  for (const tenure of tenures.toReversed()) {
    if (tenure.version !== current && !lastOf.has(tenure.version)) lastOf.set(tenure.version, tenure);
  }
  return [...lastOf.values()];
}

/** The last tenure of `version`: promoting a version that has one is a rollback. */
export function heldBefore(tenures: readonly Tenure[], version: string): Tenure | undefined {
  return tenures.findLast((tenure) => tenure.version === version);
}

/** A server's clock and the one here may differ so much without anybody having done wrong. */
const TOLERATED_MS = 5 * 60_000;

/**
 * Those that claim to have happened after `now`: their committers' clocks were wrong, or the one here is.
 *
 * @param now RFC 3339
 */
export function stillToCome<Change extends Pick<Moment, "time">>(changes: readonly Change[], now: string): Change[] {
  return changes.filter(({ time }) => Date.parse(time) - Date.parse(now) > TOLERATED_MS);
}

/** Each change that claims an earlier time than one before it on the branch, with the latest of these. */
export function setBack<Change extends Pick<Moment, "time">>(
  changes: readonly Change[],
): { readonly change: Change; readonly before: Change }[] {
  const found: { readonly change: Change; readonly before: Change }[] = [];
  let latest: Change | undefined;
  for (const change of changes) {
    const lagMs = latest === undefined ? 0 : Date.parse(latest.time) - Date.parse(change.time);
    if (latest !== undefined && lagMs > TOLERATED_MS) found.push({ change, before: latest });
    if (latest === undefined || lagMs < 0) latest = change;
  }
  return found;
}

/** How long a version has been in a stage without a break. */
export interface Stay {
  readonly tenure: Tenure;
  /** What the stay counts from, RFC 3339 in UTC. */
  readonly since: string;
  readonly heldMs: number;
}

/**
 * The stay of `version` that lasts at `now`, or undefined where the stage holds something else.
 *
 * A change cannot have happened before those that the branch had already. A promotion that claims an earlier time than one
 * of them counts from the latest of their times, so that a wrong date does not shorten a soak. Times after `now` say
 * nothing about others.
 */
export function unbrokenSince(tenures: readonly Tenure[], version: string, now: string): Stay | undefined {
  const tenure = tenureNow(tenures);
  if (tenure?.version !== version) return undefined;
  const since = tenures
    .flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
    .map(countedTime)
    .filter((time) => Date.parse(time) <= Date.parse(now))
    .reduce((latest, time) => (Date.parse(time) > Date.parse(latest) ? time : latest), countedTime(tenure.from));
  // A beginning that is still to come counts as now.
  const began = Date.parse(since) > Date.parse(now) ? now : since;
  return { tenure, since: began, heldMs: Date.parse(now) - Date.parse(began) };
}
