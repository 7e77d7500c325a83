import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, startFakeGitHub } from "../index.ts";
import { client, stop } from "./test-client.ts";

let github: FakeGitHub;

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  await github.createRepository({ owner: "acme", name: "open" });
  await github.createRepository({ owner: "acme", name: "secret", private: true });
});

afterEach(() => stop(github));

test("an unknown token is refused everywhere, also where none is needed", async () => {
  const answer = await client(github, "stolen")("GET", "/repos/acme/open");
  expect([answer.status, answer.json["message"]]).toEqual([401, "Bad credentials"]);
});

test("a private repository does not exist for those who may not see it", async () => {
  expect((await client(github)("GET", "/repos/acme/secret")).status).toBe(404);
  const other = github.addToken({ login: "bob", repositories: ["acme/open"] });
  expect((await client(github, other)("GET", "/repos/acme/secret")).status).toBe(404);
  expect((await client(github, other)("GET", "/repos/acme/open")).status).toBe(200);
});

test("a missing permission is named in a header", async () => {
  const token = github.addToken({ login: "registrar[bot]", kind: "app", permissions: { contents: "read" } });
  const answer = await client(github, token)("POST", "/repos/acme/secret/releases", { body: { tag_name: "v1" } });
  expect([answer.status, answer.json["message"]]).toEqual([403, "Resource not accessible by integration"]);
  expect(answer.headers.get("x-accepted-github-permissions")).toBe("contents=write");
});

test("writing without a token asks for one", async () => {
  const answer = await client(github)("POST", "/repos/acme/open/releases", { body: { tag_name: "v1" } });
  expect([answer.status, answer.json["message"]]).toEqual([401, "Requires authentication"]);
});

test("a request without a user agent is turned away", async () => {
  const status = await new Promise((resolve, reject) => {
    request(`${github.apiUrl}/repos/acme/open`, (response) => resolve(response.statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});
