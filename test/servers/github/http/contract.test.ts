import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { client, stop } from "./test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let head: string;
const at = { owner: "acme", repo: "models" };

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models", private: true });
  head = await github.commit(repository, { files: { "a.yaml": "version: 1\n", "sub/b.yaml": "b\n" } });
});

afterEach(() => stop(github));

const octokit = (login: string, kind: "user" | "app") =>
  new Octokit({ baseUrl: github.apiUrl, auth: github.addToken({ login, kind }) });

async function workWithGit({ rest }: Octokit): Promise<void> {
  await rest.repos.get(at);
  const { data: blob } = await rest.git.createBlob({ ...at, content: "version: 2\n" });
  await rest.git.getBlob({ ...at, file_sha: blob.sha });
  const entry = { path: "a.yaml", mode: "100644", type: "blob", sha: blob.sha } as const;
  const { data: tree } = await rest.git.createTree({ ...at, base_tree: head, tree: [entry] });
  await rest.git.getTree({ ...at, tree_sha: tree.sha, recursive: "true" });
  const { data: commit } = await rest.git.createCommit({ ...at, message: "m", tree: tree.sha, parents: [head] });
  await rest.git.getCommit({ ...at, commit_sha: commit.sha });
  await rest.git.createRef({ ...at, ref: "refs/heads/promote", sha: head });
  await rest.git.updateRef({ ...at, ref: "heads/promote", sha: commit.sha });
  await rest.git.getRef({ ...at, ref: "heads/promote" });
  await rest.git.listMatchingRefs({ ...at, ref: "heads/" });
  const { data: tag } = await rest.git.createTag({ ...at, tag: "t", message: "t", object: head, type: "commit" });
  await rest.git.getTag({ ...at, tag_sha: tag.sha });
  await rest.git.createRef({ ...at, ref: "refs/tags/t", sha: tag.sha });
  await rest.repos.listTags(at);
  await rest.git.deleteRef({ ...at, ref: "tags/t" });
  await rest.repos.listBranches(at);
  await rest.repos.getBranch({ ...at, branch: "promote" });
  await rest.repos.listCommits({ ...at, path: "a.yaml", per_page: 10 });
  await rest.repos.getCommit({ ...at, ref: "promote" });
  await rest.repos.compareCommitsWithBasehead({ ...at, basehead: "main...promote" });
  await rest.repos.getContent({ ...at, path: "" });
  await rest.repos.getContent({ ...at, path: "a.yaml" });
  const { data: put } = await rest.repos.createOrUpdateFileContents({
    ...at,
    path: "c.yaml",
    message: "c",
    content: Buffer.from("c").toString("base64"),
  });
  await rest.repos.deleteFile({ ...at, path: "c.yaml", message: "c", sha: put.content?.sha ?? "" });
}

async function release({ rest }: Octokit): Promise<void> {
  const tag = "churn@v1";
  const { data: draft } = await rest.repos.createRelease({ ...at, tag_name: tag, draft: true, make_latest: "false" });
  const upload = (name: string) =>
    rest.repos.uploadReleaseAsset({
      ...at,
      release_id: draft.id,
      url: draft.upload_url,
      name,
      data: "bytes",
      headers: { "content-type": "application/octet-stream" },
    });
  const { data: asset } = await upload("model.bin");
  const { data: other } = await upload("other.bin");
  await rest.repos.listReleaseAssets({ ...at, release_id: draft.id });
  await rest.repos.getReleaseAsset({ ...at, asset_id: asset.id });
  const accept = { headers: { accept: "application/octet-stream" } };
  const { data: bytes } = await rest.repos.getReleaseAsset({ ...at, asset_id: asset.id, ...accept });
  expect(Buffer.from(bytes as unknown as ArrayBuffer).toString()).toBe("bytes");
  await rest.repos.updateReleaseAsset({ ...at, asset_id: asset.id, label: "The model" });
  await rest.repos.deleteReleaseAsset({ ...at, asset_id: other.id });
  await rest.repos.updateRelease({ ...at, release_id: draft.id, tag_name: tag, draft: false, make_latest: "true" });
  await rest.repos.getRelease({ ...at, release_id: draft.id });
  await rest.repos.getReleaseByTag({ ...at, tag });
  await rest.repos.getLatestRelease(at);
  await rest.repos.listReleases(at);
  await rest.repos.deleteRelease({ ...at, release_id: draft.id });
}

async function discuss({ rest }: Octokit, person: Octokit): Promise<void> {
  const { data: pull } = await rest.pulls.create({ ...at, title: "Promote", head: "promote", base: "main", body: "" });
  const { number: pull_number } = pull;
  const { number: issue_number } = pull;
  await rest.pulls.list({ ...at, state: "all", head: "acme:promote" });
  await rest.pulls.update({ ...at, pull_number, body: "Card" });
  await rest.pulls.listFiles({ ...at, pull_number });
  await rest.pulls.listCommits({ ...at, pull_number });
  await rest.pulls.requestReviewers({ ...at, pull_number, reviewers: ["dana"] });
  const { data: review } = await person.rest.pulls.createReview({ ...at, pull_number, event: "APPROVE" });
  await rest.pulls.listReviews({ ...at, pull_number });
  await rest.pulls.getReview({ ...at, pull_number, review_id: review.id });
  await rest.pulls.dismissReview({ ...at, pull_number, review_id: review.id, message: "Changed" });
  await rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: pull.head.sha });
  await rest.pulls.get({ ...at, pull_number });
  await rest.pulls.get({ ...at, pull_number });
  await rest.pulls.merge({ ...at, pull_number, sha: pull.head.sha });
  await rest.pulls.checkIfMerged({ ...at, pull_number });
  const { data: comment } = await rest.issues.createComment({ ...at, issue_number, body: "Card" });
  const { id: comment_id } = comment;
  await rest.issues.getComment({ ...at, comment_id });
  await rest.issues.updateComment({ ...at, comment_id, body: "Card 2" });
  await rest.issues.listComments({ ...at, issue_number });
  await rest.issues.deleteComment({ ...at, comment_id });
  await rest.issues.addLabels({ ...at, issue_number, labels: ["promotion"] });
  await rest.issues.listLabelsOnIssue({ ...at, issue_number });
  await rest.issues.removeLabel({ ...at, issue_number, name: "promotion" });
  await rest.issues.create({ ...at, title: "Drift", body: "b", labels: ["drift"] });
  await rest.issues.update({ ...at, issue_number: issue_number + 1, state: "closed" });
  await rest.issues.get({ ...at, issue_number });
  await rest.issues.listForRepo({ ...at, state: "all" });
}

async function report({ rest }: Octokit): Promise<void> {
  await rest.repos.createCommitStatus({ ...at, sha: head, state: "success", context: "registry" });
  await rest.repos.getCombinedStatusForRef({ ...at, ref: "main" });
  await rest.repos.listCommitStatusesForRef({ ...at, ref: head });
  const annotation = { path: "a.yaml", start_line: 1, end_line: 1, annotation_level: "notice", message: "m" } as const;
  const output = { title: "t", summary: "s", annotations: [annotation] };
  const { data: run } = await rest.checks.create({ ...at, name: "registry", head_sha: head, output });
  await rest.checks.update({ ...at, check_run_id: run.id, status: "completed", conclusion: "success" });
  await rest.checks.get({ ...at, check_run_id: run.id });
  await rest.checks.listAnnotations({ ...at, check_run_id: run.id });
  await rest.checks.listForRef({ ...at, ref: head });
  const safe = { auto_merge: false, required_contexts: [] };
  const { data: deployment } = await rest.repos.createDeployment({ ...at, ref: "main", ...safe });
  if (!("id" in deployment)) throw new Error("The deployment was merged instead of made.");
  const deployment_id = deployment.id;
  await rest.repos.createDeploymentStatus({ ...at, deployment_id, state: "success" });
  await rest.repos.getDeployment({ ...at, deployment_id });
  await rest.repos.listDeployments({ ...at, task: "deploy" });
  await rest.repos.listDeploymentStatuses({ ...at, deployment_id });
  await rest.repos.getAllEnvironments(at);
}

async function administer({ rest, request }: Octokit, person: Octokit): Promise<void> {
  github.addTeam({ organization: "acme", slug: "growth-ml", members: ["dana"] });
  repository.collaborators.set("dana", "write");
  repository.branchRules.push({ branch: "main", type: "pull_request" }, { branch: "main", type: "merge_queue" });
  repository.protections.set("main", { enforce_admins: { url: `${github.apiUrl}/x`, enabled: true } });
  await rest.repos.getBranchRules({ ...at, branch: "main" });
  repository.tagRulesets.push({
    name: "versions",
    include: ["refs/tags/*@v*"],
    rules: [{ type: "update", parameters: { update_allows_fetch_and_merge: false } }, { type: "deletion" }],
    bypassActors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  });
  const { data: rulesets } = await rest.repos.getRepoRulesets(at);
  for (const { id } of rulesets) await rest.repos.getRepoRuleset({ ...at, ruleset_id: id });
  await rest.repos.getBranchProtection({ ...at, branch: "main" });
  await rest.actions.getGithubActionsPermissionsRepository(at);
  await github.commit(repository, { files: { ".github/workflows/registry.yml": "on: push\n" } });
  await rest.actions.listRepoWorkflows(at);
  repository.actions.allowedActions = "selected";
  await rest.actions.getAllowedActionsRepository(at);
  const allowed = { can_approve_pull_request_reviews: true };
  await rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({ ...at, ...allowed });
  await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at);
  await request("PUT /repos/{owner}/{repo}/immutable-releases", at);
  await request("GET /repos/{owner}/{repo}/immutable-releases", at);
  await request("DELETE /repos/{owner}/{repo}/immutable-releases", at);
  await rest.repos.codeownersErrors(at);
  await rest.repos.getCollaboratorPermissionLevel({ ...at, username: "dana" });
  const team = { org: "acme", team_slug: "growth-ml" };
  await rest.teams.listMembersInOrg(team);
  await rest.teams.getMembershipForUserInOrg({ ...team, username: "dana" });
  await person.rest.users.getAuthenticated();
  await rest.users.getByUsername({ username: "dana" });
  await rest.rateLimit.get();
}

test("every operation, called as Octokit calls it, is asked and answered as GitHub describes it", async () => {
  const app = octokit("registrar[bot]", "app");
  const person = octokit("dana", "user");
  await workWithGit(app);
  await release(app);
  await discuss(app, person);
  await report(app);
  await administer(app, person);
  expect(github.contractViolations).toEqual([]);

  const { operations } = JSON.parse(await readFile(join(import.meta.dirname, "openapi.json"), "utf8")) as {
    operations: Record<string, unknown>;
  };
  const succeeded = new Set(github.requests.filter(({ status }) => (status ?? 500) < 400).map((one) => one.operation));
  expect(Object.keys(operations).filter((operation) => !succeeded.has(operation))).toEqual([]);
});

test("a request that GitHub does not describe is noticed", async () => {
  const api = client(github, github.addToken({ login: "dana" }));
  await api("GET", "/repos/acme/models/releases?per_page=ten&pages=2");
  await api("POST", "/repos/acme/models/releases", { body: { tag_name: "v1", draft: "yes", latest: true } });
  expect(github.contractViolations).toMatchObject([
    { side: "request", message: expect.stringContaining("per_page must be integer") },
    { side: "request", message: "the parameter pages is not described" },
    { side: "request", message: expect.stringContaining("body/draft must be boolean") },
    { side: "request", message: "body/latest is not described" },
  ]);
});
