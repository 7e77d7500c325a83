import { ModelyardError } from "../../../core/errors.ts";
import type { GitHubClient } from "../client/client.ts";
import { type ContentOf, fields, list, maybe, text } from "../client/shape.ts";

const STATUS = fields({
  context: text,
  state: text,
  description: maybe(text),
  target_url: maybe(text),
  created_at: maybe(text),
});
type Status = ContentOf<typeof STATUS>;

export interface CommitStatus {
  readonly commit: string;
  /** The status's name, as a branch rule requires it. */
  readonly context: string;
  readonly state: "success" | "failure" | "pending";
  /** GitHub takes at most 140 characters. */
  readonly description: string;
  /** The page of the run; the time of the judgement stands at its end. Without it, the order of two runs is not known. */
  readonly url: string | undefined;
  /** RFC 3339 in UTC. */
  readonly judgedAt: string;
}

/** `outdated`: a check that began later has reported already, and its report stays. */
export type KeptStatus = "set" | "unchanged" | "outdated";

/**
 * Keeps a commit's status: sets it unless it says the same already. GitHub takes a thousand of one name for a commit and
 * then no more, which a check on a timer would reach. Two checks at once may end in either order: the one that began later
 * has seen more, so its report is left, and set again where the earlier one has just overwritten it.
 */
export async function keepCommitStatus(client: GitHubClient, status: CommitStatus): Promise<KeptStatus> {
  const { commit, context, state, description, url, judgedAt } = status;
  const route = "/commits/{ref}/status";
  const before = (await readStatuses(client, commit, route)).find((each) => each.context === context);
  if (before?.state === state && before.description === description) return "unchanged";
  if (before !== undefined && isJudgedAfter(before, judgedAt)) return "outdated";
  const target = url === undefined ? {} : { target_url: `${url}${JUDGED}${judgedAt}` };
  const ours: NewStatus = { context, state, description, ...target };
  await setStatus(client, commit, ours);
  const all = await readStatuses(client, commit, `${route}es`);
  const overwritten = all.find((each) => each.context === context && isJudgedAfter(each, judgedAt));
  if (overwritten === undefined || all[0] === overwritten) return "set";
  const { state: later, description: words, target_url: page } = overwritten;
  if (later !== "success" && later !== "failure" && later !== "pending") return "set";
  const again: NewStatus = { context, state: later, description: words ?? "" };
  await setStatus(client, commit, page == null ? again : { ...again, target_url: page });
  return "outdated";
}

/** Between the page of a run and the time of its judgement, in a status's address. */
const JUDGED = "#judged-";
/** Clocks of runners and of GitHub differ by less. */
const MAX_SKEW_MS = 2 * 60_000;

/** Nobody has judged after the status was made: a time in the future, which anybody could write, would hold back every check. */
function isJudgedAfter({ target_url: page, created_at: created }: Status, judgedAt: string): boolean {
  const [, when] = /#judged-([0-9T:.-]+Z)$/.exec(page ?? "") ?? [];
  if (when === undefined || created == null) return false;
  const ms = Date.parse(when);
  return ms > Date.parse(judgedAt) && ms <= Date.parse(created) + MAX_SKEW_MS;
}

type NewStatus = Pick<CommitStatus, "context" | "state" | "description"> & { readonly target_url?: string };

async function setStatus(client: GitHubClient, commit: string, status: NewStatus): Promise<void> {
  await client.read(`set the status of ${commit.slice(0, 7)}`, () =>
    client.octokit.rest.repos.createCommitStatus({ ...client.repo, sha: commit, ...status }),
  );
}

/** The statuses of a commit, the newest first; none where they cannot be read: one is better set once too often. */
async function readStatuses(
  client: GitHubClient,
  commit: string,
  route: "/commits/{ref}/status" | "/commits/{ref}/statuses",
): Promise<readonly Status[]> {
  const parameters = { ref: commit, per_page: 100 };
  const what = `read the statuses of ${commit.slice(0, 7)}`;
  try {
    if (route.endsWith("es")) return await client.get(what, route, parameters, list(STATUS));
    return (await client.get(what, route, parameters, fields({ statuses: list(STATUS) }))).statuses;
  } catch (error) {
    if (error instanceof ModelyardError) return [];
    throw error;
  }
}
