import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../index.ts";
import { type Client, client, stop, upload } from "../http/test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let token: string;
let api: Client;
const releases = "/repos/acme/models/releases";

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models", private: true });
  await github.commit(repository, { files: { "README.md": "models\n" } });
  token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
  api = client(github, token);
});

afterEach(() => stop(github));

const draft = (tag: string, more = {}) =>
  api("POST", releases, { body: { tag_name: tag, draft: true, make_latest: "false", ...more } });

const push = (refspec: string) => repository.git.run(["push", repository.gitDir, refspec]);

test("a draft has no tag and cannot be found by it; publishing makes the tag at its target", async () => {
  const { json: release } = await draft("churn@v1.3.0");
  expect(await repository.git.resolve("refs/tags/churn@v1.3.0")).toBeNull();
  expect((await api("GET", `${releases}/tags/churn%40v1.3.0`)).status).toBe(404);

  const published = await api("PATCH", `${releases}/${release.id}`, {
    body: { tag_name: "churn@v1.3.0", draft: false },
  });
  expect(published.json).toMatchObject({ draft: false, tag_name: "churn@v1.3.0", immutable: false });
  expect((await api("GET", `${releases}/tags/churn%40v1.3.0`)).json.id).toBe(release.id);
  expect(await repository.git.resolve("refs/tags/churn@v1.3.0")).toBe(await repository.git.resolve("refs/heads/main"));
});

test("two drafts may claim one tag, but only one release may have it", async () => {
  const [first, second] = [await draft("churn@v1"), await draft("churn@v1")];
  const publish = { body: { tag_name: "churn@v1", draft: false } };
  expect((await api("PATCH", `${releases}/${first.json.id}`, publish)).status).toBe(200);
  const refused = await api("PATCH", `${releases}/${second.json.id}`, publish);
  expect(refused.status).toBe(422);
  expect(refused.json["errors"]).toEqual([{ resource: "Release", code: "already_exists", field: "tag_name" }]);
});

test("of two publications at once, one wins", async () => {
  const drafts = [await draft("churn@v1"), await draft("churn@v1")];
  const publish = { body: { tag_name: "churn@v1", draft: false } };
  const answers = await Promise.all(drafts.map(({ json }) => api("PATCH", `${releases}/${json.id}`, publish)));
  expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 422]));
});

test("a draft that is updated without its tag name is renamed", async () => {
  const { json: release } = await draft("churn@v1");
  const updated = await api("PATCH", `${releases}/${release.id}`, { body: { body: "Notes" } });
  expect(updated.json["tag_name"]).toMatch(/^untagged-[0-9a-f]{20}$/);
});

test("drafts are hidden from those who cannot push", async () => {
  const { json: release } = await draft("churn@v1");
  const reader = client(github, github.addToken({ login: "bob", permissions: { contents: "read" } }));
  expect((await reader("GET", releases)).list).toEqual([]);
  expect((await reader("GET", `${releases}/${release.id}`)).status).toBe(404);
  expect((await api("GET", releases)).list).toHaveLength(1);
});

test("lists are paged, 30 by default", async () => {
  for (let at = 0; at < 31; at += 1) await draft(`churn@v${at}`);
  const first = await api("GET", releases);
  expect(first.list).toHaveLength(30);
  expect(first.list[0]?.["tag_name"]).toBe("churn@v30");
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect((await api("GET", next)).list.map((release) => release["tag_name"])).toEqual(["churn@v0"]);
});

test("an asset is stored under the name that GitHub makes of it, with size and digest", async () => {
  const { json: release } = await draft("churn@v1");
  const answer = await upload(token, release, "modèle (final).bin", "weights");
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({
    name: "modele.final.bin",
    size: 7,
    state: "uploaded",
    digest: `sha256:${createHash("sha256").update("weights").digest("hex")}`,
  });
  const again = await upload(token, release, "modele~final.bin", "weights");
  expect(again.status).toBe(422);
  expect(again.json["errors"]).toEqual([{ resource: "ReleaseAsset", code: "already_exists", field: "name" }]);
});

test("uploads go to their own origin, with a length and with bytes", async () => {
  const { json: release } = await draft("churn@v1");
  expect((await api("POST", `${releases}/${release.id}/assets?name=a`, { body: "x" })).status).toBe(404);
  expect((await upload(token, release, "empty.bin", "")).json["errors"]).toMatchObject([
    { field: "size", message: "size must be greater than or equal to 1" },
  ]);
  const status = await new Promise((resolve, reject) => {
    const url = release.upload_url.replace(/\{.*$/, "?name=chunked.bin");
    const headers = {
      authorization: `Bearer ${token}`,
      "user-agent": "test",
      "content-type": "application/octet-stream",
    };
    const sending = request(url, { method: "POST", headers }, (response) => resolve(response.statusCode));
    sending.on("error", reject);
    sending.write("no");
    sending.end("length");
  });
  expect(status).toBe(400);
});

test("bytes come from a signed address of a third origin, which refuses a token and serves ranges", async () => {
  const { json: release } = await draft("churn@v1");
  const { json: asset } = await upload(token, release, "model.bin", "0123456789");
  const redirect = await api("GET", `${releases}/assets/${asset.id}`, {
    headers: { accept: "application/octet-stream" },
  });
  expect(redirect.status).toBe(302);
  const location = redirect.headers.get("location") ?? "";
  expect(new URL(location).origin).not.toBe(github.apiUrl);
  expect((await api("GET", location)).status).toBe(400);
  const anonymous = client(github);
  expect((await anonymous("GET", location)).text).toBe("0123456789");
  const part = await anonymous("GET", location, { headers: { range: "bytes=4-" } });
  expect([part.status, part.text, part.headers.get("content-range")]).toEqual([206, "456789", "bytes 4-9/10"]);
  expect((await anonymous("GET", location, { headers: { range: "bytes=10-" } })).status).toBe(416);
});

test("digests can be unknown, and bytes can come without a redirect", async () => {
  repository.assetDigests = false;
  repository.assetDelivery = "direct";
  const { json: release } = await draft("churn@v1");
  const { json: asset } = await upload(token, release, "model.bin", "weights");
  expect(asset["digest"]).toBeNull();
  const accept = { headers: { accept: "application/octet-stream" } };
  expect((await api("GET", `${releases}/assets/${asset.id}`, accept)).text).toBe("weights");
});

test("a published immutable release is locked, and its tag name is burned for ever", async () => {
  repository.immutableReleases = true;
  const { json: release } = await draft("churn@v1");
  const { json: asset } = await upload(token, release, "model.bin", "weights");
  const path = `${releases}/${release.id}`;
  const published = await api("PATCH", path, { body: { tag_name: "churn@v1", draft: false } });
  expect(published.json["immutable"]).toBe(true);

  const late = await upload(token, release, "late.bin", "late");
  expect([late.status, late.json["message"]]).toEqual([422, "Cannot upload assets to an immutable release"]);
  expect((await api("DELETE", `${releases}/assets/${asset.id}`)).status).toBe(422);
  expect((await api("PATCH", path, { body: { draft: true } })).json["errors"]).toMatchObject([
    { message: "state cannot be changed when release is immutable" },
  ]);
  expect((await api("DELETE", "/repos/acme/models/git/refs/tags/churn@v1")).status).toBe(422);
  await expect(push(":refs/tags/churn@v1")).rejects.toThrow(/GH013/);
  expect((await api("PATCH", path, { body: { body: "Better notes", make_latest: "false" } })).status).toBe(200);

  expect((await api("DELETE", path)).status).toBe(204);
  expect((await api("DELETE", "/repos/acme/models/git/refs/tags/churn@v1")).status).toBe(204);
  const { json: second } = await draft("churn@v1");
  const refused = await api("PATCH", `${releases}/${second.id}`, { body: { tag_name: "churn@v1", draft: false } });
  expect(refused.status).toBe(422);
  expect(refused.json["errors"]).toMatchObject([
    { field: "pre_receive" },
    { field: "tag_name", message: "tag_name was used by an immutable release" },
    { message: "Published releases must have a valid tag" },
  ]);
  await expect(push("refs/heads/main:refs/tags/churn@v1")).rejects.toThrow(/GH013/);
});

test("a tag ruleset makes the publish fail and leaves the draft", async () => {
  repository.restrictedTags = /^churn@/;
  const { json: release } = await draft("churn@v1");
  const refused = await api("PATCH", `${releases}/${release.id}`, { body: { tag_name: "churn@v1", draft: false } });
  expect(refused.json["errors"]).toMatchObject([
    { message: expect.stringContaining("creations being restricted") },
    {},
  ]);
  expect((await api("GET", releases)).list).toMatchObject([{ draft: true }]);
});

test("a target whose workflow files differ from the default branch's is a 404 for GITHUB_TOKEN", async () => {
  const target = await github.commit(repository, {
    branch: "old",
    files: { ".github/workflows/ci.yml": "on: push\n" },
  });
  expect((await draft("churn@v1", { target_commitish: target })).status).toBe(404);
  const app = github.addToken({ login: "registrar[bot]", kind: "app" });
  const body = { tag_name: "churn@v1", draft: true, target_commitish: target };
  expect((await client(github, app)("POST", releases, { body })).status).toBe(201);
});

test("on Enterprise Server nothing points to github.com's addresses", async () => {
  const body = { tag_name: "churn@v1", draft: true };
  const { json: release } = await api("POST", releases, { body, baseUrl: github.enterpriseApiUrl });
  expect(release["url"]).toBe(`${github.enterpriseApiUrl}${releases}/${release.id}`);
  expect(new URL(release.upload_url).pathname).toMatch(/^\/api\/uploads\/repos\//);
  const { json: asset } = await upload(token, release, "model.bin", "weights");
  expect(asset["url"]).toBe(`${github.enterpriseApiUrl}${releases}/assets/${asset.id}`);
});
