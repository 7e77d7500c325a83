import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type Repository, secondaryRateLimit, startFakeGitHub } from "../index.ts";
import { type Client, client, stop, upload } from "./test-client.ts";

let github: FakeGitHub;
let repository: Repository;
let token: string;
let api: Client;
const releases = "/repos/acme/models/releases";
const cut = "fetch failed";

beforeEach(async () => {
  github = await startFakeGitHub({ checkContract: true });
  repository = await github.createRepository({ owner: "acme", name: "models" });
  await github.commit(repository, { files: { "README.md": "models\n" } });
  token = github.addToken({ login: "dana" });
  api = client(github, token);
});

afterEach(() => stop(github));

const draft = (tag: string) => api("POST", releases, { body: { tag_name: tag, draft: true } });
const tags = async () => (await api("GET", releases)).list.map((release) => release["tag_name"]);

test("a status can be ordered for one request; nothing happens then", async () => {
  github.faults.add({ when: { method: "POST", path: /\/releases$/, nth: 2 }, do: { status: 502 } });
  expect((await draft("a")).status).toBe(201);
  expect((await draft("b")).status).toBe(502);
  expect((await draft("c")).status).toBe(201);
  expect(await tags()).toEqual(["c", "a"]);
});

test("an answer can be lost although the request had its effect", async () => {
  github.faults.add({ when: { method: "POST", nth: 1 }, do: "lost-answer" });
  await expect(draft("a")).rejects.toThrow(cut);
  expect(await tags()).toEqual(["a"]);
  expect(github.requests.map(({ method, status }) => [method, status])).toEqual([
    ["POST", null],
    ["GET", 200],
  ]);
});

test("an answer can be late", async () => {
  github.faults.add({ when: { method: "POST", nth: 1 }, do: { delayMs: 1000 } });
  const answered: string[] = [];
  const note = (name: string) => () => answered.push(name);
  await Promise.all([draft("late").then(note("late")), draft("early").then(note("early"))]);
  expect(answered).toEqual(["early", "late"]);
  expect(await tags()).toEqual(["late", "early"]);
});

test("a connection can be cut before anything happens", async () => {
  github.faults.add({ when: { method: "POST", nth: 1 }, do: { cut: "before" } });
  await expect(draft("a")).rejects.toThrow(cut);
  expect(await tags()).toEqual([]);
});

test("an upload that fails leaves a starter, which blocks its name until it is deleted", async () => {
  const { json: release } = await draft("a");
  github.faults.add({ when: { server: "uploads", nth: 1 }, do: "starter-asset" });
  expect((await upload(token, release, "model.bin", "weights")).status).toBe(502);
  const { list: assets } = await api("GET", `${releases}/${release.id}/assets`);
  expect(assets).toMatchObject([{ name: "model.bin", state: "starter", size: 0, digest: null }]);
  expect((await upload(token, release, "model.bin", "weights")).status).toBe(422);
  expect((await api("DELETE", `${releases}/assets/${assets[0]?.id}`)).status).toBe(204);
  expect((await upload(token, release, "model.bin", "weights")).status).toBe(201);
});

test("an upload can be cut in the middle, or arrive changed", async () => {
  const { json: release } = await draft("a");
  github.faults.add({ when: { server: "uploads", nth: 1 }, do: { cut: "while-receiving", bytes: 1000 } });
  await expect(upload(token, release, "cut.bin", Buffer.alloc(2_000_000))).rejects.toThrow(cut);
  github.faults.add({ when: { server: "uploads" }, do: "corrupt-upload" });
  const changed = await upload(token, release, "changed.bin", "weights");
  const clean = await (async () => {
    github.faults.clear();
    return upload(token, release, "clean.bin", "weights");
  })();
  expect(changed.json["digest"]).not.toBe(clean.json["digest"]);
  expect((await api("GET", `${releases}/${release.id}/assets`)).list).toMatchObject([
    { name: "cut.bin", state: "starter" },
    { name: "changed.bin", state: "uploaded" },
    { name: "clean.bin", state: "uploaded" },
  ]);
});

test("a download can end early, and go on from there", async () => {
  const { json: release } = await draft("a");
  const { json: asset } = await upload(token, release, "model.bin", Buffer.alloc(300_000, "x"));
  github.faults.add({ when: { server: "assets", nth: 1 }, do: { cut: "after-bytes", bytes: 100_000 } });
  const accept = { headers: { accept: "application/octet-stream" } };
  const location = (await api("GET", `${releases}/assets/${asset.id}`, accept)).headers.get("location") ?? "";
  let received = 0;
  const reading = async () => {
    const response = await fetch(location);
    for await (const chunk of response.body ?? []) received += chunk.length;
  };
  await expect(reading()).rejects.toThrow("terminated");
  expect(received).toBe(100_000);
  const rest = await client(github)("GET", location, { headers: { range: `bytes=${received}-` } });
  expect(rest.text.length).toBe(200_000);
});

test("after a number of calls every connection is cut, until it resumes", async () => {
  github.cutAfter(2, { loseLastAnswer: true });
  expect((await draft("a")).status).toBe(201);
  await expect(draft("b")).rejects.toThrow(cut);
  await expect(draft("c")).rejects.toThrow(cut);
  github.resume();
  expect(await tags()).toEqual(["b", "a"]);
});

test("rate limits: what is left is said, and nothing is served when nothing is", async () => {
  expect((await api("GET", releases)).headers.get("x-ratelimit-remaining")).toBe("4999");
  const { headers } = await api("GET", releases);
  const unchanged = await api("GET", releases, { headers: { "if-none-match": headers.get("etag") ?? "" } });
  expect([unchanged.status, unchanged.headers.get("x-ratelimit-remaining")]).toEqual([304, "4998"]);
  github.faults.add({ when: { method: "POST" }, do: secondaryRateLimit(3) });
  const limited = await draft("a");
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([403, "3"]);
  const poor = github.addToken({ login: "dana", rateLimit: 1 });
  await client(github, poor)("GET", releases);
  const empty = await client(github, poor)("GET", releases);
  expect([empty.status, empty.headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
});
