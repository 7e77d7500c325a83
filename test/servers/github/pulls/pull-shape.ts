import type { RepositoryCall } from "../http/call.ts";
import { association, labelShape } from "./issue-shape.ts";
import { unmetRules } from "./pull-rules.ts";
import type { Pull, Review } from "./pull-state.ts";
import { repositoryShape } from "../repository/repository-shape.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";
import { teamShape } from "../people/team-shape.ts";
import type { Repository } from "../state.ts";
import { userNamed } from "../people/users.ts";

function sideShape(call: RepositoryCall, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(call, repository.owner),
    repo: repositoryShape(call, repository),
  };
}

/** `pull-request-simple`: what lists show. */
export function pullShape(call: RepositoryCall, pull: Pull) {
  const { repository } = call;
  const root = repositoryUrl(call, repository);
  const url = `${root}/pulls/${pull.number}`;
  const issueUrl = `${root}/issues/${pull.number}`;
  const html = `${webUrl(call, repository)}/pull/${pull.number}`;
  const statuses = `${root}/statuses/${pull.headSha}`;
  const comment = `${root}/pulls/comments{/number}`;
  const teams = call.world.teams.filter(
    ({ organization, slug }) => organization === repository.owner.login && pull.requestedTeams.has(slug),
  );
  return {
    url,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: comment,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userShape(call, pull.author),
    body: pull.body,
    labels: [...pull.labels].map((name) => labelShape(call, name)),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merge?.at ?? null,
    merge_commit_sha: mergeCommitSha(pull),
    assignee: null,
    assignees: [],
    requested_reviewers: [...pull.requestedReviewers].map((login) => userShape(call, userNamed(call.world, login))),
    requested_teams: teams.map((team) => teamShape(call, team)),
    head: sideShape(call, pull.head.repository, pull.head.branch, pull.headSha),
    base: sideShape(call, repository, pull.base, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: comment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(call.world, repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

const mergeCommitSha = ({ merge, trial }: Pull): string | null => {
  if (merge !== null) return merge.sha;
  return trial === null || trial.unknownReads > 0 ? null : trial.sha;
};

/** `null` until GitHub has tried the merge. */
function mergeability(repository: Repository, pull: Pull): { mergeable: boolean | null; mergeable_state: string } {
  const { trial } = pull;
  if (pull.state === "closed" || trial === null || trial.unknownReads > 0) {
    return { mergeable: null, mergeable_state: "unknown" };
  }
  if (trial.sha === null) return { mergeable: false, mergeable_state: "dirty" };
  if (pull.draft) return { mergeable: true, mergeable_state: "draft" };
  return { mergeable: true, mergeable_state: unmetRules(repository, pull).length > 0 ? "blocked" : "clean" };
}

export interface PullCounts {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** `pull-request`: what one shows. */
export function fullPullShape(call: RepositoryCall, pull: Pull, counts: PullCounts) {
  const merger = pull.merge?.by ?? null;
  const { mergeable, mergeable_state } = mergeability(call.repository, pull);
  return {
    ...pullShape(call, pull),
    merged: pull.merge !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state,
    merged_by: merger === null ? null : userShape(call, merger),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}

/** `pull-request-review`. */
export function reviewShape(call: RepositoryCall, pull: Pull, review: Review) {
  const url = `${repositoryUrl(call, call.repository)}/pulls/${pull.number}`;
  const html = `${webUrl(call, call.repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: userShape(call, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: association(call.world, call.repository, review.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
  };
}
