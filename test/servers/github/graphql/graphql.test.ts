import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { client, stop } from "../http/test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let head: string;

const query = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid signature { isValid } } }
}`;
const contents = (text: string) => Buffer.from(text).toString("base64");

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models" });
  head = await github.commit(repository, { files: { a: "old\n", b: "b\n" } });
});

afterEach(() => stop(github));

const commit = (input: object, more: { query?: string; token?: string } = {}) => {
  const token = more.token ?? github.addToken({ login: "registrar[bot]", kind: "app" });
  const whole = {
    branch: { repositoryNameWithOwner: "acme/models", branchName: "main" },
    message: { headline: "Promote churn", body: "To 1.4.0." },
    expectedHeadOid: head,
    fileChanges: { additions: [{ path: "a", contents: contents("new\n") }], deletions: [{ path: "b" }] },
    ...input,
  };
  return client(github, token)("POST", "/graphql", {
    body: { query: more.query ?? query, variables: { input: whole } },
  });
};

const type = async (...given: Parameters<typeof commit>) => (await commit(...given)).json["errors"];

test("all changes land in one verified commit", async () => {
  const { json } = await commit({});
  const oid = (await repository.git.resolve("refs/heads/main")) ?? "";
  expect(json).toEqual({ data: { createCommitOnBranch: { commit: { oid, signature: { isValid: true } } } } });
  const { message, parents } = await repository.git.readCommit(oid);
  expect([message, parents]).toEqual(["Promote churn\n\nTo 1.4.0.", [head]]);
  expect(await repository.git.text(["ls-tree", "--name-only", "main"])).toBe("a");
  const shown = await client(github)("GET", `/repos/acme/models/commits/${oid}`);
  expect(shown.json["commit"]).toMatchObject({ verification: { verified: true } });
});

test("a branch that has moved on is not written: an error in a 200", async () => {
  await github.commit(repository, { files: { c: "c" } });
  const { status, json } = await commit({});
  expect(status).toBe(200);
  expect(json).toMatchObject({
    data: { createCommitOnBranch: null },
    errors: [
      { type: "STALE_DATA", message: `Expected branch to point to "${head}" but it did not.  Pull and try again.` },
    ],
  });
});

test("no branch, no permission, no such file, no such field", async () => {
  const branch = { repositoryNameWithOwner: "acme/models", branchName: "none" };
  expect(await type({ branch })).toMatchObject([{ type: "NOT_FOUND" }]);
  const token = github.addToken({ login: "x[bot]", kind: "app", permissions: { contents: "read" } });
  expect(await type({}, { token })).toMatchObject([{ type: "FORBIDDEN" }]);
  expect(await type({ fileChanges: { deletions: [{ path: "z" }] } })).toMatchObject([{ type: "UNPROCESSABLE" }]);
  const odd = query.replace("oid", "sha");
  expect(await type({}, { query: odd })).toMatchObject([{ message: "Field 'sha' doesn't exist on type 'commit'" }]);
  expect(await repository.git.resolve("refs/heads/main")).toBe(head);
});

test("nothing else is understood, and that is said", async () => {
  const { json } = await commit({}, { query: "query { rateLimit { cost } }" });
  expect(json["errors"]).toMatchObject([{ message: expect.stringContaining("createCommitOnBranch") }]);
});
