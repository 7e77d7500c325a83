import { ModelyardError } from "../../../core/errors.ts";
import type { Review } from "../../../core/gates/input.ts";
import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";
import { fields, maybe, text } from "../client/shape.ts";

const PERSON = fields({ login: text });
const REVIEW = fields({ user: maybe(PERSON), state: text, commit_id: maybe(text), submitted_at: maybe(text) });

/** The reviews of a pull request, or why they could not be read. */
export async function readReviews(client: GitHubClient, number: number): Promise<Observed<readonly Review[]>> {
  const what = `read the reviews of pull request ${number}`;
  return observe(async () => {
    const reviews = await client.list(what, "/pulls/{pull_number}/reviews", { pull_number: number }, REVIEW);
    return reviews.flatMap(({ user, state, commit_id: commit, submitted_at: submittedAt }) => {
      const known = STATES.get(state);
      if (user == null || known === undefined || submittedAt == null) return [];
      return [{ by: user.login, state: known, commit: commit ?? "", submittedAt }];
    });
  });
}

/** A review that is being written has no state here: nobody but its author sees it. */
const STATES: ReadonlyMap<string, Review["state"]> = new Map([
  ["APPROVED", "approved"],
  ["CHANGES_REQUESTED", "changes-requested"],
  ["COMMENTED", "commented"],
  ["DISMISSED", "dismissed"],
]);

/**
 * The logins in a team, named as owners are (`@acme/growth-ml`), or why they could not be read: a workflow's own token
 * never sees them.
 */
export async function readTeam(client: GitHubClient, team: string): Promise<Observed<readonly string[]>> {
  const [org = "", slug = ""] = team.slice(1).split("/");
  return observe(async () => {
    try {
      const what = `list the members of ${team}`;
      const members = await client.listFrom(what, "/orgs/{org}/teams/{slug}/members", { org, slug }, PERSON);
      return members.map(({ login }) => login);
    } catch (error) {
      if (!(error instanceof GitHubError) || ![403, 404].includes(error.refusal.status)) throw error;
      throw new GitHubError({ code: error.code, message: TEAM_UNREADABLE, hint: error.hint }, error.refusal);
    }
  });
}

const TEAM_UNREADABLE = "the token may not read teams: give the token of an App with the permission members: read";

async function observe<Value>(read: () => Promise<Value>): Promise<Observed<Value>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    if (error instanceof ModelyardError) return { known: false, reason: error.message };
    throw error;
  }
}
