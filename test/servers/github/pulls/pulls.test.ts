import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { type Client, client, stop } from "../http/test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let base: string;
let head: string;
let api: Client;
const root = "/repos/acme/models";
const stage = "registry/models/churn/stages/production.yaml";

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models" });
  base = await github.commit(repository, { files: { [stage]: "version: 1.3.0\n", "README.md": "models\n" } });
  head = await github.commit(repository, { branch: "promote", files: { [stage]: "version: 1.4.0\n" } });
  api = client(github, github.addToken({ login: "registrar[bot]", kind: "app" }));
});

afterEach(() => stop(github));

const open = (more = {}) =>
  api("POST", `${root}/pulls`, {
    body: { title: "Promote churn", head: "promote", base: "main", body: "Card", ...more },
  });

const message = (reply: { json: Record<string, unknown> }) => JSON.stringify(reply.json["errors"]);

test("a pull request shows what it changes, and whether it merges once GitHub knows", async () => {
  const opened = await open();
  expect(opened.status).toBe(201);
  expect(opened.json).toMatchObject({
    number: 1,
    state: "open",
    mergeable: null,
    merge_commit_sha: null,
    head: { ref: "promote", sha: head, label: "acme:promote" },
    base: { ref: "main", sha: base },
    commits: 1,
    changed_files: 1,
  });
  expect((await api("GET", `${root}/pulls/1`)).json["mergeable"]).toBeNull();
  const { json } = await api("GET", `${root}/pulls/1`);
  expect(json).toMatchObject({ mergeable: true, mergeable_state: "clean" });
  expect(await repository.git.resolve("refs/pull/1/merge")).toBe(json["merge_commit_sha"]);
  expect((await api("GET", `${root}/pulls/1/files`)).list).toMatchObject([{ filename: stage, status: "modified" }]);
  expect((await api("GET", `${root}/pulls/1/commits`)).list).toMatchObject([{ sha: head }]);
  expect((await api("GET", `${root}/commits/${head}/pulls`)).list).toMatchObject([{ number: 1 }]);
});

test("no second one for the same branches, none without commits, none from nowhere", async () => {
  await open();
  expect(message(await open())).toContain("A pull request already exists for acme:promote.");
  expect(message(await open({ head: "main", base: "promote" }))).toContain("No commits between promote and main");
  expect(message(await open({ head: "none" }))).toContain('"field":"head"');
});

test("lists filter by head, base and state", async () => {
  await open();
  const numbers = async (query: string) => (await api("GET", `${root}/pulls?${query}`)).list.map((pull) => pull.number);
  expect(await numbers("head=acme:promote&base=main")).toEqual([1]);
  expect(await numbers("head=bob:promote")).toEqual([]);
  expect(await numbers("head=none")).toEqual([1]);
  await api("PATCH", `${root}/pulls/1`, { body: { state: "closed" } });
  expect([await numbers(""), await numbers("state=closed"), await numbers("state=all")]).toEqual([[], [1], [1]]);
});

test("it follows its branch, and a merge waits for the commit that was judged", async () => {
  await open();
  const next = await github.commit(repository, { branch: "promote", files: { [stage]: "version: 1.5.0\n" } });
  const merge = (sha: string) => api("PUT", `${root}/pulls/1/merge`, { body: { sha } });
  const stale = await merge(head);
  expect([stale.status, stale.json["message"]]).toEqual([
    409,
    "Head branch was modified. Review and try the merge again.",
  ]);
  const merged = await merge(next);
  expect(merged.json).toMatchObject({ merged: true, sha: await repository.git.resolve("refs/heads/main") });
  const commit = await repository.git.readCommit(merged.json.sha);
  expect(commit.parents).toEqual([base, next]);
  expect((await api("GET", `${root}/pulls/1`)).json).toMatchObject({
    state: "closed",
    merged: true,
    merged_by: { login: "registrar[bot]" },
    merge_commit_sha: merged.json.sha,
  });
  expect((await api("GET", `${root}/commits/${merged.json.sha}/pulls`)).list).toMatchObject([{ number: 1 }]);
  expect((await api("GET", `${root}/pulls/1/files`)).list).toMatchObject([{ filename: stage }]);
  expect((await merge(next)).status).toBe(405);
});

test.each(["squash", "rebase"])("a %s merge leaves no merge commit", async (method) => {
  await github.commit(repository, { branch: "promote", files: { "notes.md": "why\n" }, message: "Say why" });
  await github.commit(repository, { files: { "README.md": "more\n" } });
  await open();
  const { json } = await api("PUT", `${root}/pulls/1/merge`, { body: { merge_method: method } });
  const { parents } = await repository.git.readCommit(json.sha);
  expect(parents).toHaveLength(1);
  const paths = (await repository.git.readTree("main", { recursive: true })).map(({ path }) => path);
  expect(paths).toContain("notes.md");
  expect(await repository.git.text(["show", "main:README.md"])).toBe("more");
  expect(await repository.git.text(["show", `main:${stage}`])).toBe("version: 1.4.0");
});

test("a conflict is not mergeable", async () => {
  await github.commit(repository, { files: { [stage]: "version: 1.3.1\n" } });
  repository.unknownMergeabilityReads = 0;
  await open();
  expect((await api("GET", `${root}/pulls/1`)).json).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
  expect((await api("PUT", `${root}/pulls/1/merge`)).status).toBe(405);
});

test("a merge made with git closes it as merged; a deleted branch closes it", async () => {
  await open();
  await github.commit(repository, { branch: "other", files: { other: "x" } });
  await open({ head: "other" });
  await repository.git.run(["update-ref", "refs/heads/main", head]);
  await repository.git.deleteRef("refs/heads/other");
  const [second, first] = (await api("GET", `${root}/pulls?state=all`)).list;
  expect(first).toMatchObject({ state: "closed", merge_commit_sha: head });
  expect(second).toMatchObject({ state: "closed", merged_at: null });
});

test("a fork's branch is fetched, and its repository named", async () => {
  const fork = await github.createRepository({ owner: "bob", ownerType: "User", name: "models", fork: repository });
  const sha = await github.commit(fork, { branch: "patch", files: { "README.md": "better\n" }, login: "bob" });
  const { json } = await open({ head: "bob:patch" });
  expect(json).toMatchObject({ head: { sha, repo: { full_name: "bob/models", fork: true } } });
  expect(await repository.git.resolve("refs/pull/1/head")).toBe(sha);
});

test("reviews: bound to a commit, not of one's own, dismissed by a push when the rules say so", async () => {
  await open();
  const reviews = `${root}/pulls/1/reviews`;
  const own = await api("POST", reviews, { body: { event: "APPROVE" } });
  expect([own.status, own.json["errors"]]).toEqual([422, ["Can not approve your own pull request"]]);
  const dana = client(github, github.addToken({ login: "dana" }));
  expect((await dana("POST", reviews, { body: { event: "APPROVE" } })).json).toMatchObject({
    state: "APPROVED",
    commit_id: head,
  });
  await github.review(repository, 1, { login: "erin", state: "CHANGES_REQUESTED", body: "Why?" });
  expect((await api("GET", reviews)).list.map((review) => review["state"])).toEqual(["APPROVED", "CHANGES_REQUESTED"]);
  const parameters = { dismiss_stale_reviews_on_push: true };
  repository.branchRules.push({ branch: "main", type: "pull_request", parameters });
  await github.commit(repository, { branch: "promote", files: { [stage]: "version: 1.6.0\n" } });
  expect((await api("GET", reviews)).list.map((review) => review["state"])).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
});

test("rules hold a merge back until reviewers with write access approve and checks pass", async () => {
  const wants = { required_approving_review_count: 1 };
  repository.branchRules.push({ branch: "main", type: "pull_request", parameters: wants });
  const checks = { required_status_checks: [{ context: "registry" }] };
  repository.branchRules.push({ branch: "main", type: "required_status_checks", parameters: checks });
  await open();
  const merge = () => api("PUT", `${root}/pulls/1/merge`);
  await github.review(repository, 1, { login: "dana", state: "APPROVED" });
  const refused = await merge();
  expect(refused.json["message"]).toContain("At least 1 approving review is required by reviewers with write access.");
  expect(refused.json["message"]).toContain('Required status check "registry" is expected.');
  repository.collaborators.set("dana", "write");
  await api("POST", `${root}/statuses/${head}`, { body: { state: "success", context: "registry" } });
  expect((await merge()).status).toBe(200);
});

test("GITHUB_TOKEN opens pull requests only where that is allowed", async () => {
  api = client(github, github.addToken({ login: "github-actions[bot]", kind: "actions" }));
  const refused = await open();
  expect([refused.status, refused.json["message"]]).toEqual([
    403,
    "GitHub Actions is not permitted to create or approve pull requests.",
  ]);
  repository.actions.mayOpenPullRequests = true;
  expect((await open()).status).toBe(201);
});

test("comments: written with either permission, bounded, edited, paged", async () => {
  await open();
  const token = github.addToken({
    login: "github-actions[bot]",
    kind: "actions",
    permissions: { pull_requests: "write" },
  });
  const bot = client(github, token);
  const { json: comment } = await bot("POST", `${root}/issues/1/comments`, { body: { body: "Card" } });
  expect(comment).toMatchObject({ body: "Card", user: { login: "github-actions[bot]", type: "Bot" } });
  expect((await bot("POST", `${root}/issues/1/comments`, { body: { body: "x".repeat(65_537) } })).status).toBe(422);
  const edit = await bot("PATCH", `${root}/issues/comments/${comment.id}`, { body: { body: "Card 2" } });
  expect(edit.json["body"]).toBe("Card 2");
  expect((await api("GET", `${root}/issues/1/comments`)).list).toHaveLength(1);
  const fork = client(github, github.addToken({ login: "x[bot]", kind: "actions", permissions: { contents: "read" } }));
  const refused = await fork("POST", `${root}/issues/1/comments`, { body: { body: "Card" } });
  expect(refused.headers.get("x-accepted-github-permissions")).toBe("issues=write; pull_requests=write");
  expect((await bot("DELETE", `${root}/issues/comments/${comment.id}`)).status).toBe(204);
  await bot("POST", `${root}/issues/1/labels`, { body: { labels: ["promotion"] } });
  expect((await api("GET", `${root}/pulls/1`)).json["labels"]).toMatchObject([{ name: "promotion" }]);
});
