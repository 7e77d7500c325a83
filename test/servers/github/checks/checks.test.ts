import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { type Client, client, stop } from "../http/test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let head: string;
let api: Client;
const root = "/repos/acme/models";

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models" });
  head = await github.commit(repository, { files: { "README.md": "models\n" } });
  api = client(github, github.addToken({ login: "registrar[bot]", kind: "app" }));
});

afterEach(() => stop(github));

const annotations = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    path: "a.yaml",
    start_line: at + 1,
    end_line: at + 1,
    annotation_level: "failure",
    message: "wrong",
  }));

test("the newest status of each context counts", async () => {
  const post = (state: string, context: string) =>
    api("POST", `${root}/statuses/${head}`, { body: { state, context, description: "d" } });
  await post("pending", "registry");
  await post("success", "tests");
  const combined = async () => (await api("GET", `${root}/commits/main/status`)).json;
  expect(await combined()).toMatchObject({ state: "pending", total_count: 2 });
  await post("success", "registry");
  expect(await combined()).toMatchObject({ state: "success", total_count: 2 });
  expect((await api("GET", `${root}/commits/${head}/statuses`)).list).toHaveLength(3);
});

test("check runs are for apps, 50 annotations a request, and updates add to them", async () => {
  const body = { name: "registry", head_sha: head, output: { title: "t", summary: "s", annotations: annotations(50) } };
  const person = client(github, github.addToken({ login: "dana" }));
  expect((await person("POST", `${root}/check-runs`, { body })).status).toBe(403);
  const { json: run } = await api("POST", `${root}/check-runs`, { body });
  const update = (count: number) =>
    api("PATCH", `${root}/check-runs/${run.id}`, {
      body: { conclusion: "failure", output: { title: "t", summary: "s", annotations: annotations(count) } },
    });
  expect((await update(51)).status).toBe(422);
  expect((await update(3)).json).toMatchObject({ status: "completed", output: { annotations_count: 53 } });
  expect((await api("GET", `${root}/check-runs/${run.id}/annotations?per_page=100`)).list).toHaveLength(53);
  expect((await api("GET", `${root}/commits/main/check-runs`)).json).toMatchObject({ total_count: 1 });
});

test("a deployment's defaults are dangerous: they merge, and they want every status", async () => {
  const old = head;
  await github.commit(repository, { files: { a: "a" } });
  const deploy = (more = {}) =>
    api("POST", `${root}/deployments`, { body: { ref: old, environment: "staging", ...more } });
  expect((await deploy()).status).toBe(202);
  await api("POST", `${root}/statuses/${old}`, { body: { state: "pending", context: "registry" } });
  expect((await deploy({ auto_merge: false })).status).toBe(409);
  const safe = { auto_merge: false, required_contexts: [], task: "deploy:churn" };
  const first = await deploy(safe);
  const second = await deploy(safe);
  expect(first.status).toBe(201);
  const finish = (id: number) => api("POST", `${root}/deployments/${id}/statuses`, { body: { state: "success" } });
  await finish(first.json.id);
  await finish(second.json.id);
  const states = (await api("GET", `${root}/deployments/${first.json.id}/statuses`)).list.map((one) => one["state"]);
  expect(states).toEqual(["inactive", "success"]);
  expect((await api("GET", `${root}/deployments?task=deploy:churn`)).list).toHaveLength(2);
  expect((await api("GET", `${root}/deployments?task=deploy:fraud`)).list).toHaveLength(0);
});

test("teams, roles and settings are seen by those who may", async () => {
  github.addTeam({ organization: "acme", slug: "growth-ml", members: ["alice", "dana"] });
  repository.collaborators.set("dana", "maintain");
  const members = "/orgs/acme/teams/growth-ml/members";
  expect((await api("GET", members)).list.map((user) => user["login"])).toEqual(["alice", "dana"]);
  const actions = client(github, github.addToken({ login: "github-actions[bot]", kind: "actions" }));
  expect((await actions("GET", members)).status).toBe(403);
  const person = client(github, github.addToken({ login: "bob", permissions: { contents: "read" } }));
  expect((await person("GET", members)).status).toBe(404);
  expect((await actions("GET", `${root}/collaborators/dana/permission`)).json).toMatchObject({
    permission: "write",
    role_name: "maintain",
  });
  repository.branchRules.push({
    branch: "main",
    type: "pull_request",
    parameters: { required_approving_review_count: 1 },
  });
  expect((await actions("GET", `${root}/rules/branches/main`)).list).toMatchObject([{ type: "pull_request" }]);
  expect((await actions("GET", `${root}/actions/permissions/workflow`)).status).toBe(403);
  const settings = await api("GET", `${root}/actions/permissions/workflow`);
  expect(settings.json).toEqual({ default_workflow_permissions: "read", can_approve_pull_request_reviews: false });
  expect((await api("GET", `${root}/branches/main/protection`)).status).toBe(404);
  expect((await person("GET", "/user")).json["login"]).toBe("bob");
  expect((await actions("GET", "/user")).status).toBe(403);
  expect((await actions("GET", "/rate_limit")).json["rate"]).toMatchObject({ limit: 1000 });
});
