import { createHash } from "node:crypto";
import { actor, type RepositoryCall } from "../http/call.ts";
import { custom, type FieldError, invalid, notFound } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import type { Release, Repository } from "../state.ts";

/** What GitHub renames a draft to when an update does not repeat its tag name. */
export const untaggedName = (release: Release): string =>
  `untagged-${createHash("sha1").update(`${release.id}/${release.tagName}`).digest("hex").slice(0, 20)}`;

/**
 * Publishes a release: makes the tag when it is missing, and locks everything in immutable mode.
 * Throws 422 without any change when the tag name is taken, burned, malformed or may not be created.
 */
export async function publish(call: RepositoryCall, release: Release): Promise<void> {
  const { repository } = call;
  const ref = `refs/tags/${release.tagName}`;
  const problems: FieldError[] = [];
  if (repository.releases.some((other) => other.id !== release.id && !other.draft && sameTag(other, release))) {
    throw invalid({ resource: "Release", code: "already_exists", field: "tag_name" });
  }
  if (!(await repository.git.succeeds(["check-ref-format", ref]))) {
    problems.push(custom("Release", "tag_name", "tag_name is not a valid tag"));
  }
  const tagExists = (await repository.git.resolve(ref)) !== null;
  if (!tagExists && mayNotCreateTag(repository, release.tagName)) {
    const words =
      "pre_receive Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n";
    problems.push(custom("Release", "pre_receive", words));
  }
  if (repository.burnedTags.has(release.tagName)) {
    problems.push(custom("Release", "tag_name", "tag_name was used by an immutable release"));
  }
  if (problems.length > 0) {
    const unusable = { resource: "Release", code: "custom", message: "Published releases must have a valid tag" };
    throw invalid(...problems, unusable);
  }
  if (!tagExists) await createTag(call, release);
  release.draft = false;
  release.publishedAt ??= iso(call.world.now());
  release.immutable = repository.immutableReleases;
  if (release.immutable) repository.burnedTags.add(release.tagName);
}

const sameTag = (a: Release, b: Release): boolean => a.tagName === b.tagName;

/** Nobody may create a tag whose name is burned or reserved by a tag ruleset. */
export const mayNotCreateTag = (repository: Repository, tag: string): boolean =>
  repository.burnedTags.has(tag) || repository.restrictedTags?.test(tag) === true;

async function createTag(call: RepositoryCall, release: Release): Promise<void> {
  const target = await call.repository.git.resolveCommit(release.targetCommitish);
  if (target === null) throw invalid({ resource: "Release", code: "invalid", field: "target_commitish" });
  await refuseForeignWorkflows(call, release.targetCommitish);
  await call.repository.git.setRef(`refs/tags/${release.tagName}`, target);
}

/**
 * A token without `workflows: write` may not release a commit whose workflow files differ from the default
 * branch's; GitHub answers that with a 404 that names nothing. `GITHUB_TOKEN` can never have the permission.
 */
export async function refuseForeignWorkflows(call: RepositoryCall, target: string): Promise<void> {
  if (actor(call).permissions["workflows"] === "write") return;
  const { git, defaultBranch } = call.repository;
  const [from, to] = await Promise.all([git.resolveCommit(defaultBranch), git.resolveCommit(target)]);
  if (from === null || to === null || from === to) return;
  const changed = await git.lines(["diff", "--name-only", "--diff-filter=AM", from, to, "--", ".github/workflows"]);
  if (changed.length > 0) throw notFound();
}
