import { accepts, type Answer, ok, type RepositoryCall } from "../http/call.ts";
import { commitShape } from "./commit-shape.ts";
import { diff, type FileChange } from "./diff.ts";
import { ApiError, notFound, unprocessable } from "../http/errors.ts";
import type { GitCommit } from "./git-commit.ts";
import { pageOf } from "../http/paging.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { repositoryUrl, webUrl } from "../shapes.ts";

/** GitHub compares and shows no more files than this. */
const fileLimit = 300;
const compareCommitLimit = 250;

/** `diff-entry`. */
export function fileChangeShape(call: RepositoryCall, change: FileChange, commit: string) {
  const path = change.path.split("/").map(encodeURIComponent).join("/");
  const html = webUrl(call, call.repository);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${html}/blob/${commit}/${path}`,
    raw_url: `${html}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(call, call.repository)}/contents/${path}?ref=${commit}`,
    ...(change.patch === null ? {} : { patch: change.patch }),
    ...(change.previousPath === null ? {} : { previous_filename: change.previousPath }),
  };
}

/** The commit that a parameter names: a sha, a branch or a tag. Throws 422 as GitHub does for an unknown one. */
export async function commitOf(call: RepositoryCall, name: string): Promise<GitCommit> {
  const sha = await call.repository.git.resolveCommit(name);
  if (sha === null) throw unprocessable(`No commit found for SHA: ${name}`);
  return call.repository.git.readCommit(sha);
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { repository, query } = call;
  const from = query.get("sha") ?? repository.defaultBranch;
  const head = await repository.git.resolveCommit(from);
  if (head === null && from === repository.defaultBranch)
    throw new ApiError(409, { message: "Git Repository is empty." });
  if (head === null) throw notFound();
  const limits = ["since", "until", "author"].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`--${name}=${value}`];
  });
  const path = query.get("path") ?? "";
  const paths = path === "" ? [] : ["--", path.replace(/\/$/, "")];
  const page = pageOf(call, await repository.git.lines(["rev-list", ...limits, head, ...paths]));
  const commits = await repository.git.readCommits(page.items);
  return ok(
    commits.map((commit) => commitShape(call, repository, commit)),
    page.headers,
  );
}

async function getCommit(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const commit = await commitOf(call, call.params["ref"] ?? "");
  if (accepts(call, /application\/vnd\.github(\.v3)?\.sha/)) {
    const headers = { "content-type": "application/vnd.github.sha; charset=utf-8" };
    return { kind: "bytes", status: 200, bytes: Buffer.from(commit.sha), headers };
  }
  const files = await diff(repository.git, commit.parents[0] ?? null, commit.sha);
  const sum = (count: "additions" | "deletions"): number => files.reduce((total, file) => total + file[count], 0);
  const [additions, deletions] = [sum("additions"), sum("deletions")];
  return ok({
    ...commitShape(call, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.slice(0, fileLimit).map((file) => fileChangeShape(call, file, commit.sha)),
  });
}

const relation = (ahead: number, behind: number): string => {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
  return behind > 0 ? "behind" : "identical";
};

/** `base...head`, from where the two parted. */
async function compare(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const { git } = repository;
  const [from = "", to = ""] = (call.params["basehead"] ?? "").split("...");
  const [base, head] = await Promise.all([git.resolveCommit(from), git.resolveCommit(to)]);
  if (base === null || head === null) throw notFound();
  const fork = await git.resolve(await git.text(["merge-base", base, head]).catch(() => ""));
  if (fork === null) throw notFound(`No common ancestor between ${from} and ${to}.`);
  const ahead = await git.lines(["rev-list", "--reverse", `${base}..${head}`]);
  const behind = await git.lines(["rev-list", `${head}..${base}`]);
  const page = pageOf(call, ahead);
  const shown = call.query.has("per_page") || call.query.has("page") ? page.items : ahead.slice(-compareCommitLimit);
  const commits = await git.readCommits(shown);
  const files = await diff(git, fork, head);
  const url = `${repositoryUrl(call, repository)}/compare/${from}...${to}`;
  const html = `${webUrl(call, repository)}/compare`;
  return ok(
    {
      url,
      html_url: `${html}/${from}...${to}`,
      permalink_url: `${html}/${base.slice(0, 12)}...${head.slice(0, 12)}`,
      diff_url: `${html}/${from}...${to}.diff`,
      patch_url: `${html}/${from}...${to}.patch`,
      base_commit: commitShape(call, repository, await git.readCommit(base)),
      merge_base_commit: commitShape(call, repository, await git.readCommit(fork)),
      status: relation(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: commits.map((commit) => commitShape(call, repository, commit)),
      files: files.slice(0, fileLimit).map((file) => fileChangeShape(call, file, head)),
    },
    page.headers,
  );
}

export const commitRoutes: readonly Route[] = [
  repositoryRoute("GET", "/commits", { contents: "read" }, listCommits),
  repositoryRoute("GET", "/commits/{ref}", { contents: "read" }, getCommit),
  repositoryRoute("GET", "/compare/{basehead}", { contents: "read" }, compare),
];
