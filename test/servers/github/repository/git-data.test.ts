import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { type Client, client, stop } from "../http/test-client.ts";

const run = promisify(execFile);
let github: FakeGitHub;
let repository: Repository;
let head: string;
let api: Client;
const root = "/repos/acme/models";
const stage = "registry/models/churn/stages/production.yaml";

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models" });
  head = await github.commit(repository, { files: { [stage]: "version: 1.3.0\n", "README.md": "models\n" } });
  api = client(github, github.addToken({ login: "github-actions[bot]", kind: "actions" }));
});

afterEach(() => stop(github));

const verified = (commit: Record<string, unknown>) => (commit["verification"] as { verified: boolean }).verified;
const paths = (tree: unknown) => (tree as { path: string }[]).map(({ path }) => path);

test("a commit made of blobs, trees and refs can be cloned", async () => {
  const blob = await api("POST", `${root}/git/blobs`, {
    body: { content: "dmVyc2lvbjogMS40LjAK", encoding: "base64" },
  });
  const tree = await api("POST", `${root}/git/trees`, {
    body: { base_tree: head, tree: [{ path: stage, mode: "100644", type: "blob", sha: blob.json.sha }] },
  });
  const commit = await api("POST", `${root}/git/commits`, {
    body: { message: "Promote churn", tree: tree.json.sha, parents: [head] },
  });
  expect(commit.json["verification"]).toMatchObject({ verified: true });
  const ref = await api("POST", `${root}/git/refs`, {
    body: { ref: "refs/heads/promote/churn", sha: commit.json.sha },
  });
  expect(ref.status).toBe(201);
  expect((await api("GET", `${root}/git/ref/heads%2Fpromote%2Fchurn`)).json["object"]).toMatchObject({
    sha: commit.json.sha,
  });

  const folder = await mkdtemp(join(tmpdir(), "clone-"));
  try {
    await run("git", ["clone", "--quiet", "--branch", "promote/churn", repository.gitDir, folder]);
    expect(await readFile(join(folder, stage), "utf8")).toBe("version: 1.4.0\n");
    await writeFile(join(folder, stage), "version: 1.5.0\n");
    await run("git", [
      "-C",
      folder,
      "-c",
      "user.name=a",
      "-c",
      "user.email=a@b",
      "commit",
      "--quiet",
      "-am",
      "By hand",
    ]);
    await run("git", ["-C", folder, "push", "--quiet"]);
  } finally {
    await rm(folder, { recursive: true });
  }
  const file = await api("GET", `${root}/contents/${stage}?ref=promote/churn`);
  expect(Buffer.from(String(file.json["content"]), "base64").toString()).toBe("version: 1.5.0\n");
});

test("a commit is verified only when an app makes it and names nobody", async () => {
  const { tree } = await repository.git.readCommit(head);
  const make = async (caller: Client, more = {}) =>
    (await caller("POST", `${root}/git/commits`, { body: { message: "m", tree, parents: [head], ...more } })).json;
  const person = client(github, github.addToken({ login: "dana" }));
  expect(verified(await make(api))).toBe(true);
  expect(verified(await make(api, { author: { name: "Dana", email: "dana@example.com" } }))).toBe(false);
  expect(verified(await make(person))).toBe(false);
});

test("refs: exists already, unknown object, not a fast forward, does not exist", async () => {
  const post = (ref: string, sha: string) => api("POST", `${root}/git/refs`, { body: { ref, sha } });
  expect((await post("refs/heads/main", head)).json["message"]).toBe("Reference already exists");
  expect((await post("refs/heads/x", "0".repeat(40))).json["message"]).toBe("Object does not exist");
  const next = await github.commit(repository, { files: { a: "a" } });
  const update = (ref: string, body: object) => api("PATCH", `${root}/git/refs/${ref}`, { body });
  expect((await update("heads/main", { sha: head })).json["message"]).toBe("Update is not a fast forward");
  expect((await update("heads/main", { sha: head, force: true })).status).toBe(200);
  expect((await update("heads/main", { sha: next })).status).toBe(200);
  expect((await update("heads/none", { sha: next })).json["message"]).toBe("Reference does not exist");
  expect((await api("DELETE", `${root}/git/refs/heads/none`)).json["message"]).toBe("Reference does not exist");
  await post("refs/tags/churn@v1", head);
  expect((await api("GET", `${root}/git/matching-refs/tags/churn@`)).list).toHaveLength(1);
  expect((await api("DELETE", `${root}/git/refs/tags/churn@v1`)).status).toBe(204);
  expect((await api("GET", `${root}/git/ref/tags/churn@v1`)).status).toBe(404);
});

test("an annotated tag is an object and a ref to it", async () => {
  const tag = await api("POST", `${root}/git/tags`, {
    body: { tag: "churn@v1", message: "churn 1", object: head, type: "commit" },
  });
  await api("POST", `${root}/git/refs`, { body: { ref: "refs/tags/churn@v1", sha: tag.json.sha } });
  expect((await api("GET", `${root}/git/ref/tags/churn@v1`)).json["object"]).toMatchObject({ type: "tag" });
  expect((await api("GET", `${root}/git/tags/${tag.json.sha}`)).json).toMatchObject({
    tag: "churn@v1",
    message: "churn 1",
    tagger: { name: "github-actions[bot]" },
    object: { type: "commit", sha: head },
  });
  expect(await repository.git.text(["describe", "--exact-match", head])).toBe("churn@v1");
});

test("trees: one level or all, by sha or by branch; null removes", async () => {
  expect(paths((await api("GET", `${root}/git/trees/main`)).json["tree"])).toEqual(["README.md", "registry"]);
  const all = await api("GET", `${root}/git/trees/main?recursive=1`);
  expect(paths(all.json["tree"])).toContain(stage);
  const body = { base_tree: head, tree: [{ path: "README.md", mode: "100644", type: "blob", sha: null }] };
  const { json } = await api("POST", `${root}/git/trees`, { body });
  expect(paths(json["tree"])).toEqual(["registry"]);
});

test("a workflow file is out of reach of GITHUB_TOKEN", async () => {
  const body = { message: "ci", content: "eA==" };
  const refused = await api("PUT", `${root}/contents/.github/workflows/ci.yml`, { body });
  expect(refused.status).toBe(403);
  const app = client(github, github.addToken({ login: "registrar[bot]", kind: "app" }));
  expect((await app("PUT", `${root}/contents/.github/workflows/ci.yml`, { body })).status).toBe(201);
});

test("contents: JSON, raw, a folder, and not changed", async () => {
  const json = await api("GET", `${root}/contents/${stage}`);
  expect(json.json).toMatchObject({ type: "file", encoding: "base64", size: 15, path: stage });
  const raw = await api("GET", `${root}/contents/${stage}`, { headers: { accept: "application/vnd.github.raw+json" } });
  expect(raw.text).toBe("version: 1.3.0\n");
  const etag = raw.headers.get("etag") ?? "";
  const headers = { accept: "application/vnd.github.raw+json", "if-none-match": etag };
  expect((await api("GET", `${root}/contents/${stage}`, { headers })).status).toBe(304);
  await github.commit(repository, { files: { [stage]: "version: 1.3.1\n" } });
  expect((await api("GET", `${root}/contents/${stage}`, { headers })).text).toBe("version: 1.3.1\n");
  expect((await api("GET", `${root}/contents/registry/models`)).list).toMatchObject([{ type: "dir", name: "churn" }]);
  expect((await api("GET", `${root}/contents/`)).list).toHaveLength(2);
  expect((await api("GET", `${root}/contents/none.yaml`)).status).toBe(404);
  expect((await api("GET", `${root}/contents/README.md?ref=none`)).status).toBe(404);
});

test("a large file comes only raw", async () => {
  await github.commit(repository, { files: { "large.bin": Buffer.alloc(1_100_000) } });
  const { json } = await api("GET", `${root}/contents/large.bin`);
  expect([json["encoding"], json["content"], json["size"]]).toEqual(["none", "", 1_100_000]);
});

test("a file is written only over the one that was read", async () => {
  const put = (body: object) =>
    api("PUT", `${root}/contents/README.md`, { body: { message: "m", content: "eA==", ...body } });
  expect((await put({})).status).toBe(422);
  expect((await put({ sha: head })).status).toBe(409);
  const { sha } = (await api("GET", `${root}/contents/README.md`)).json;
  expect((await put({ sha })).json).toMatchObject({ commit: { verification: { verified: true } } });
  const gone = await api("GET", `${root}/contents/README.md`);
  const body = { message: "m", sha: gone.json.sha };
  expect((await api("DELETE", `${root}/contents/README.md`, { body })).json["content"]).toBeNull();
  expect((await api("GET", `${root}/contents/README.md`)).status).toBe(404);
});

test("a branch that asks for pull requests takes no direct commit", async () => {
  repository.branchRules.push({ branch: "main", type: "pull_request" });
  const body = { message: "m", content: "eA==" };
  expect((await api("PUT", `${root}/contents/new.txt`, { body })).status).toBe(409);
});

test("commits: of a path, one with its files, and a comparison from where two parted", async () => {
  await github.commit(repository, { branch: "promote", files: { [stage]: "version: 1.4.0\n" }, message: "Promote" });
  await github.commit(repository, { files: { "README.md": "more\n" } });
  expect((await api("GET", `${root}/commits?path=${stage}&sha=promote`)).list).toHaveLength(2);
  expect((await api("GET", `${root}/commits?path=${stage}&sha=promote&per_page=1`)).headers.get("link")).toContain(
    "page=2",
  );
  const one = await api("GET", `${root}/commits/promote`);
  expect(one.json["files"]).toMatchObject([
    {
      filename: stage,
      status: "modified",
      additions: 1,
      deletions: 1,
      patch: "@@ -1 +1 @@\n-version: 1.3.0\n+version: 1.4.0",
    },
  ]);
  expect((await api("GET", `${root}/compare/main...promote`)).json).toMatchObject({
    status: "diverged",
    ahead_by: 1,
    behind_by: 1,
    merge_base_commit: { sha: head },
    files: [{ filename: stage }],
  });
  expect((await api("GET", `${root}/branches`)).list.map((branch) => branch["name"])).toEqual(["main", "promote"]);
  expect((await api("GET", `${root}/branches/promote`)).json).toMatchObject({ name: "promote", protected: false });
});
