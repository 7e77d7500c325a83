import { type Answer, actor, ok, type RepositoryCall } from "../http/call.ts";
import { ApiError, custom, invalid, notFound } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { checkActionsMayOpen } from "./new-pull.ts";
import { listPage } from "../http/paging.ts";
import { pullOf } from "./pulls.ts";
import { pullShape, reviewShape } from "./pull-shape.ts";
import type { Pull, Review, ReviewState } from "./pull-state.ts";
import { repositoryRoute, type Route } from "../http/router.ts";

const states = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
} as const satisfies Record<string, ReviewState>;

const events = ["APPROVE", "REQUEST_CHANGES", "COMMENT"] as const;

const refused = (message: string) => new ApiError(422, { message: "Unprocessable Entity", errors: [message] });

function reviewOf(call: RepositoryCall, pull: Pull): Review {
  const review = pull.reviews.find(({ id }) => id === Number(call.params["review_id"]));
  if (review === undefined) throw notFound();
  return review;
}

async function createReview(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const body = call.body.of("PullRequestReview");
  const event = body.oneOf("event", events);
  const author = actor(call).user;
  if (event === "APPROVE" || event === "REQUEST_CHANGES") checkActionsMayOpen(call);
  if (author === pull.author && event === "APPROVE") throw refused("Can not approve your own pull request");
  if (author === pull.author && event === "REQUEST_CHANGES") {
    throw refused("Can not request changes on your own pull request");
  }
  const text = body.optionalText("body") ?? "";
  if (text === "" && (event === "REQUEST_CHANGES" || event === "COMMENT")) {
    throw invalid(custom("PullRequestReview", "body", "Body can't be blank"));
  }
  const commit = body.optionalText("commit_id") ?? pull.headSha;
  if ((await call.repository.git.objectType(commit)) !== "commit") {
    throw invalid({ resource: "PullRequestReview", field: "commit_id", code: "invalid" });
  }
  const review: Review = {
    id: call.world.nextId(),
    author,
    body: text,
    state: event === undefined ? "PENDING" : states[event],
    commit,
    submittedAt: event === undefined ? null : iso(call.world.now()),
  };
  pull.reviews.push(review);
  pull.requestedReviewers.delete(author.login);
  return ok(reviewShape(call, pull, review));
}

async function dismiss(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const review = reviewOf(call, pull);
  call.body.of("PullRequestReview").text("message");
  if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
    throw refused("Can not dismiss a commented pull request review");
  }
  review.state = "DISMISSED";
  return ok(reviewShape(call, pull, review));
}

/** Pending reviews are seen by their author alone. */
const visible = (call: RepositoryCall, pull: Pull): Review[] =>
  pull.reviews.filter(({ state, author }) => state !== "PENDING" || author === call.token?.user);

async function requestReviewers(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const people = call.body.texts("reviewers") ?? [];
  if (people.includes(pull.author.login)) throw refused("Review cannot be requested from pull request author.");
  for (const login of people) pull.requestedReviewers.add(login);
  for (const slug of call.body.texts("team_reviewers") ?? []) pull.requestedTeams.add(slug);
  return { kind: "json", status: 201, json: pullShape(call, pull) };
}

export const reviewRoutes: readonly Route[] = [
  repositoryRoute("GET", "/pulls/{pull_number}/reviews", { pull_requests: "read" }, async (call) => {
    const pull = await pullOf(call);
    return listPage(call, visible(call, pull), (review) => reviewShape(call, pull, review));
  }),
  repositoryRoute("POST", "/pulls/{pull_number}/reviews", { pull_requests: "write" }, createReview),
  repositoryRoute("GET", "/pulls/{pull_number}/reviews/{review_id}", { pull_requests: "read" }, async (call) => {
    const pull = await pullOf(call);
    return ok(reviewShape(call, pull, reviewOf(call, pull)));
  }),
  repositoryRoute("PUT", "/pulls/{pull_number}/reviews/{review_id}/dismissals", { pull_requests: "write" }, dismiss),
  repositoryRoute("POST", "/pulls/{pull_number}/requested_reviewers", { pull_requests: "write" }, requestReviewers),
];
