import { type Answer, actor, created, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { commitShape } from "../repository/commit-shape.ts";
import { fileChangeShape } from "../repository/commits.ts";
import { diff, type FileChange } from "../repository/diff.ts";
import { conflict, custom, invalid, notAllowed, notFound } from "../http/errors.ts";
import { closePull, isPull, mergePull, refreshPulls } from "./merging.ts";
import { openPull } from "./new-pull.ts";
import { userSignature } from "../repository/new-commit.ts";
import { listPage, pageOf } from "../http/paging.ts";
import { unmetRules } from "./pull-rules.ts";
import { fullPullShape, pullShape } from "./pull-shape.ts";
import type { Pull } from "./pull-state.ts";
import { repositoryRoute, type Route } from "../http/router.ts";

const fileLimit = 3000;
const commitLimit = 250;

/** The pull request that the path names, as of what has been pushed. Throws 404. */
export async function pullOf(call: RepositoryCall): Promise<Pull> {
  await refreshPulls(call.world, call.repository);
  const number = Number(call.params["pull_number"]);
  const pull = call.repository.issues.find((issue) => issue.number === number);
  if (pull === undefined || !isPull(pull)) throw notFound();
  return pull;
}

/** Where the pull request starts from: the merge base with the base branch, or with what it was merged onto. */
async function forkPoint(call: RepositoryCall, pull: Pull): Promise<string> {
  const onto = pull.merge?.onto ?? `refs/heads/${pull.base}`;
  return call.repository.git.text(["merge-base", onto, pull.headSha]).catch(() => pull.baseSha);
}

const filesOf = async (call: RepositoryCall, pull: Pull): Promise<FileChange[]> =>
  diff(call.repository.git, await forkPoint(call, pull), pull.headSha);

/** Oldest first. */
async function commitsOf(call: RepositoryCall, pull: Pull): Promise<string[]> {
  const onto = pull.merge?.onto ?? `refs/heads/${pull.base}`;
  const lines = await call.repository.git.lines(["rev-list", "--reverse", "--topo-order", pull.headSha, `^${onto}`]);
  return lines.slice(0, commitLimit);
}

async function showPull(call: RepositoryCall, pull: Pull): Promise<Record<string, unknown>> {
  const files = await filesOf(call, pull);
  const sum = (count: "additions" | "deletions"): number => files.reduce((total, file) => total + file[count], 0);
  const commits = (await commitsOf(call, pull)).length;
  const counts = { commits, additions: sum("additions"), deletions: sum("deletions"), changedFiles: files.length };
  return fullPullShape(call, pull, counts);
}

async function getPull(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const shape = await showPull(call, pull);
  // Asking is what starts the trial merge; the next one to ask may know.
  if (pull.trial !== null && pull.trial.unknownReads > 0) pull.trial.unknownReads -= 1;
  return ok(shape);
}

const headLabel = ({ head: { repository, branch } }: Pull): string => `${repository.owner.login}:${branch}`;

async function listPulls(call: RepositoryCall): Promise<Answer> {
  await refreshPulls(call.world, call.repository);
  const { query } = call;
  const [state, head, base] = [query.get("state") ?? "open", query.get("head"), query.get("base")];
  const found = call.repository.issues
    .filter(isPull)
    .filter((pull) => state === "all" || pull.state === state)
    // Without an owner the filter is ignored, as GitHub ignores it.
    .filter((pull) => head === null || !head.includes(":") || headLabel(pull) === head)
    .filter((pull) => base === null || pull.base === base);
  const byUpdate = query.get("sort") === "updated";
  if (byUpdate) found.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
  const ascending = query.get("direction") === "asc";
  return listPage(call, ascending ? found : found.toReversed(), (pull) => pullShape(call, pull));
}

async function createPull(call: RepositoryCall): Promise<Answer> {
  const pull = await openPull(call);
  await refreshPulls(call.world, call.repository);
  return created(await showPull(call, pull));
}

async function updatePull(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const body = call.body.of("PullRequest");
  const state = body.oneOf("state", ["open", "closed"] as const);
  const base = body.optionalText("base");
  if (base !== undefined && (await call.repository.git.resolve(`refs/heads/${base}`)) === null) {
    throw invalid({ resource: "PullRequest", code: "invalid", field: "base" });
  }
  if (state === "open" && pull.merge !== null) {
    throw invalid(custom("PullRequest", "state", "state cannot be changed. The pull request cannot be reopened."));
  }
  pull.base = base ?? pull.base;
  pull.title = body.optionalText("title") ?? pull.title;
  if (body.has("body")) pull.body = body.nullableText("body") ?? null;
  if (state === "closed" && pull.state === "open") closePull(call.world, pull);
  if (state === "open") Object.assign(pull, { state, closedAt: null });
  await refreshPulls(call.world, call.repository);
  return ok(await showPull(call, pull));
}

async function merge(call: RepositoryCall): Promise<Answer> {
  const pull = await pullOf(call);
  const body = call.body.of("PullRequest");
  const method = body.oneOf("merge_method", ["merge", "squash", "rebase"] as const) ?? "merge";
  const sha = body.optionalText("sha");
  const { trial, merge: done } = pull;
  if (done !== null || pull.state === "closed") throw notAllowed("Pull Request is not mergeable");
  if (pull.draft) throw notAllowed("Pull Request is still a draft");
  if (sha !== undefined && sha !== pull.headSha) {
    throw conflict("Head branch was modified. Review and try the merge again.");
  }
  const unmet = unmetRules(call.repository, pull);
  if (unmet.length > 0) throw notAllowed(`Repository rule violations found\n\n${unmet.join("\n\n")}\n\n`);
  if (trial === null || trial.tree === null) throw notAllowed("Pull Request is not mergeable");
  const from = `${pull.head.repository.owner.login}/${pull.head.branch}`;
  const squashed = method === "squash";
  const title = squashed ? `${pull.title} (#${pull.number})` : `Merge pull request #${pull.number} from ${from}`;
  const by = actor(call).user;
  const result = await mergePull(call.world, call.repository, pull, {
    trial,
    tree: trial.tree,
    method,
    title: body.optionalText("commit_title") ?? title,
    message: body.optionalText("commit_message") ?? (squashed ? "" : pull.title),
    author: userSignature(squashed ? pull.author : by, call.world.now()),
    by,
  });
  return ok({ sha: result.sha, merged: true, message: "Pull Request successfully merged" });
}

/** The pull requests that a commit came in with, or is part of. */
async function pullsOfCommit(call: RepositoryCall): Promise<Answer> {
  const { git, issues } = call.repository;
  await refreshPulls(call.world, call.repository);
  const sha = await git.resolveCommit(call.params["commit_sha"] ?? "");
  if (sha === null) throw notFound();
  const found: Pull[] = [];
  for (const pull of issues.filter(isPull)) {
    if (pull.merge?.sha !== sha && !(await commitsOf(call, pull)).includes(sha)) continue;
    if (pull.merge === null || pull.merge.unindexedReads === 0) found.push(pull);
    else pull.merge.unindexedReads -= 1;
  }
  return listPage(call, found, (pull) => pullShape(call, pull));
}

export const pullRoutes: readonly Route[] = [
  repositoryRoute("GET", "/pulls", { pull_requests: "read" }, listPulls),
  repositoryRoute("POST", "/pulls", { pull_requests: "write" }, createPull),
  repositoryRoute("GET", "/pulls/{pull_number}", { pull_requests: "read", contents: "read" }, getPull),
  repositoryRoute("PATCH", "/pulls/{pull_number}", { pull_requests: "write" }, updatePull),
  repositoryRoute("GET", "/pulls/{pull_number}/files", { pull_requests: "read" }, async (call) => {
    const pull = await pullOf(call);
    const files = (await filesOf(call, pull)).slice(0, fileLimit);
    return listPage(call, files, (file) => fileChangeShape(call, file, pull.headSha));
  }),
  repositoryRoute("GET", "/pulls/{pull_number}/commits", { pull_requests: "read" }, async (call) => {
    const page = pageOf(call, await commitsOf(call, await pullOf(call)));
    const commits = await call.repository.git.readCommits(page.items);
    return ok(
      commits.map((commit) => commitShape(call, call.repository, commit)),
      page.headers,
    );
  }),
  repositoryRoute("GET", "/pulls/{pull_number}/merge", { pull_requests: "read", contents: "read" }, async (call) => {
    if ((await pullOf(call)).merge === null) throw notFound();
    return noContent();
  }),
  repositoryRoute("PUT", "/pulls/{pull_number}/merge", { contents: "write" }, merge),
  repositoryRoute("GET", "/commits/{commit_sha}/pulls", { pull_requests: "read", contents: "read" }, pullsOfCommit),
];
