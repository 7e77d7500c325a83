import { notAccessible } from "../http/access.ts";
import { type Answer, type Call, ok, type RepositoryCall } from "../http/call.ts";
import { notFound } from "../http/errors.ts";
import { listPage } from "../http/paging.ts";
import { rateLimitShape } from "../http/rate-limit.ts";
import { plainRoute, repositoryRoute, type Route } from "../http/router.ts";
import { userShape } from "../shapes.ts";
import type { CollaboratorRole, Team, User } from "../state.ts";
import { teamShape } from "./team-shape.ts";
import { userNamed } from "./users.ts";

const born = "2020-01-01T00:00:00Z";

/** What a profile adds to a user. */
function profileShape(call: Call, user: User) {
  const unknown = { name: null, company: null, blog: "", location: null, email: null, hireable: null, bio: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  return { ...userShape(call, user), ...unknown, ...counts, created_at: born, updated_at: born };
}

/** An app or a workflow is nobody: only a person has a profile of its own. */
function getUser(call: Call): Answer {
  const { token } = call;
  if (token === null || token.kind !== "user") throw token === null ? notFound() : notAccessible(token, {});
  return ok(profileShape(call, token.user));
}

function getUserByName(call: Call): Answer {
  const user = call.world.users.get((call.params["username"] ?? "").toLowerCase());
  if (user === undefined) throw notFound();
  return ok(profileShape(call, user));
}

/** Teams are seen with `members: read` alone. An app without it is told so; a person finds nothing. */
function teamOf(call: Call): Team {
  const { org, team_slug: slug } = call.params;
  const { token } = call;
  if (token !== null && token.permissions["members"] === undefined) {
    throw token.kind === "user" ? notFound() : notAccessible(token, { members: "read" });
  }
  const team = call.world.teams.find((candidate) => candidate.organization === org && candidate.slug === slug);
  if (team === undefined) throw notFound();
  return team;
}

function listMembers(call: Call): Answer | Promise<Answer> {
  const members = [...teamOf(call).members].map((login) => userNamed(call.world, login));
  return listPage(call, members, (user) => userShape(call, user));
}

function getMembership(call: Call): Answer {
  const team = teamOf(call);
  const login = call.params["username"] ?? "";
  if (!team.members.has(login)) throw notFound();
  return ok({ url: `${teamShape(call, team).url}/memberships/${login}`, role: "member", state: "active" });
}

/** What the older, coarser permission of a role is. */
const permissionOf = (role: CollaboratorRole | undefined): string => {
  if (role === "maintain") return "write";
  return role === "triage" ? "read" : (role ?? "none");
};

function getPermission(call: RepositoryCall): Answer {
  const { repository, world } = call;
  const user = world.users.get((call.params["username"] ?? "").toLowerCase());
  if (user === undefined) throw notFound(`${call.params["username"]} is not a user`);
  const own = user === repository.owner ? "admin" : repository.collaborators.get(user.login);
  const role = own ?? (repository.private ? undefined : "read");
  const permission = permissionOf(role);
  const permissions = {
    pull: permission !== "none",
    triage: role !== undefined && role !== "read",
    push: permission === "write" || permission === "admin",
    maintain: role === "maintain" || role === "admin",
    admin: role === "admin",
  };
  const roleName = role ?? "none";
  return ok({ permission, role_name: roleName, user: { ...userShape(call, user), permissions, role_name: roleName } });
}

const codeownersErrors = (call: RepositoryCall): Answer => {
  const at = call.repository.codeownersErrors;
  return ok({
    errors: at.map((message) => ({ line: 1, column: 1, kind: "Unknown owner", path: "CODEOWNERS", message })),
  });
};

export const peopleRoutes: readonly Route[] = [
  plainRoute("GET", "/user", { signedIn: true }, getUser),
  plainRoute("GET", "/users/{username}", { signedIn: false }, getUserByName),
  plainRoute("GET", "/rate_limit", { signedIn: false }, (call) =>
    ok(rateLimitShape(call.token?.rate ?? call.world.anonymousRate)),
  ),
  plainRoute("GET", "/orgs/{org}/teams/{team_slug}/members", { signedIn: true }, listMembers),
  plainRoute("GET", "/orgs/{org}/teams/{team_slug}/memberships/{username}", { signedIn: true }, getMembership),
  repositoryRoute("GET", "/collaborators/{username}/permission", { metadata: "read" }, getPermission),
  repositoryRoute("GET", "/codeowners/errors", { contents: "read" }, codeownersErrors),
];
