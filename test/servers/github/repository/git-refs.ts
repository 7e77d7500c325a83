import { type Answer, created, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { notFound, unprocessable } from "../http/errors.ts";
import { checkBranchRules, checkWorkflowChanges } from "./branch-rules.ts";
import { mayNotCreateTag } from "../releases/publishing.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl } from "../shapes.ts";

async function refShape(call: RepositoryCall, ref: string, sha: string) {
  const type = await call.repository.git.objectType(sha);
  const url = repositoryUrl(call, call.repository);
  return {
    ref,
    node_id: nodeId("Ref", `${call.repository.id}:${ref}`),
    url: `${url}/git/${ref}`,
    object: { type: type ?? "commit", sha, url: `${url}/git/${type ?? "commit"}s/${sha}` },
  };
}

async function getRef(call: RepositoryCall): Promise<Answer> {
  const ref = `refs/${call.params["ref"]}`;
  const sha = await call.repository.git.resolve(ref);
  if (sha === null || !(await isExactRef(call, ref))) throw notFound();
  return ok(await refShape(call, ref, sha));
}

const isExactRef = (call: RepositoryCall, ref: string): Promise<boolean> =>
  call.repository.git.succeeds(["show-ref", "--verify", "--quiet", ref]);

async function matchingRefs(call: RepositoryCall): Promise<Answer> {
  const prefix = `refs/${call.params["ref"]}`;
  const lines = await call.repository.git.lines(["for-each-ref", "--format=%(objectname) %(refname)"]);
  const refs = lines.map((line) => ({ sha: line.slice(0, 40), ref: line.slice(41) }));
  const matching = refs.filter(({ ref }) => ref.startsWith(prefix));
  return ok(await Promise.all(matching.map(({ ref, sha }) => refShape(call, ref, sha))));
}

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const ref = call.body.of("Reference").text("ref");
  const sha = call.body.of("Reference").text("sha");
  if (!/^refs\/[^/]+\/./.test(ref)) {
    throw unprocessable("Reference name must start with 'refs/' and contain at least two slashes.");
  }
  if (!(await git.succeeds(["check-ref-format", ref]))) throw unprocessable(`${ref} is not a valid ref name.`);
  const type = await git.objectType(sha);
  if (type === null) throw unprocessable("Object does not exist");
  if (ref.startsWith("refs/heads/") && type !== "commit") {
    throw unprocessable("Reference cannot be updated: object is not a commit");
  }
  if (await isExactRef(call, ref)) throw unprocessable("Reference already exists");
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (tag !== undefined && mayNotCreateTag(call.repository, tag)) {
    throw unprocessable("Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n");
  }
  await setOrRefuse(call, ref, sha);
  return created(await refShape(call, ref, sha));
}

/** Git refuses `a/b` where `a` is a ref; GitHub answers with git's refusal. */
async function setOrRefuse(call: RepositoryCall, ref: string, sha: string): Promise<void> {
  await call.repository.git.setRef(ref, sha).catch(() => {
    throw unprocessable("Reference update failed");
  });
}

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const ref = `refs/${call.params["ref"]}`;
  const sha = call.body.of("Reference").text("sha");
  const current = await git.resolve(ref);
  if (current === null || !(await isExactRef(call, ref))) throw unprocessable("Reference does not exist");
  const type = await git.objectType(sha);
  if (type === null) throw unprocessable("Object does not exist");
  refuseLockedTag(call, ref);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch !== undefined) {
    if (type !== "commit") throw unprocessable("Object is not a commit");
    checkBranchRules(call.repository, branch);
    await checkWorkflowChanges(call, current, sha);
  }
  if (call.body.boolean("force") !== true && !(await git.succeeds(["merge-base", "--is-ancestor", current, sha]))) {
    throw unprocessable("Update is not a fast forward");
  }
  await setOrRefuse(call, ref, sha);
  return ok(await refShape(call, ref, sha));
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const ref = `refs/${call.params["ref"]}`;
  if (!(await isExactRef(call, ref))) throw unprocessable("Reference does not exist");
  refuseLockedTag(call, ref);
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (ref === `refs/heads/${repository.defaultBranch}`) throw unprocessable("Cannot delete the default branch");
  await repository.git.deleteRef(ref);
  // A release whose tag is deleted is not gone: it is a draft again.
  for (const release of repository.releases) if (release.tagName === tag) release.draft = true;
  return noContent();
}

/** The tag of an immutable release stays where it is. */
function refuseLockedTag(call: RepositoryCall, ref: string): void {
  const locked = call.repository.releases.some(
    (release) => release.immutable && ref === `refs/tags/${release.tagName}`,
  );
  if (locked) {
    throw unprocessable("Repository rule violations found\n\nCannot update this protected ref.\n\n");
  }
}

export const gitRefRoutes: readonly Route[] = [
  repositoryRoute("GET", "/git/ref/{ref}", { contents: "read" }, getRef),
  repositoryRoute("GET", "/git/matching-refs/{ref}", { contents: "read" }, matchingRefs),
  repositoryRoute("POST", "/git/refs", { contents: "write" }, createRef),
  repositoryRoute("PATCH", "/git/refs/{ref}", { contents: "write" }, updateRef),
  repositoryRoute("DELETE", "/git/refs/{ref}", { contents: "write" }, deleteRef),
];
