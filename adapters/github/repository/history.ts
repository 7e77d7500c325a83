import { readCommitMessage, whoDid } from "../../../core/history/commit-message.ts";
import { instantOf } from "../../../core/time/instant.ts";
import { versionInStageFile } from "../../../core/history/stage-version.ts";
import type { Moment, StageCommit, StageHistory } from "../../../core/history/tenure.ts";
import { stageHistory } from "../../../core/history/tenures.ts";
import { pathOf } from "../../../core/registry/names/paths.ts";
import { inParallel } from "../client/parallel.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { type ContentOf, fields, list, maybe, number, text } from "../client/shape.ts";

const PER_PAGE = 100;

export interface HistoryRequest {
  /** The full id of the commit that is read from. */
  readonly commit: string;
  /** Branches whose merged pull requests made the line of commits that the history follows. */
  readonly branches: readonly string[];
  readonly model: string;
  readonly stage: string;
  /** The repository's folder that holds `registry/`, with a closing slash. */
  readonly prefix?: string;
}

/** A stage's history as far as GitHub's REST API tells it. */
export interface HistoryAnswer {
  readonly history: StageHistory;
  /** Commits that came with no pull request: pushed to the branch, or merged outside GitHub. */
  readonly withoutPullRequest: number;
}

const PERSON = maybe(fields({ name: maybe(text), email: maybe(text), date: maybe(text) }));
const COMMIT = fields({ message: text, author: PERSON, committer: PERSON });
const LISTED_COMMITS = list(fields({ sha: text, commit: COMMIT }));
const PULL_REQUESTS = list(
  fields({ number, merged_at: maybe(text), merge_commit_sha: maybe(text), base: fields({ ref: text }) }),
);

type Commit = ContentOf<typeof COMMIT>;
type ListedCommit = ContentOf<typeof LISTED_COMMITS>[number];

/**
 * Who held a stage from when to when, without a clone. GitHub lists the commits that changed a file wherever they were
 * made, which for a merged pull request is on its branch, before anybody approved. So each counts as the merge of the
 * pull request that brought it in, which is what the branch's own line of commits says too. What came with no pull
 * request counts when it was committed.
 *
 * What never changes (commits, and files in them) is kept between runs: only new commits cost requests.
 */
export async function readGitHubHistory(files: RepositoryFiles, request: HistoryRequest): Promise<HistoryAnswer> {
  const { model, stage, prefix = "" } = request;
  const path = prefix + pathOf({ kind: "stage", model, stage });
  const changes = await listChanges(files, request.commit, path);
  const merged = await inParallel(changes, (change) => momentOf(files, change, request.branches));
  // Several commits of one pull request are one change: its merge.
  const moments = new Map(merged.toReversed().map((moment): [string, Moment] => [moment.commit, moment]));
  const ordered = [...moments.values()].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const versions = await files.fileThrough(
    path,
    ordered.map(({ commit }) => commit),
  );
  const commits = await Promise.all(
    ordered.map(async (moment): Promise<StageCommit> => {
      const bytes = versions.get(moment.commit);
      return Object.assign({ version: bytes === undefined ? null : await versionInStageFile(bytes) }, moment);
    }),
  );
  const withoutPullRequest = commits.filter(({ pullRequest }) => pullRequest === undefined).length;
  return { history: stageHistory({ model, stage, commits }), withoutPullRequest };
}

/** The commits that changed a file, newest first. */
async function listChanges(files: RepositoryFiles, from: string, path: string): Promise<readonly ListedCommit[]> {
  const found: ListedCommit[] = [];
  for (let page = 1; ; page++) {
    const parameters = { sha: from, path, per_page: String(PER_PAGE), page: String(page) };
    const listed = (await files.answers.forever("/commits", parameters, LISTED_COMMITS)) ?? [];
    found.push(...listed);
    if (listed.length < PER_PAGE) return found;
  }
}

async function momentOf(
  files: RepositoryFiles,
  { sha, commit }: ListedCommit,
  branches: readonly string[],
): Promise<Moment> {
  const own = describe(sha, commit);
  // Also of what says that GitHub made it: anybody can write that into a commit.
  const asked = { commit_sha: sha };
  const pulls = await files.answers.now("/commits/{commit_sha}/pulls", asked, PULL_REQUESTS);
  const merged = pulls?.find(({ merged_at: at, base }) => typeof at === "string" && branches.includes(base.ref));
  const mergedAs = merged?.merge_commit_sha ?? sha;
  const named = { commit_sha: mergedAs };
  const merge = mergedAs === sha ? commit : await files.answers.forever("/git/commits/{commit_sha}", named, COMMIT);
  if (merged === undefined || merge === undefined) return { ...own, pullRequest: undefined };
  const moment = describe(mergedAs, merge);
  return { ...moment, time: mergedTime(moment.time, merged.merged_at), pullRequest: merged.number };
}

/** Git and GitHub write the time of a merge down one after the other. */
const MAX_LAG_MS = 5 * 60_000;

/** The server's own time, where the clock of whoever made the merge said another: that of the branch is what a clone tells. */
function mergedTime(committed: string, mergedAt: string | null | undefined): string {
  const ms = Date.parse(mergedAt ?? "");
  return Math.abs(ms - Date.parse(committed)) > MAX_LAG_MS ? instantOf(Math.floor(ms / 1000)) : committed;
}

function describe(sha: string, { message, author, committer }: Commit): Moment {
  const [subject = "", ...body] = message.split(/\n[ \t]*\n/);
  const by = whoDid({
    author: author?.name ?? "",
    committer: committer?.name ?? "",
    committerAddress: committer?.email ?? "",
  });
  const time = instantOf(Math.floor(Date.parse(committer?.date ?? "") / 1000));
  return {
    commit: sha,
    time,
    by,
    ...readCommitMessage(subject.replaceAll("\n", " ").trim(), body.join("\n\n").trim()),
  };
}
