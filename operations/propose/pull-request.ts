import type { ProposalResult } from "../../core/reports/proposal.ts";
import {
  type BranchCommit,
  compareCommits,
  createBranch,
  deleteBranch,
  headOf,
  moveBranch,
} from "../../adapters/github/repository/branches.ts";
import { commitFiles } from "../../adapters/github/repository/commit-files.ts";
import {
  type PullRequest,
  editPullRequest,
  openPullRequest,
  pullRequestsOf,
} from "../../adapters/github/pulls/branch-pull-requests.ts";
import type { RepositoryFiles } from "../../adapters/github/repository/repository-files.ts";
import { InputError } from "../../core/errors.ts";
import { escapeStart } from "../../core/text/escape.ts";
import { withoutSkipMarks } from "../../core/text/skip-marks.ts";

/** A change of the registry that is to become a pull request. */
export interface Proposal {
  /** Named after what changes, so that proposing the same again finds it: `promote/churn@production`. */
  readonly branch: string;
  /** Of the commit and of the pull request. */
  readonly title: string;
  /** The command that made it. */
  readonly command: string;
  /** What changes, in Markdown; nothing in it depends on when it was made. */
  readonly summary: string;
  /** What is known about the change now, in Markdown. */
  readonly details?: string | undefined;
  /** Texts by their paths in the repository. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ProposeOptions {
  readonly files: RepositoryFiles;
  /** The branch that the change is to be merged to, and the commit that it was made from. */
  readonly base: { readonly branch: string; readonly commit: string };
  readonly proposal: Proposal;
}

export interface Proposed extends ProposalResult {
  readonly branch: string;
}

/** Marks the commits of this program, with the command that made each. */
const TRAILER = "Proposed-with: modelyard";
const ACTIONS = "github-actions[bot]";
const MAX_COMMAND = 4000;

/**
 * Makes one pull request of a change: a branch with one signed commit, and the pull request that asks for its merge. What
 * is there already is brought up to date; proposing the same again changes nothing, and an interrupted run is completed
 * by the next one.
 *
 * @throws InputError `branch-not-ours` where somebody else has pushed to the branch, `pull-request-closed` where exactly
 * this was proposed before and closed without a merge
 */
export async function propose({ files, base, proposal: given }: ProposeOptions): Promise<Proposed> {
  const { client } = files;
  const proposal = startingWorkflows(given);
  const { branch } = proposal;
  const [head, pulls] = [await headOf(client, branch), await pullRequestsOf(client, branch)];
  const open = pulls.find(({ state }) => state === "open");
  const [last] = pulls;
  if (open === undefined && last?.state === "closed") await refuseWhatWasClosed(files, proposal, last);
  const state = await inspectBranch({ files, base, proposal }, { head, open, last });
  await bringUpToDate({ files, base, proposal }, state, open !== undefined);
  return { branch, ...(await ensurePullRequest({ files, base, proposal }, { state, open, last })) };
}

/** Whatever somebody wrote into a description, the pull request is checked, and its squash is published. */
function startingWorkflows({ title, command, summary, details, ...rest }: Proposal): Proposal {
  return {
    ...rest,
    title: withoutSkipMarks(title),
    command: withoutSkipMarks(command),
    summary: withoutSkipMarks(summary),
    details: details === undefined ? undefined : withoutSkipMarks(details),
  };
}

type BranchState =
  | { readonly is: "absent" }
  /** It holds nothing that is still to be merged. */
  | { readonly is: "left-over" }
  | { readonly is: "current" }
  /** Only our commits are on it, but not this change. */
  | { readonly is: "outdated"; readonly head: string; readonly mayBeContinued: boolean };

interface Found {
  readonly head: string | undefined;
  readonly open: PullRequest | undefined;
  readonly last: PullRequest | undefined;
}

async function inspectBranch(
  { files, base, proposal }: ProposeOptions,
  { head, open, last }: Found,
): Promise<BranchState> {
  if (head === undefined) return { is: "absent" };
  if (open === undefined && last?.state === "merged" && last.head === head) return { is: "left-over" };
  const comparison = await compareCommits(files.client, base.commit, head);
  const { commits, totalCommits, mergeBase, behind } = comparison;
  const author = open?.author ?? commits[0]?.login;
  const strange = commits.find((commit) => !isOurs(commit, author));
  if (strange !== undefined || totalCommits > commits.length) throw notOurs(proposal, strange, open);
  if (commits.length === 0) return { is: "left-over" };

  const isConflicting = behind > 0 && !(await holdsTheSame(files, [mergeBase, base.commit], proposal));
  const onlyThis = comparison.paths.every((path) => proposal.files.has(path));
  if ((await holds(files, head, proposal)) && onlyThis && !isConflicting) return { is: "current" };
  return { is: "outdated", head, mayBeContinued: onlyThis && !isConflicting };
}

/** By the token's owner through the API, and of this program: a rebase or an amendment by hand has another committer. */
function isOurs(
  { message, login, authorAddress, committerAddress }: BranchCommit,
  author: string | undefined,
): boolean {
  const byApi = committerAddress === authorAddress || committerAddress === "noreply@github.com";
  return login === author && byApi && message.split("\n").some((line) => line.startsWith(TRAILER));
}

async function holds(files: RepositoryFiles, commit: string, proposal: Proposal): Promise<boolean> {
  const contents = await files.filesAt(commit, [...proposal.files.keys()]);
  return [...proposal.files].every(([path, text]) => {
    const bytes = contents.get(path);
    return bytes !== undefined && Buffer.from(text).equals(bytes);
  });
}

/** Whether the files that a proposal changes are the same in two commits. */
async function holdsTheSame(
  files: RepositoryFiles,
  [before, now]: readonly [string, string],
  proposal: Proposal,
): Promise<boolean> {
  const paths = [...proposal.files.keys()];
  const [old, current] = [await files.filesAt(before, paths), await files.filesAt(now, paths)];
  return paths.every((path) => {
    const [a, b] = [old.get(path), current.get(path)];
    return a === undefined || b === undefined ? a === b : Buffer.from(a).equals(b);
  });
}

/** Somebody decided against exactly this: only a person takes that back. */
async function refuseWhatWasClosed(files: RepositoryFiles, proposal: Proposal, closed: PullRequest): Promise<void> {
  const isSame = await holds(files, closed.head, proposal).catch((error: unknown) => {
    // A commit that is gone cannot tell.
    if (error instanceof InputError) return false;
    throw error;
  });
  if (!isSame) return;
  throw new InputError({
    code: "pull-request-closed",
    message: `#${closed.number} proposed exactly this and was closed without a merge`,
    hint: `It is not proposed again behind the back of whoever closed it. Reopen it if it is wanted after all: ${closed.url}`,
    path: closed.url,
  });
}

function notOurs(proposal: Proposal, commit: BranchCommit | undefined, open: PullRequest | undefined): InputError {
  const by = commit === undefined ? "Somebody" : (commit.login ?? commit.authorAddress);
  const what = commit === undefined ? "many commits" : commit.sha.slice(0, 7);
  const where = open === undefined ? "" : ` of #${open.number}`;
  return new InputError({
    code: "branch-not-ours",
    message: `${by} has pushed ${what} to the branch ${proposal.branch}${where}, so it is left as it is`,
    hint: "Merge or close that pull request, or delete the branch, then run the same again.",
    ...(open === undefined ? {} : { path: open.url }),
  });
}

async function bringUpToDate(
  { files: { client }, base, proposal }: ProposeOptions,
  state: BranchState,
  hasPullRequest: boolean,
): Promise<void> {
  const { branch } = proposal;
  switch (state.is) {
    case "current":
      return;
    case "absent":
      await createBranch(client, branch, base.commit);
      return commitTo(client, proposal, { branch, head: base.commit });
    case "left-over":
      await moveBranch(client, branch, base.commit);
      return commitTo(client, proposal, { branch, head: base.commit });
    case "outdated": {
      if (state.mayBeContinued) return commitTo(client, proposal, { branch, head: state.head });
      if (!hasPullRequest) {
        await moveBranch(client, branch, base.commit);
        return commitTo(client, proposal, { branch, head: base.commit });
      }
      // GitHub closes a pull request whose branch has nothing to merge, be it for a moment: the commit is made beside it.
      const beside = `${branch}.rebuilt`;
      await deleteBranch(client, beside);
      await createBranch(client, beside, base.commit);
      await commitTo(client, proposal, { branch: beside, head: base.commit });
      await moveBranch(client, branch, (await headOf(client, beside)) ?? base.commit);
      return deleteBranch(client, beside);
    }
  }
}

function commitTo(
  client: RepositoryFiles["client"],
  { title, command, files }: Proposal,
  at: { readonly branch: string; readonly head: string },
): Promise<void> {
  // A command is one line; a break in an argument must not begin another line of the message.
  const body = `${TRAILER} ${oneLine(command)}`;
  return commitFiles(client, { ...at, headline: title, body, files });
}

async function ensurePullRequest(
  { files: { client }, base, proposal }: ProposeOptions,
  { state, open, last }: { readonly state: BranchState } & Omit<Found, "head">,
): Promise<Omit<Proposed, "branch">> {
  const { title, branch } = proposal;
  if (open === undefined) {
    const opened = await openPullRequest(client, { title, body: bodyOf(proposal, ""), branch, base: base.branch });
    // Only the answer tells whose token it was.
    const body = bodyOf(proposal, opened.author);
    if (body !== opened.body) await editPullRequest(client, opened.number, { title, body });
    const notes =
      last?.state === "closed"
        ? [`#${last.number}, which proposed something else here, was closed without a merge.`]
        : [];
    return { outcome: "opened", number: opened.number, url: opened.url, notes: [...notes, ...notesOn(opened.author)] };
  }
  const says = open.title === title && stableParts(proposal, open.author).every((part) => open.body.includes(part));
  if (!says) await editPullRequest(client, open.number, { title, body: bodyOf(proposal, open.author) });
  const outcome = says && state.is === "current" ? "unchanged" : "updated";
  return { outcome, number: open.number, url: open.url, notes: outcome === "unchanged" ? [] : notesOn(open.author) };
}

const WAITS = [
  "Opened with the workflow's own token: its checks wait until somebody with write access presses **Approve workflows to run**.",
  "With the token of a GitHub App they start at once: make one with [actions/create-github-app-token](https://github.com/actions/create-github-app-token) in a step before, and give it as `token` to the action, or as `GITHUB_TOKEN` to the command.",
].join(" ");

/** The parts of a body by which it is known to be up to date: the rest may say what was so when it was written. */
function stableParts({ summary, command }: Proposal, author: string): readonly string[] {
  const made = `Made with \`modelyard ${oneLine(command.replaceAll("`", " "))}\``;
  return [summary.trim(), made, ...(author === ACTIONS ? [WAITS] : [])];
}

function bodyOf(proposal: Proposal, author: string): string {
  const [summary = "", made = "", ...notes] = stableParts(proposal, author);
  const details = proposal.details === undefined ? [] : [proposal.details.trim()];
  return [...details, summary, ...notes, `<sub>${made}</sub>`].join("\n\n");
}

/** A command as people can read it; what GitHub would cut off in the middle of a code span might come alive. */
function oneLine(command: string): string {
  return escapeStart(command.replaceAll(/\s+/g, " "), MAX_COMMAND);
}

function notesOn(author: string): readonly string[] {
  if (author !== ACTIONS) return [];
  return [
    "Its checks wait until somebody presses Approve workflows to run; a GitHub App's token would start them at once.",
  ];
}
