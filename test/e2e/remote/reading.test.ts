import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRegistry } from "../../../operations/deliver/open-registry.ts";
import { createReleaseWorld } from "../../contracts/stores/release-world.ts";
import { REGISTRY, type RemoteWorld, createRemoteWorld, stageFile, versionFile } from "./world.ts";

const HERE = ["-C", "github:acme/models"];
const AT = "registry/models/churn";

async function createRegistryWorld(options: Parameters<typeof createRemoteWorld>[0] = {}): Promise<RemoteWorld> {
  const world = await createRemoteWorld(options);
  await world.github.commit(world.repository, { files: REGISTRY });
  return world;
}

const resolveAnonymously = ({ workspace, github }: RemoteWorld) =>
  workspace.modelyardWith({ GITHUB_API_URL: github.apiUrl }, "resolve", "churn@production", ...HERE);

describe("resolve without a clone", () => {
  test("a stage costs two requests: its file, then the version's and its withdrawal at once", async () => {
    const world = await createRegistryWorld({ private: true, checkContract: true });
    expect(await world.modelyard("resolve", "churn@production", ...HERE)).toMatchObject({
      exitCode: 0,
      stdout: "1.0.0\n",
    });
    expect(world.newRequests()).toEqual(["POST /graphql", "POST /graphql"]);
    expect(world.github.contractViolations).toEqual([]);
  });

  test("without a token, or where there is no GraphQL, files come one by one", async () => {
    const world = await createRegistryWorld();
    expect(await resolveAnonymously(world)).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
    expect(world.newRequests()).toEqual([
      `GET /repos/acme/models/contents/${AT}/stages/production.yaml`,
      expect.stringContaining("GET /repos/acme/models/contents/"),
      expect.stringContaining("GET /repos/acme/models/contents/"),
    ]);
    world.github.faults.add({ when: { path: /graphql/ }, do: { status: 404, body: { message: "Not Found" } } });
    expect(await world.modelyard("resolve", "churn@production", ...HERE)).toMatchObject({ stdout: "1.0.0\n" });
  });

  test("what has not changed is not sent again without a token, and what has is", async () => {
    const world = await createRegistryWorld();
    await resolveAnonymously(world);
    await resolveAnonymously(world);
    const [first, again] = world.github.requests.filter(({ path }) => path.includes("/stages/"));
    expect([first?.status, again?.status]).toEqual([200, 304]);
    await world.github.commit(world.repository, {
      files: { [`${AT}/stages/production.yaml`]: stageFile("production", "1.1.0") },
    });
    expect(await resolveAnonymously(world)).toMatchObject({ stdout: "1.1.0\n" });
  });

  test("a damaged answer in the cache is as if it were not there", async () => {
    const world = await createRegistryWorld();
    await resolveAnonymously(world);
    const cache = join(world.workspace.folder, ".cache/answers");
    const files = (await readdir(cache, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      await writeFile(path, (await readFile(path, "utf8")).replaceAll("1.0.0", "1.1.0"));
    }
    expect(await resolveAnonymously(world)).toMatchObject({ stdout: "1.0.0\n" });
    for (const { parentPath, name } of files) await writeFile(join(parentPath, name), "not ours");
    expect(await resolveAnonymously(world)).toMatchObject({ stdout: "1.0.0\n" });
  });

  test("a cache that cannot be written is no failure", async () => {
    const world = await createRegistryWorld();
    await world.workspace.write("blocked", "a file where the cache's folder would be");
    const environment = {
      GITHUB_API_URL: world.github.apiUrl,
      GITHUB_TOKEN: world.token,
      MODELYARD_CACHE: join(world.workspace.folder, "blocked"),
    };
    const ran = await world.workspace.modelyardWith(environment, "resolve", "churn@production", ...HERE);
    expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
  });

  test("a yanked version is refused as it is in a clone, and a deprecated one warned about", async () => {
    const world = await createRegistryWorld();
    await world.github.commit(world.repository, { files: { [`${AT}/status/1.0.0.yaml`]: statusFile("yanked") } });
    const refused = await world.modelyard("resolve", "churn@production", ...HERE);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("churn 1.0.0 is yanked: Leaked labels.");
    await world.github.commit(world.repository, { files: { [`${AT}/status/1.0.0.yaml`]: statusFile("deprecated") } });
    const warned = await world.modelyard("resolve", "churn@production", ...HERE);
    expect(warned).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
    expect(warned.stderr).toContain("churn 1.0.0 is deprecated");
  });

  test("a branch, a tag and a commit can be named, and ranges are looked up", async () => {
    const world = await createRegistryWorld();
    const first = (await world.repository.git.resolve("refs/heads/main")) ?? "";
    await world.github.commit(world.repository, {
      branch: "next",
      files: { [`${AT}/stages/production.yaml`]: stageFile("production", "1.1.0") },
    });
    const at = async (ref: string, reference = "churn@production") =>
      (await world.modelyard("resolve", reference, "-C", `github:acme/models@${ref}`)).stdout;
    expect([await at("next"), await at("main"), await at(first)]).toEqual(["1.1.0\n", "1.0.0\n", "1.0.0\n"]);
    expect(await at("next", "churn@^1.0")).toBe("1.1.0\n");
    expect(await at("next", "churn@latest")).toBe("1.1.0\n");
  });

  test("an Enterprise Server is asked under its own address", async () => {
    const world = await createRegistryWorld();
    const words = ["resolve", "churn@production", ...HERE, "--api-url", world.github.enterpriseApiUrl];
    const ran = await world.workspace.modelyardWith({ GITHUB_TOKEN: world.token }, ...words);
    expect(ran).toMatchObject({ exitCode: 0, stdout: "1.0.0\n" });
  });
});

describe("symbolic links", () => {
  test("are not followed, listed or not", async () => {
    const world = await createRegistryWorld();
    const { git } = world.repository;
    const link = await git.writeBlob("../versions/1.0.0.yaml");
    const main = (await git.resolve("refs/heads/main")) ?? "";
    const other = await git.writeBlob(stageFile("production", "1.1.0"));
    const tree = await git.writeTree(main, [
      { path: `${AT}/versions/1.2.0.yaml`, mode: "120000", sha: link },
      { path: `${AT}/stages/production.yaml`, mode: "120000", sha: await git.writeBlob("../other.yaml") },
      { path: `${AT}/other.yaml`, mode: "100644", sha: other },
    ]);
    const by = { name: "alice", email: "alice@example.com", date: "2026-07-01T00:00:00Z" };
    const commit = await git.writeCommit({ tree, parents: [main], author: by, committer: by, message: "Link\n" });
    await git.setRef("refs/heads/main", commit);
    expect((await world.modelyard("resolve", "churn@1.2.0", ...HERE)).exitCode).not.toBe(0);
    // A single file, which nothing has listed.
    expect(await world.modelyard("resolve", "churn@production", ...HERE)).toMatchObject({ exitCode: 1, stdout: "" });
    expect(await world.modelyard("resolve", "churn@latest", ...HERE)).toMatchObject({ stdout: "1.1.0\n" });
  });
});

describe("show without a clone", () => {
  test("lists what there is, and asks again only for what may have changed", async () => {
    const world = await createRegistryWorld();
    const shown = await world.modelyard("show", ...HERE);
    expect(shown.stdout).toContain("churn");
    expect(shown.stdout).toMatch(/churn +– +1\.0\.0 +2 +@alice/);
    world.newRequests();
    expect((await world.modelyard("show", ...HERE)).stdout).toBe(shown.stdout);
    const again = world.newRequests();
    expect(again.filter((request) => request.includes("/git/"))).toEqual(["GET /repos/acme/models/git/trees/HEAD"]);
    expect((await world.modelyard("show", "churn", ...HERE)).stdout).toContain("1.1.0");
  });

  test("a listing that GitHub cuts short is completed folder by folder", async () => {
    const world = await createRegistryWorld();
    world.repository.listedEntries = 4;
    expect((await world.modelyard("show", "churn", ...HERE)).stdout).toMatch(/1\.1\.0[^]*1\.0\.0/);
  });
});

test("pull fetches a published version from releases without a clone", async () => {
  const world = await createReleaseWorld({ private: true });
  // The world's store splits at a few bytes, which the command line does not: an unsplit version is published here.
  const reader = (await openRegistry(world.workspace.folder)).reader;
  expect(await reader.models()).toEqual(["churn"]);
  const environment = {
    GITHUB_API_URL: world.github.apiUrl,
    GITHUB_TOKEN: world.token,
    GITHUB_REPOSITORY: "acme/models",
  };
  const published = await world.workspace.modelyardWith(environment, "publish", "--from", "out");
  expect(published.stderr + published.stdout).toContain("1 published");
  const { GITHUB_REPOSITORY: _, ...elsewhere } = environment;
  const words = ["pull", "churn@1.0.0", "-C", "github:acme/models", "-o", "model"];
  expect(await world.workspace.modelyardWith(elsewhere, ...words)).toMatchObject({ exitCode: 0 });
  expect(await world.workspace.read("model/bundle/weights.bin")).toBe("some weights");
});

async function say(world: RemoteWorld, environment: NodeJS.ProcessEnv, at = "github:acme/models") {
  const more = { GITHUB_API_URL: world.github.apiUrl, ...environment };
  const { exitCode, stderr } = await world.workspace.modelyardWith(more, "resolve", "churn@production", "-C", at);
  return { exitCode, stderr };
}

function statusFile(status: string): string {
  return `schema: status/1\nmodel: churn\nversion: "1.0.0"\nstatus: ${status}\nreason: Leaked labels.\n`;
}

describe("clear words", () => {
  test("for a wrong token, a private repository and an unknown one", async () => {
    const world = await createRegistryWorld({ private: true });
    expect(await say(world, { GITHUB_TOKEN: "wrong" })).toEqual({
      exitCode: 4,
      stderr: expect.stringContaining("The token is wrong or has expired"),
    });
    expect((await say(world, {})).stderr).toContain("A private repository needs a token");
    expect((await say(world, { GITHUB_TOKEN: world.token }, "github:acme/model")).stderr).toContain(
      "Check the name acme/model",
    );
  });

  test("for an unknown branch, a repository without a registry, and text that is no location", async () => {
    const world = await createRemoteWorld();
    await world.github.commit(world.repository, { files: { "README.md": "Hello\n" } });
    const withToken = { GITHUB_TOKEN: world.token };
    const unknown = await say(world, withToken, "github:acme/models@nowhere");
    expect(unknown).toEqual({ exitCode: 2, stderr: expect.stringContaining("no branch, tag or commit nowhere") });
    expect((await say(world, withToken)).stderr).toContain("There is no registry in github:acme/models");
    const wrong = await say(world, withToken, "github:acme");
    expect(wrong).toEqual({ exitCode: 2, stderr: expect.stringContaining("github:OWNER/NAME@REF") });
  });

  test("for a used up rate limit, with a token and without", async () => {
    const world = await createRegistryWorld();
    const poor = world.github.addToken({ login: "dana", rateLimit: 0 });
    const told = await say(world, { GITHUB_TOKEN: poor });
    expect(told.exitCode).toBe(4);
    expect(told.stderr).toMatch(/used up until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  });

  test("for a command that needs a clone", async () => {
    const world = await createRegistryWorld();
    const ran = await world.modelyard("publish", ...HERE);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("works in a clone") });
    expect(world.newRequests()).toEqual([]);
  });
});

test("the library opens the same places", async () => {
  const world = await createRegistryWorld();
  const environment = {
    GITHUB_API_URL: world.github.apiUrl,
    GITHUB_TOKEN: world.token,
    MODELYARD_CACHE: world.workspace.folder,
  };
  await world.github.commit(world.repository, {
    branch: "next",
    files: { [`${AT}/versions/2.0.0.yaml`]: versionFile("2.0.0") },
  });
  const registry = await openRegistry("github:acme/models@next", { environment });
  expect(await registry.resolve("churn@latest")).toMatchObject({ version: "2.0.0" });
  const main = await openRegistry("github:acme/models", { environment });
  expect(await main.resolve("churn@latest")).toMatchObject({ version: "1.1.0" });
});
