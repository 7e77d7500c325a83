import { may } from "../http/access.ts";
import { actor, type Answer, type Call, created, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { custom, invalid, notFound } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { listPage } from "../http/paging.ts";
import { publish, refuseForeignWorkflows, untaggedName } from "./publishing.ts";
import { guardPushes } from "./push-guard.ts";
import { releaseShape } from "./release-shape.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import type { Release, Repository } from "../state.ts";

/** The list is newest first and never shows more than this. */
const listLimit = 10_000;

/** Drafts exist only for those who can push. */
function visible(call: Call, repository: Repository): Release[] {
  const seesDrafts = may(call.token, repository, "contents", "write");
  return repository.releases
    .filter((release) => !release.draft || seesDrafts)
    .toReversed()
    .slice(0, listLimit);
}

/** The release that an id names for this caller. Throws 404. */
export function releaseById(call: RepositoryCall): Release {
  const id = Number(call.params["release_id"]);
  const release = visible(call, call.repository).find((candidate) => candidate.id === id);
  if (release === undefined) throw notFound();
  return release;
}

/** A draft, too, where its tag is there already and the caller may see it. */
async function releaseByTag(call: RepositoryCall): Promise<Release> {
  const { tag } = call.params;
  const named = visible(call, call.repository).filter((candidate) => candidate.tagName === tag);
  const published = named.find(({ draft }) => !draft);
  if (published !== undefined) return published;
  const [draft] = named;
  if (draft === undefined || (await call.repository.git.resolve(`refs/tags/${tag}`)) === null) throw notFound();
  return draft;
}

/** The one that calls itself latest, else the newest that is neither draft nor prerelease. */
function latestRelease(call: RepositoryCall): Release {
  const eligible = visible(call, call.repository).filter(({ draft, prerelease }) => !draft && !prerelease);
  const release =
    eligible.find(({ makeLatest }) => makeLatest === "true") ??
    eligible.find(({ makeLatest }) => makeLatest !== "false") ??
    eligible[0];
  if (release === undefined) throw notFound();
  return release;
}

async function createRelease(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const body = call.body.of("Release");
  const now = iso(call.world.now());
  const release: Release = {
    id: call.world.nextId(),
    tagName: body.text("tag_name"),
    targetCommitish: body.optionalText("target_commitish") ?? repository.defaultBranch,
    name: body.nullableText("name") ?? null,
    body: body.nullableText("body") ?? null,
    draft: true,
    prerelease: body.boolean("prerelease") ?? false,
    immutable: false,
    makeLatest: body.oneOf("make_latest", ["true", "false", "legacy"]) ?? "true",
    author: actor(call).user,
    createdAt: now,
    updatedAt: now,
    publishedAt: null,
    assets: [],
  };
  refuseLongNotes(release.body);
  if (body.has("target_commitish")) await refuseForeignWorkflows(call, release.targetCommitish);
  if (body.boolean("draft") !== true) await publish(call, release);
  repository.releases.push(release);
  if (release.immutable) await guardPushes(repository);
  return created(releaseShape(call, repository, release));
}

async function updateRelease(call: RepositoryCall): Promise<Answer> {
  const release = releaseById(call);
  const body = call.body.of("Release");
  // Worked on as a copy: a refused update changes nothing.
  const next: Release = { ...release };
  next.targetCommitish = body.optionalText("target_commitish") ?? next.targetCommitish;
  if (body.has("name")) next.name = body.nullableText("name") ?? null;
  if (body.has("body")) next.body = body.nullableText("body") ?? null;
  next.prerelease = body.boolean("prerelease") ?? next.prerelease;
  next.makeLatest = body.oneOf("make_latest", ["true", "false", "legacy"]) ?? next.makeLatest;
  next.tagName = body.optionalText("tag_name") ?? (release.draft ? untaggedName(release) : release.tagName);
  refuseLongNotes(next.body);
  const draft = body.boolean("draft") ?? release.draft;
  if (release.immutable) refuseLockedChanges(release, { ...next, draft });
  if (body.has("target_commitish")) await refuseForeignWorkflows(call, next.targetCommitish);
  next.draft = draft;
  // A published release that takes another tag name needs that tag too.
  if (!draft && (release.draft || next.tagName !== release.tagName)) await publish(call, next);
  Object.assign(release, next, { updatedAt: iso(call.world.now()) });
  if (release.immutable) await guardPushes(call.repository);
  return ok(releaseShape(call, call.repository, release));
}

/** Title, notes, prerelease and latest stay editable; the rest of an immutable release does not. */
function refuseLockedChanges(release: Release, next: Release): void {
  if (next.draft !== release.draft) throw locked("state");
  if (next.tagName !== release.tagName) throw locked("tag_name");
  if (next.targetCommitish !== release.targetCommitish) throw locked("target_commitish");
}

const locked = (field: string): Error =>
  invalid(custom("Release", field, `${field} cannot be changed when release is immutable`));

function refuseLongNotes(body: string | null): void {
  if (body !== null && body.length > 125_000) {
    throw invalid(custom("Release", "body", "body is too long (maximum is 125000 characters)"));
  }
}

async function deleteRelease(call: RepositoryCall): Promise<Answer> {
  const release = releaseById(call);
  // The tag stays, and the name of an immutable release's tag stays burned.
  call.repository.releases.splice(call.repository.releases.indexOf(release), 1);
  if (release.immutable) await guardPushes(call.repository);
  return noContent();
}

export const releaseRoutes: readonly Route[] = [
  repositoryRoute("GET", "/releases", { contents: "read" }, (call) =>
    listPage(call, visible(call, call.repository), (release) => releaseShape(call, call.repository, release)),
  ),
  repositoryRoute("POST", "/releases", { contents: "write" }, createRelease),
  repositoryRoute("GET", "/releases/latest", { contents: "read" }, (call) =>
    ok(releaseShape(call, call.repository, latestRelease(call))),
  ),
  repositoryRoute("GET", "/releases/tags/{tag}", { contents: "read" }, async (call) =>
    ok(releaseShape(call, call.repository, await releaseByTag(call))),
  ),
  repositoryRoute("GET", "/releases/{release_id}", { contents: "read" }, (call) =>
    ok(releaseShape(call, call.repository, releaseById(call))),
  ),
  repositoryRoute("PATCH", "/releases/{release_id}", { contents: "write" }, updateRelease),
  repositoryRoute("DELETE", "/releases/{release_id}", { contents: "write" }, deleteRelease),
];
