import { posix } from "node:path";
import { accepts, type Answer, ok, type RepositoryCall } from "../http/call.ts";
import { checkBranchRules, checkWorkflowPaths } from "./branch-rules.ts";
import { gitCommitShape } from "./commit-shape.ts";
import { ApiError, conflict, invalid, notFound, unprocessable } from "../http/errors.ts";
import type { TreeChange, TreeEntry } from "./git.ts";
import { newCommit } from "./new-commit.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { repositoryUrl, webUrl } from "../shapes.ts";

/** Up to here JSON holds the content, up to `rawLimitBytes` only the raw media type does. */
const jsonLimitBytes = 1_048_576;
const rawLimitBytes = 104_857_600;
const directoryLimit = 1000;

const kinds: Readonly<Record<string, string>> = { "040000": "dir", "120000": "symlink", "160000": "submodule" };

/** One entry as a directory listing shows it: no content. */
function entryShape(call: RepositoryCall, entry: TreeEntry, ref: string) {
  const { path, sha } = entry;
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const query = `?ref=${encodeURIComponent(ref)}`;
  const url = `${repositoryUrl(call, call.repository)}/contents/${encoded}${query}`;
  const gitUrl = `${repositoryUrl(call, call.repository)}/git/${entry.type}s/${sha}`;
  const html = `${webUrl(call, call.repository)}/${entry.type}/${ref}/${encoded}`;
  const type = kinds[entry.mode] ?? "file";
  return {
    name: path.split("/").at(-1) ?? path,
    path,
    sha,
    size: entry.sizeBytes ?? 0,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: type === "file" ? `${webUrl(call, call.repository)}/raw/${ref}/${encoded}` : null,
    type,
    _links: { self: url, git: gitUrl, html },
  };
}

/** Base64 in lines of 60 characters, as GitHub sends it. */
const wrapped = (bytes: Buffer): string => bytes.toString("base64").replaceAll(/.{1,60}/g, "$&\n");

function fileShape(call: RepositoryCall, entry: TreeEntry, ref: string, bytes: Buffer) {
  const shape = entryShape(call, entry, ref);
  if (shape.type === "symlink") return { ...shape, target: bytes.toString("utf8") };
  if (bytes.length > jsonLimitBytes) return { ...shape, encoding: "none", content: "" };
  return { ...shape, encoding: "base64", content: wrapped(bytes) };
}

async function entryAt(call: RepositoryCall, commit: string, path: string): Promise<TreeEntry | null> {
  const { git } = call.repository;
  const entries = await git.readTree(`${commit}:${path.split("/").slice(0, -1).join("/")}`).catch(() => []);
  const name = path.split("/").at(-1);
  const entry = entries.find((candidate) => candidate.path === name);
  return entry === undefined ? null : { ...entry, path };
}

/** A link to a file of the repository is answered with that file's content, any other as the link that it is. */
async function followed(call: RepositoryCall, commit: string, entry: TreeEntry | null): Promise<TreeEntry | null> {
  if (entry?.mode !== "120000") return entry;
  const link = (await call.repository.git.readBlob(entry.sha)).toString("utf8");
  const path = posix.join(posix.dirname(entry.path), link);
  const target = path.startsWith("..") ? null : await entryAt(call, commit, path);
  return target?.mode.startsWith("100") === true ? { ...target, path: entry.path } : entry;
}

async function getContents(call: RepositoryCall): Promise<Answer> {
  const { git, defaultBranch } = call.repository;
  const path = (call.params["path"] ?? "").replace(/\/$/, "");
  const ref = call.query.get("ref") ?? defaultBranch;
  const commit = await git.resolveCommit(ref);
  if (commit === null) throw notFound(call.query.has("ref") ? `No commit found for the ref ${ref}` : "Not Found");
  const entry = path === "" ? null : await followed(call, commit, await entryAt(call, commit, path));
  if (path !== "" && entry === null) throw notFound();
  const raw = accepts(call, /application\/vnd\.github(\.v3)?\.raw/);
  if (entry === null || entry.type === "tree") {
    const listed = (await git.readTree(`${commit}:${path}`)).slice(0, directoryLimit);
    const at = (name: string): string => (path === "" ? name : `${path}/${name}`);
    return ok(listed.map((child) => entryShape(call, Object.assign(child, { path: at(child.path) }), ref)));
  }
  if (entry.type === "commit") return ok({ ...entryShape(call, entry, ref), submodule_git_url: null });
  if ((entry.sizeBytes ?? 0) > rawLimitBytes) {
    throw new ApiError(403, {
      message: "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.",
      errors: [{ resource: "Blob", field: "data", code: "too_large" }],
    });
  }
  const bytes = await git.readBlob(entry.sha);
  if (!raw) return ok(fileShape(call, entry, ref, bytes));
  const headers = { "content-type": "application/vnd.github.raw+json; charset=utf-8" };
  return { kind: "bytes", status: 200, bytes, headers };
}

interface Change {
  readonly path: string;
  readonly branch: string;
  readonly head: string;
  readonly existing: TreeEntry | null;
}

/** Where a write goes. Throws when the branch is missing, guarded, or the file is not the one the caller saw. */
async function changeOf(call: RepositoryCall): Promise<Change> {
  const { repository } = call;
  const path = call.params["path"] ?? "";
  if (path === "" || path.split("/").some((part) => part === "" || part === "..")) {
    throw unprocessable("path contains a malformed path component");
  }
  checkWorkflowPaths(call, [path]);
  const branch = call.body.optionalText("branch") ?? repository.defaultBranch;
  const head = await repository.git.resolve(`refs/heads/${branch}^{commit}`);
  if (head === null) throw notFound(`Branch ${branch} not found`);
  checkBranchRules(repository, branch);
  const existing = await entryAt(call, head, path);
  const sha = call.body.optionalText("sha");
  if (existing !== null && sha === undefined) {
    throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (sha !== undefined && sha !== existing?.sha) throw conflict(`${path} does not match ${sha}`);
  return { path, branch, head, existing };
}

/** Commits one change on top of the branch. */
async function commitChange(call: RepositoryCall, change: Change, tree: TreeChange) {
  const { git } = call.repository;
  const commit = await newCommit(call, {
    tree: await git.writeTree(change.head, [tree]),
    parents: [change.head],
    message: call.body.text("message"),
    body: call.body,
  });
  await git.run(["update-ref", `refs/heads/${change.branch}`, commit.sha, change.head]).catch(() => {
    throw conflict(`is at ${commit.sha} but expected ${change.head}`);
  });
  return commit;
}

async function putContents(call: RepositoryCall): Promise<Answer> {
  const content = call.body.optionalText("content");
  if (content === undefined) throw invalid(call.body.missing("content"));
  const change = await changeOf(call);
  const bytes = Buffer.from(content, "base64");
  if (bytes.toString("base64").replaceAll("=", "") !== content.replaceAll(/[\n=]/g, "")) {
    throw unprocessable("content is not valid Base64");
  }
  const sha = await call.repository.git.writeBlob(bytes);
  const mode = change.existing?.mode ?? "100644";
  const commit = await commitChange(call, change, { path: change.path, mode, sha });
  const entry: TreeEntry = { mode, type: "blob", sha, sizeBytes: bytes.length, path: change.path };
  const json = {
    content: entryShape(call, entry, change.branch),
    commit: gitCommitShape(call, call.repository, commit),
  };
  return { kind: "json", status: change.existing === null ? 201 : 200, json };
}

async function deleteContents(call: RepositoryCall): Promise<Answer> {
  const change = await changeOf(call);
  if (change.existing === null) throw notFound();
  const commit = await commitChange(call, change, { path: change.path, mode: change.existing.mode, sha: null });
  return ok({ content: null, commit: gitCommitShape(call, call.repository, commit) });
}

export const contentRoutes: readonly Route[] = [
  repositoryRoute("GET", "/contents/{path}", { contents: "read" }, getContents),
  repositoryRoute("PUT", "/contents/{path}", { contents: "write" }, putContents),
  repositoryRoute("DELETE", "/contents/{path}", { contents: "write" }, deleteContents),
];
