import type { IncomingMessage } from "node:http";
import { authenticationRequired, badCredentials, forbidden, notFound } from "./errors.ts";
import type { Needs } from "./router.ts";
import type { Access, Permissions, Repository, Token, TokenKind, World } from "../state.ts";

/** Scopes that a workflow can never give its `GITHUB_TOKEN`. */
const beyondActions = new Set(["workflows", "administration", "members"]);

const everything: Permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  statuses: "write",
  checks: "write",
  deployments: "write",
  actions: "write",
  workflows: "write",
  administration: "write",
  members: "read",
};

/** All that a token of this kind can be given. */
export function allPermissions(kind: TokenKind): Permissions {
  return Object.fromEntries(
    Object.entries(everything).filter(([scope]) => kind !== "actions" || !beyondActions.has(scope)),
  );
}

/** The token that a request carries, null without one. Throws 401 when it is nobody's. */
export function authenticate(world: World, headers: IncomingMessage["headers"]): Token | null {
  const header = headers.authorization;
  if (header === undefined) return null;
  const [scheme = "", credential = ""] = header.split(" ");
  const value =
    scheme.toLowerCase() === "basic"
      ? (Buffer.from(credential, "base64").toString("utf8").split(":").at(-1) ?? "")
      : credential;
  const token = world.tokens.get(value);
  if (token === undefined) throw badCredentials();
  return token;
}

/**
 * Does the token's permission reach so far? Settings are for those who were let in; of a public repository
 * everyone may read the rest.
 */
export function may(token: Token | null, repository: Repository, scope: string, access: Access): boolean {
  const open = access === "read" && !repository.private && scope !== "administration";
  if (token === null || !reaches(token, repository)) return open;
  // Whoever reaches a repository may know that it is there.
  const given = scope === "metadata" ? "read" : token.permissions[scope];
  return given === "write" || (access === "read" && given === "read") || open;
}

const reaches = (token: Token, repository: Repository): boolean =>
  token.repositories === "all" || token.repositories.includes(repository.fullName);

/** The repository of a call. Throws 404 when it does not exist or the caller may not know that it does. */
export function findRepository(world: World, owner: string, name: string, token: Token | null): Repository {
  const repository = world.repositories.get(`${owner}/${name}`.toLowerCase());
  if (repository === undefined) throw notFound();
  if (repository.private && (token === null || !reaches(token, repository))) throw notFound();
  return repository;
}

/** Throws the refusal that fits when the caller has none of the permissions that would do. */
export function checkNeeds(token: Token | null, repository: Repository, needs: Needs): void {
  const wanted = Object.entries(needs);
  if (wanted.length === 0 || wanted.some(([scope, access]) => may(token, repository, scope, access))) return;
  if (token === null) throw authenticationRequired();
  throw notAccessible(token, needs);
}

/** The 403 of a token that lacks a permission; its header names the ones that would do. */
export function notAccessible(token: Token, needs: Needs): Error {
  const by = token.kind === "user" ? "personal access token" : "integration";
  const accepted = Object.entries(needs).map(([scope, access]) => `${scope}=${access}`);
  return forbidden(`Resource not accessible by ${by}`, { "x-accepted-github-permissions": accepted.join("; ") });
}
