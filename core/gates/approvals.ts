import { listing } from "../text/listing.ts";
import type { ApprovedCommit } from "./approved-commit.ts";
import type { Gate, GateContext } from "./gate.ts";
import type { Review } from "./input.ts";
import { parseTimeMs } from "../time/deadline.ts";
import type { Verdict } from "./verdict.ts";

/** Short enough to read, long enough to tell commits of one pull request apart. */
const SHORT_COMMIT = 7;

/**
 * Approvals by owners of the model, as the base tree names them. Of each person the latest approval, refusal or dismissal
 * counts; a mere comment takes nothing back. It must be for the head commit or one that changes the same, such as before an
 * update of the branch, and nobody approves their own pull request.
 */
export const approvals: Gate = {
  name: "approvals",
  title: "Enough owners of the model have approved exactly what would be merged",
  why: "Owners answer for what the model does. An approval of an earlier commit says nothing about what was pushed later. It counts on where the pull request still changes the same of registry/, CODEOWNERS, .git* and .github/ from the same, and the stage holds the same version, as after an update of its branch.",
  hint: "Ask an owner for a review. After a push that changes what is promoted, ask again.",
  lines: ["approvals: 1"],
  onRollback: "kept",
  judge(context) {
    const needed = context.policy.approvals;
    if (needed === 0) return undefined;
    return { label: `approvals ${needed}`, ...judgeApprovals(context, needed) };
  },
};

interface Answer {
  readonly verdict: Verdict;
  readonly reason: string;
}

function judgeApprovals(context: GateContext, needed: number): Answer {
  const { promotion, owners, reviews, teams, author } = context;
  const { model, headCommit } = promotion;
  if (owners.length === 0) {
    return { verdict: "failed", reason: `${model} names no owners on the base branch, so nobody can approve` };
  }
  if (!reviews.known) return { verdict: "unknown", reason: reviews.reason };
  const by = `by ${listing(owners, "or", 4)}`;
  if (reviews.value.length === 0) return { verdict: "pending", reason: `0 of ${needed} ${by}` };
  if (headCommit === undefined) return { verdict: "unknown", reason: "there is no commit yet that could be approved" };

  const opinions = latestOpinions(reviews.value);
  const approving = opinions.filter(({ state }) => state === "approved");
  const ofThis = (review: Review) => isOn(review, headCommit) || compared(context, review)?.same === true;
  const onHead = approving.filter(ofThis);
  const others = author.known ? onHead.filter(({ by }) => !sameLogin(by, author.value)) : onHead;
  const { members, unread } = readOwners(owners, teams);
  const counted = others.filter(({ by }) => members.has(by.toLowerCase()));
  const possible = unread.length > 0 ? others.filter(({ by }) => !members.has(by.toLowerCase())) : [];
  // While nobody knows who the author is, one of the approvals may be the author's own.
  const certain = author.known ? counted.length : Math.max(0, counted.length - 1);

  if (certain >= needed) return { verdict: "passed", reason: whoApproved(counted, headCommit) };
  const missing = `${counted.length} of ${needed}`;
  if (!author.known && counted.length >= needed) {
    return { verdict: "unknown", reason: `who opened the pull request is not known: ${author.reason}` };
  }
  if (counted.length + possible.length >= needed) {
    const [first] = unread;
    const team = first === undefined ? "" : `: the members of ${first.team} cannot be read (${first.reason})`;
    return { verdict: "unknown", reason: `${missing}; whether ${logins(possible)} may approve is not known${team}` };
  }
  const asides = [
    ...stale(
      context,
      approving.filter((review) => !ofThis(review)),
      headCommit,
    ),
    ...(author.known && onHead.length > others.length ? ["the author's own approval does not count"] : []),
    ...unexpected(others, members, unread.length > 0),
  ];
  return { verdict: "pending", reason: [`${missing} ${by}`, ...asides].join("; ") };
}

/** Each person's latest opinion. Of two in the same second, the one that approves less counts. */
function latestOpinions(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<string, Review>();
  for (const review of reviews) {
    if (review.state === "commented") continue;
    const login = review.by.toLowerCase();
    const before = latest.get(login);
    const later = before === undefined ? 1 : parseTimeMs(review.submittedAt) - parseTimeMs(before.submittedAt);
    if (later > 0 || (later === 0 && review.state !== "approved")) latest.set(login, review);
  }
  return [...latest.values()].sort((a, b) => parseTimeMs(a.submittedAt) - parseTimeMs(b.submittedAt));
}

interface UnreadTeam {
  readonly team: string;
  readonly reason: string;
}

function readOwners(owners: readonly string[], teams: GateContext["teams"]) {
  const members = new Set<string>();
  const unread: UnreadTeam[] = [];
  for (const owner of owners) {
    if (!owner.includes("/")) members.add(owner.slice(1).toLowerCase());
    else {
      const team = teams(owner);
      if (team.known) for (const login of team.value) members.add(login.toLowerCase());
      else unread.push({ team: owner, reason: team.reason });
    }
  }
  return { members, unread };
}

function isOn({ commit }: Review, headCommit: string): boolean {
  return commit.toLowerCase() === headCommit.toLowerCase();
}

function compared({ approvedCommits }: GateContext, { commit }: Review): ApprovedCommit | undefined {
  return approvedCommits?.get(commit.toLowerCase());
}

/** The commit that each approved: others than the head change the same. */
function whoApproved(counted: readonly Review[], headCommit: string): string {
  const [here, before] = [true, false].map((isHere) => counted.filter((review) => isOn(review, headCommit) === isHere));
  const parts = here?.length ? [`${logins(here)}, on ${short(headCommit)}`] : [];
  const [first] = before ?? [];
  if (first !== undefined) {
    const commits = new Set(before?.map(({ commit }) => short(commit.toLowerCase())));
    parts.push(
      `${logins(before ?? [])}, on ${listing([...commits], "and", 4)}, and ${short(headCommit)} changes the same`,
    );
  }
  return parts.join("; ");
}

function* stale(context: GateContext, old: readonly Review[], headCommit: string): Iterable<string> {
  const [first] = old;
  if (first === undefined) return;
  const comparison = compared(context, first);
  const why = comparison?.same === false ? comparison.reason : `not the head ${short(headCommit)}`;
  yield `${logins(old)} approved ${short(first.commit)}, ${why}`;
}

function* unexpected(others: readonly Review[], members: ReadonlySet<string>, mayBeMembers: boolean): Iterable<string> {
  const unknown = others.filter(({ by }) => !members.has(by.toLowerCase()));
  if (unknown.length > 0 && !mayBeMembers) {
    yield `${logins(unknown)} approved and ${unknown.length === 1 ? "is not an owner" : "are not owners"}`;
  }
}

function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function logins(reviews: readonly Review[]): string {
  return listing(
    reviews.map(({ by }) => `@${by}`),
    "and",
    4,
  );
}

function short(commit: string): string {
  return commit.slice(0, SHORT_COMMIT);
}
