import { type Answer, created, ok, type RepositoryCall } from "../http/call.ts";
import { badRequest, custom, invalid, notFound, unprocessable } from "../http/errors.ts";
import { checkWorkflowPaths } from "./branch-rules.ts";
import { newCommit } from "./new-commit.ts";
import { gitCommitShape } from "./commit-shape.ts";
import { readTag, writeTag } from "./git-tag.ts";
import type { TreeChange, TreeEntry } from "./git.ts";
import type { RequestBody } from "../http/request-body.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl } from "../shapes.ts";

/** The sha in the path when it names an object of this type. Throws 404. */
async function objectOf(call: RepositoryCall, parameter: string, type: string): Promise<string> {
  const sha = call.params[parameter] ?? "";
  if ((await call.repository.git.objectType(sha)) !== type) throw notFound();
  return sha;
}

const gitUrl = (call: RepositoryCall, rest: string): string => `${repositoryUrl(call, call.repository)}/git/${rest}`;

async function getBlob(call: RepositoryCall): Promise<Answer> {
  const sha = await objectOf(call, "file_sha", "blob");
  const bytes = await call.repository.git.readBlob(sha);
  return ok({
    sha,
    node_id: nodeId("Blob", sha),
    size: bytes.length,
    url: gitUrl(call, `blobs/${sha}`),
    content: bytes.toString("base64"),
    encoding: "base64",
  });
}

async function createBlob(call: RepositoryCall): Promise<Answer> {
  const body = call.body.of("Blob");
  const encoding = body.optionalText("encoding") ?? "utf-8";
  const content = body.optionalText("content");
  if (content === undefined) throw invalid(body.missing("content"));
  if (encoding !== "utf-8" && encoding !== "base64") throw unprocessable(`Unknown encoding ${encoding}`);
  const sha = await call.repository.git.writeBlob(Buffer.from(content, encoding));
  return created({ sha, url: gitUrl(call, `blobs/${sha}`) });
}

const treeEntryShape = (call: RepositoryCall, entry: TreeEntry) => ({
  path: entry.path,
  mode: entry.mode,
  type: entry.type,
  sha: entry.sha,
  ...(entry.sizeBytes === null ? {} : { size: entry.sizeBytes }),
  url: gitUrl(call, `${entry.type}s/${entry.sha}`),
});

async function treeShape(call: RepositoryCall, sha: string, recursive: boolean) {
  const entries = await call.repository.git.readTree(sha, { recursive });
  const url = gitUrl(call, `trees/${sha}`);
  const limit = recursive ? call.repository.listedEntries : Number.POSITIVE_INFINITY;
  const tree = entries.slice(0, limit).map((entry) => treeEntryShape(call, entry));
  return { sha, url, truncated: entries.length > limit, tree };
}

/** A tree by its own sha, by a commit's, or by a branch or tag name. */
async function getTree(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const name = call.params["tree_sha"] ?? "";
  const sha = (await git.resolve(`${name}^{tree}`)) ?? (await git.resolve(`refs/heads/${name}^{tree}`));
  if (sha === null) throw notFound();
  // Any value asks for recursion, "0" and "false" too.
  return ok(await treeShape(call, sha, call.query.has("recursive")));
}

const modes = ["100644", "100755", "040000", "160000", "120000"] as const;

async function treeChange(call: RepositoryCall, entry: RequestBody): Promise<TreeChange> {
  const path = entry.text("path");
  const mode = entry.oneOf("mode", modes) ?? "100644";
  if (path.startsWith("/") || path.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw unprocessable("tree.path contains a malformed path component");
  }
  const content = entry.optionalText("content");
  if (content !== undefined) return { path, mode, sha: await call.repository.git.writeBlob(content) };
  const sha = entry.nullableText("sha");
  if (sha === undefined) throw unprocessable("Must supply either tree.sha or tree.content.");
  if (sha !== null && mode !== "160000" && (await call.repository.git.objectType(sha)) === null) {
    throw unprocessable(`tree.sha ${sha} is not a valid ${mode === "040000" ? "tree" : "blob"}`);
  }
  return { path, mode, sha };
}

async function createTree(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const body = call.body.of("Tree");
  const entries = body.objects("tree");
  if (entries === undefined) throw invalid(body.missing("tree"));
  const changes = await Promise.all(entries.map((entry) => treeChange(call, entry)));
  checkWorkflowPaths(
    call,
    changes.map(({ path }) => path),
  );
  const asked = body.optionalText("base_tree");
  const base = asked === undefined ? null : await git.resolve(`${asked}^{tree}`);
  if (asked !== undefined && base === null) throw notFound();
  return created(await treeShape(call, await git.writeTree(base, changes), false));
}

async function getCommit(call: RepositoryCall): Promise<Answer> {
  const commit = await call.repository.git.readCommit(await objectOf(call, "commit_sha", "commit"));
  return ok(gitCommitShape(call, call.repository, commit));
}

async function createCommit(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const body = call.body.of("Commit");
  const tree = body.text("tree");
  if ((await git.objectType(tree)) !== "tree") throw unprocessable("Tree SHA does not exist");
  const parents = body.texts("parents") ?? [];
  for (const parent of parents) {
    if ((await git.objectType(parent)) !== "commit")
      throw unprocessable("Parent SHA does not exist or is not a commit");
  }
  const commit = await newCommit(call, { tree, parents, message: body.text("message"), body });
  return created(gitCommitShape(call, call.repository, commit));
}

async function tagShape(call: RepositoryCall, sha: string) {
  const tag = await readTag(call.repository.git, sha);
  return {
    node_id: nodeId("Tag", sha),
    tag: tag.tag,
    sha,
    url: gitUrl(call, `tags/${sha}`),
    message: tag.message,
    tagger: tag.tagger,
    object: { type: tag.type, sha: tag.object, url: gitUrl(call, `${tag.type}s/${tag.object}`) },
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}

async function createTag(call: RepositoryCall): Promise<Answer> {
  const body = call.body.of("Tag");
  const { git } = call.repository;
  const type = body.oneOf("type", ["commit", "tree", "blob"] as const);
  if (type === undefined) throw invalid(body.missing("type"));
  const object = body.text("object");
  if ((await git.objectType(object)) !== type) {
    throw invalid(custom("Tag", "object", `object ${object} is not a ${type}`));
  }
  const message = body.optionalText("message");
  if (message === undefined) throw badRequest("message is missing");
  const sha = await writeTag(call, { tag: body.text("tag"), message, object, type });
  return created(await tagShape(call, sha));
}

export const gitObjectRoutes: readonly Route[] = [
  repositoryRoute("GET", "/git/blobs/{file_sha}", { contents: "read" }, getBlob),
  repositoryRoute("POST", "/git/blobs", { contents: "write" }, createBlob),
  repositoryRoute("GET", "/git/trees/{tree_sha}", { contents: "read" }, getTree),
  repositoryRoute("POST", "/git/trees", { contents: "write" }, createTree),
  repositoryRoute("GET", "/git/commits/{commit_sha}", { contents: "read" }, getCommit),
  repositoryRoute("POST", "/git/commits", { contents: "write" }, createCommit),
  repositoryRoute("GET", "/git/tags/{tag_sha}", { contents: "read" }, async (call) =>
    ok(await tagShape(call, await objectOf(call, "tag_sha", "tag"))),
  ),
  repositoryRoute("POST", "/git/tags", { contents: "write" }, createTag),
];
