import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ArtifactCache } from "../../../adapters/cache/artifact-cache.ts";
import { openFolder } from "../../../adapters/trees/folder.ts";
import { RegistryReader } from "../../../core/registry/registry-reader.ts";
import { pull } from "../../../operations/deliver/pull.ts";
import { resolve } from "../../../operations/deliver/resolve.ts";
import { publish } from "../../../operations/publish/publish.ts";
import { Hold, secondaryRateLimit } from "../../servers/github/index.ts";
import { client } from "../../servers/github/http/test-client.ts";
import { enter } from "../../support/ledger.ts";
import { type Ran, program, testEnvironment } from "../../support/workspace.ts";
import { type ReleaseWorld, createReleaseWorld } from "./release-world.ts";

const NAMES = [
  "SHA256SUMS",
  "bundle--data--large.bin.part-0001",
  "bundle--data--large.bin.part-0002",
  "bundle--data--large.bin.part-0003",
  "bundle--weights.bin",
  "version.yaml",
];

async function pullInto(world: ReleaseWorld, name: string) {
  const { folder } = world.workspace;
  const reader = new RegistryReader(openFolder(folder));
  return pull({
    reader,
    store: world.store(),
    cache: new ArtifactCache(join(folder, ".cache", name)),
    resolved: await resolve(reader, "churn@1.0.0"),
    output: join(folder, name),
  });
}

/** Exactly one release, published, with exactly the right assets, on the merge commit's annotated tag. */
async function expectPublished(world: ReleaseWorld): Promise<void> {
  const { releases, tag } = (await world.endState()) as {
    releases: { isDraft: boolean; tagName: string; assets: { name: string; state: string; text: string }[] }[];
    tag: string;
  };
  expect(releases.map(({ tagName, isDraft }) => ({ tagName, isDraft }))).toEqual([
    { tagName: "churn@v1.0.0", isDraft: false },
  ]);
  const assets = releases[0]?.assets ?? [];
  expect(assets.map(({ name }) => name)).toEqual(NAMES);
  expect(assets.every(({ state }) => state === "uploaded")).toBe(true);
  const sums = assets[0]?.text.trim().split("\n") ?? [];
  for (const line of sums) {
    const [digest, name] = line.split("  ");
    const asset = assets.find((each) => each.name === name);
    expect(
      createHash("sha256")
        .update(asset?.text ?? "")
        .digest("hex"),
    ).toBe(digest);
  }
  expect(sums).toHaveLength(NAMES.length - 1);
  expect(assets.at(-1)?.text).toBe(await world.workspace.read("registry/models/churn/versions/1.0.0.yaml"));
  expect(tag).toBe(await world.workspace.git("rev-parse", "HEAD"));
  expect(String(await world.repository.git.run(["cat-file", "-t", "refs/tags/churn@v1.0.0"]))).toBe("tag\n");
}

/**
 * A publish of its own that is killed when GitHub has made its draft, before it can do anything with it.
 *
 * @param meanwhile what happens just before GitHub makes the draft
 */
async function killAtItsDraft(
  { github, workspace, token }: ReleaseWorld,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const [making, made] = [new Hold(), new Hold()];
  github.faults.add({ when: { method: "POST", path: /\/releases$/, nth: 1 }, do: { hold: making } });
  const { folder } = workspace;
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/models" };
  const child = spawn(process.execPath, [program, "publish", "--from", "out"], {
    cwd: folder,
    env: { ...testEnvironment(folder), ...environment },
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  await making.reached;
  await meanwhile();
  github.faults.add({ when: { method: "GET", path: /\/releases\/\d+\/assets$/, nth: 1 }, do: { hold: made } });
  making.open();
  await made.reached;
  child.kill("SIGKILL");
  await ended;
  made.open();
  github.faults.clear();
}

const draftsOf = ({ repository }: ReleaseWorld) => repository.releases.filter(({ draft }) => draft);

describe("a draft that a killed run has left", () => {
  test("is used by the next one", async () => {
    const world = await createReleaseWorld();
    await killAtItsDraft(world);
    const [left] = draftsOf(world);
    expect(left?.tagName).toBe("churn@v1.0.0");
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(world);
    expect(world.repository.releases[0]?.id).toBe(left?.id);
    await enter({ fault: "`publish` killed while its draft release is made", trials: 1, lost: 0 });
  });

  test("beside the published version is removed by the next one; a draft that somebody made by hand is not", async () => {
    const world = await createReleaseWorld();
    await killAtItsDraft(world, async () => {
      expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    });
    expect(draftsOf(world)).toHaveLength(1);
    const body = { tag_name: "churn@v1.0.0", draft: true, name: "My notes" };
    await client(world.github, world.token)("POST", "/repos/acme/models/releases", { body });
    await publish({ ...world.publishing, dryRun: true });
    expect(draftsOf(world)).toHaveLength(2);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "already-published" }]);
    expect(draftsOf(world)).toMatchObject([{ name: "My notes" }]);
    world.repository.releases.splice(
      world.repository.releases.findIndex(({ draft }) => draft),
      1,
    );
    await expectPublished(world);
    await enter({
      fault: "`publish` killed while its draft release is made, and another one publishes",
      trials: 1,
      lost: 0,
    });
  });

  test("by hand under a version's tag is not taken, nor removed when the version is published", async () => {
    const world = await createReleaseWorld();
    const body = { tag_name: "churn@v1.0.0", draft: true, name: "My notes" };
    await client(world.github, world.token)("POST", "/repos/acme/models/releases", { body });
    await world.saveDraft();
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    expect(world.repository.releases.map(({ name, draft }) => [name, draft])).toEqual(
      expect.arrayContaining([
        ["My notes", true],
        ["churn 1.0.0", false],
      ]),
    );
  });
});

describe("publishing to releases", () => {
  test("a version is drafted, verified, tagged on its merge commit and published once", async () => {
    const world = await createReleaseWorld();
    await world.saveDraft();
    expect(world.repository.releases.map(({ draft }) => draft)).toEqual([true]);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published", saved: 0 }]);
    await expectPublished(world);
    const before = world.github.requests.length;
    expect((await world.publish()).versions).toMatchObject([{ outcome: "already-published" }]);
    const writes = world.github.requests.slice(before).filter(({ method }) => method !== "GET");
    expect(writes).toEqual([]);
  });

  test("a version of many files takes one request for each, and a few more", async () => {
    const world = await createReleaseWorld();
    const files = 120;
    for (let index = 0; index < files; index++) await world.workspace.write(`out/many/${index}.bin`, `part ${index}`);
    const before = world.github.requests.length;
    expect(await drafted(world)).toMatchObject({ exitCode: 0 });
    expect(world.repository.releases.map(({ assets }) => assets.length)).toEqual([files]);
    expect(world.github.requests.length - before).toBeLessThan(files + 12);
  });

  test("a version of more files than a release takes is refused before anything is saved", async () => {
    const world = await createReleaseWorld();
    for (let index = 0; index < 999; index++) await world.workspace.write(`out/many/${index}.bin`, `part ${index}`);
    expect(await drafted(world)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("would be 999 assets of one release, which takes 998 of them") as string,
    });
    expect(world.repository.releases).toEqual([]);
    expect(await world.workspace.git("status", "--porcelain", "registry/models/many")).toBe("");
  });

  test("every edit of the draft sends its tag name, and nothing becomes the latest release", async () => {
    const world = await createReleaseWorld();
    await world.publish();
    const edits = world.github.requests.filter(({ method, path }) => method === "PATCH" && path.includes("/releases/"));
    expect(edits.length).toBeGreaterThan(0);
    for (const { body } of edits) expect(body).toMatchObject({ tag_name: "churn@v1.0.0", make_latest: "false" });
  });

  test("what was published can be pulled again, from a private repository too, without a second credential", async () => {
    const world = await createReleaseWorld({ private: true });
    await world.publish();
    expect(await pullInto(world, "model")).toMatchObject({ files: 3, sizeBytes: 112 });
    expect(await world.workspace.read("model/bundle/data/large.bin")).toBe("0123456789".repeat(10));
    expect(await world.workspace.read("model/bundle/weights.bin")).toBe("some weights");
    expect(await world.workspace.read("model/bundle/empty")).toBe("");
    const stored = world.github.requests.filter(({ server }) => server === "assets");
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.every(({ headers }) => headers["authorization"] === undefined)).toBe(true);
  });

  test("files of a repository that was renamed are fetched: the API itself leads on to where they are, token and all", async () => {
    const world = await createReleaseWorld({ private: true });
    await world.publish();
    const { faults, apiUrl } = world.github;
    const [release] = world.repository.releases;
    const moved = [
      ["/tags/churn@v1.0.0", ""],
      [`/${release?.id}/assets`, "?per_page=100&page=1"],
      ...(release?.assets ?? []).map(({ id }) => [`/assets/${id}`, ""]),
    ];
    for (const [path = "", query = ""] of moved) {
      const location = `${apiUrl}/repos/acme/models/releases${path}${query}`;
      const when = { path: new RegExp(`^/repos/acme/before/releases${path}$`) };
      faults.add({ when, do: { status: 301, headers: { location } } });
    }
    const seen = world.github.requests.length;
    const before = { ...world, store: () => world.store("before") };
    expect(await pullInto(before, "model")).toMatchObject({ files: 3, sizeBytes: 112 });
    const requests = world.github.requests.slice(seen);
    const authorized = requests.filter(({ headers }) => headers["authorization"] !== undefined);
    expect(new Set(authorized.map(({ server }) => server))).toEqual(new Set(["api"]));
    expect(requests.some(({ server }) => server === "assets")).toBe(true);
  });

  test("a redirect that leads in a circle is given up", async () => {
    const world = await createReleaseWorld();
    await world.publish();
    const location = `${world.github.apiUrl}/repos/acme/models/releases/assets/1`;
    const when = { method: "GET", path: /\/releases\/assets\/\d+$/ };
    world.github.faults.add({ when, do: { status: 302, headers: { location } } });
    await expect(pullInto(world, "model")).rejects.toThrow(/the download answered 302/);
  });

  test("digests that GitHub does not know are settled by fetching the bytes", async () => {
    const world = await createReleaseWorld();
    world.repository.assetDigests = false;
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(world);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "already-published" }]);
  });
});

describe("interrupted anywhere and run again, publish ends in the same state", () => {
  test.each([{ loseLastAnswer: false }, { loseLastAnswer: true }])(
    "cut after every single call, the last answer lost: $loseLastAnswer",
    async ({ loseLastAnswer }) => {
      const world = await createReleaseWorld();
      let interruptions = 0;
      for (let calls = loseLastAnswer ? 1 : 0; ; calls++) {
        await forget(world);
        world.github.cutAfter(calls, { loseLastAnswer });
        const [interrupted] = (await world.publish()).versions;
        world.github.resume();
        if (world.repository.releases.some(({ draft }) => !draft)) await expectPublished(world);
        expect((await world.publish()).versions).toMatchObject([{ problems: [] }]);
        await expectPublished(world);
        if (interrupted?.outcome === "published") break;
        interruptions++;
      }
      expect(interruptions).toBeGreaterThan(15);
      const fault = `\`publish\` to releases cut after each request${loseLastAnswer ? ", its answer lost" : ""}`;
      await enter({ fault, trials: interruptions, lost: 0 });
    },
    180_000,
  );
});

/** As if the version had never been published. */
async function forget({ repository }: ReleaseWorld): Promise<void> {
  repository.releases.splice(0);
  repository.burnedTags.clear();
  await repository.git.run(["update-ref", "-d", "refs/tags/churn@v1.0.0"]);
}

describe("faults of the platform", () => {
  const upload = { method: "POST", path: /\/releases\/\d+\/assets$/, server: "uploads" } as const;

  test.each([
    ["a leftover asset in state starter", { when: { ...upload, nth: 2 }, do: "starter-asset" }],
    ["an upload whose answer was lost", { when: { ...upload, nth: 2 }, do: "lost-answer" }],
    ["an upload cut while it was received", { when: { ...upload, nth: 1 }, do: { cut: "while-receiving", bytes: 3 } }],
    ["a draft whose answer was lost", { when: { method: "POST", path: /\/releases$/, nth: 1 }, do: "lost-answer" }],
    [
      "a publication whose answer was lost",
      { when: { method: "PATCH", path: /\/releases\/\d+$/, nth: 1 }, do: "lost-answer" },
    ],
    ["a tag whose answer was lost", { when: { method: "POST", path: /\/git\/refs$/, nth: 1 }, do: "lost-answer" }],
    ["a secondary rate limit", { when: { ...upload, nth: 1 }, do: secondaryRateLimit(0) }],
    [
      "a server error",
      { when: { method: "GET", path: /\/assets$/, nth: 1 }, do: { status: 500, body: { message: "oops" } } },
    ],
  ] as const)("%s", async (_, fault) => {
    const world = await createReleaseWorld();
    world.github.faults.add(fault);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published", problems: [] }]);
    await expectPublished(world);
  });

  test("bytes that arrive changed are not published", async () => {
    const world = await createReleaseWorld();
    world.github.faults.add({ when: upload, do: "corrupt-upload" });
    expect((await world.publish()).versions).toMatchObject([
      { outcome: "failed", problems: [{ message: expect.stringContaining("has sha256") as string }] },
    ]);
    expect(world.repository.releases.every(({ draft }) => draft)).toBe(true);
    world.github.faults.clear();
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(world);
  });

  test("two drafts of one version end as one release", async () => {
    const world = await createReleaseWorld();
    const [first, second] = [world.store(), world.store()];
    const artifact = {
      path: "bundle/weights.bin",
      size: 12,
      sha256: createHash("sha256").update("some weights").digest("hex"),
    };
    const name = { model: "churn", version: "1.0.0" };
    await Promise.all(
      [first, second].map((store) => store.save(name, artifact, { open: () => chunks("some weights") })),
    );
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(world);
  });

  test("a draft with files of an earlier attempt is put right", async () => {
    const world = await createReleaseWorld();
    const stale = { path: "bundle/old.bin", size: 3, sha256: createHash("sha256").update("old").digest("hex") };
    await world.store().save({ model: "churn", version: "1.0.0" }, stale, { open: () => chunks("old") });
    const other = { path: "bundle/weights.bin", size: 5, sha256: createHash("sha256").update("other").digest("hex") };
    await world.store().save({ model: "churn", version: "1.0.0" }, other, { open: () => chunks("other") });
    expect((await world.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(world);
  });

  test("a burned tag name, a tag ruleset and a tag on another commit each end in a message that says what to do", async () => {
    const burned = await createReleaseWorld();
    burned.repository.burnedTags.add("churn@v1.0.0");
    expect((await burned.publish()).versions).toMatchObject([
      { outcome: "failed", problems: [{ message: expect.stringContaining("creations being restricted") as string }] },
    ]);
    const ruled = await createReleaseWorld();
    ruled.repository.restrictedTags = /@v/;
    expect((await ruled.publish()).versions).toMatchObject([
      { outcome: "failed", problems: [{ hint: expect.stringContaining("ruleset") as string }] },
    ]);
    ruled.repository.restrictedTags = null;
    expect((await ruled.publish()).versions).toMatchObject([{ outcome: "published" }]);
    await expectPublished(ruled);
    const moved = await createReleaseWorld();
    const elsewhere = await moved.github.commit(moved.repository, { files: { "other.txt": "x" }, branch: "other" });
    await moved.repository.git.run(["update-ref", "refs/tags/churn@v1.0.0", elsewhere]);
    expect((await moved.publish()).versions).toMatchObject([
      { outcome: "failed", problems: [{ message: expect.stringContaining("stands on") as string }] },
    ]);
  });

  test("a published version that differs is reported loudly, and repaired only from bytes at hand", async () => {
    const world = await createReleaseWorld({ immutable: false });
    await world.publish();
    const asset = world.repository.releases[0]?.assets.find(({ name }) => name === "bundle--weights.bin");
    if (asset !== undefined) asset.digest = `sha256:${"0".repeat(64)}`;
    const before = world.github.requests.length;
    expect((await publish({ ...world.publishing, from: undefined })).versions).toMatchObject([
      {
        outcome: "failed",
        problems: expect.arrayContaining([
          {
            message: expect.stringContaining("bundle/weights.bin has sha256 000") as string,
            hint: expect.any(String) as string,
          },
        ]) as object[],
      },
    ]);
    expect(world.github.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "repaired", saved: 1 }]);
    expect((await world.publish()).versions).toMatchObject([{ outcome: "already-published" }]);
    await expectPublished(world);
  });

  test("an immutable release that is not what was registered stays as it is, and why is said", async () => {
    const world = await createReleaseWorld({ immutable: true });
    await world.publish();
    const asset = world.repository.releases[0]?.assets.find(({ name }) => name === "bundle--weights.bin");
    if (asset !== undefined) asset.digest = `sha256:${"0".repeat(64)}`;
    expect((await world.publish()).versions).toMatchObject([
      { outcome: "failed", problems: [{ message: expect.stringContaining("immutable") as string }] },
    ]);
  });

  test("a download that breaks is taken up where it broke", async () => {
    const world = await createReleaseWorld();
    await world.publish();
    world.github.faults.add({ when: { server: "assets", nth: 1 }, do: { cut: "after-bytes", bytes: 7 } });
    expect(await pullInto(world, "model")).toMatchObject({ files: 3 });
    expect(
      world.github.requests.some(({ server, headers }) => server === "assets" && headers["range"] === "bytes=7-"),
    ).toBe(true);
  });

  test("a missing permission is named", async () => {
    const world = await createReleaseWorld();
    const token = world.github.addToken({ login: "reader", kind: "actions", permissions: { contents: "read" } });
    const { exitCode, stderr, stdout } = await runCli(world, token);
    expect({ exitCode, text: stdout + stderr }).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(/contents: write/) as string,
    });
  });
});

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

async function runCli(world: ReleaseWorld, token: string) {
  return world.workspace.modelyardWith(
    { GITHUB_TOKEN: token, GITHUB_API_URL: world.github.apiUrl, GITHUB_REPOSITORY: "acme/models" },
    "publish",
    "--from",
    "out",
  );
}

/** Drafts the folder `out/many` by the command line. */
async function drafted({ workspace, github, token }: ReleaseWorld): Promise<Ran> {
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/models" };
  const words = ["draft", "many", "--version", "1.0.0", "--artifact", "out/many", "--owner", "@alice"];
  return workspace.modelyardWith(environment, ...words);
}

test("the digests of an empty file and of one in parts are known once the version is sealed", async () => {
  const world = await createReleaseWorld();
  await world.saveDraft();
  const version = await new RegistryReader(openFolder(world.workspace.folder)).version("churn", "1.0.0");
  if (version === undefined) throw new Error("there is no churn 1.0.0");
  const digests = async () => {
    const stored = await world.store().inspect(version, version.artifacts);
    return stored.state === "absent" ? [] : stored.files.map(({ path, sha256 }) => [path, sha256]);
  };
  const large = "bundle/data/large.bin";
  expect(await digests()).toContainEqual([large, undefined]);
  await world.publish();
  expect(await digests()).toEqual(version.artifacts.map(({ path, sha256 }) => [path, sha256]));

  const part = world.repository.releases[0]?.assets.find(({ name }) => name.endsWith("part-0002"));
  const changed = "f".repeat(64);
  if (part !== undefined) part.digest = `sha256:${changed}`;
  expect(await digests()).toContainEqual([large, changed]);
});

test("a draft whose tag is there already, which GitHub shows as the tag's release, is no published version", async () => {
  const world = await createReleaseWorld({ immutable: false });
  await world.publish();
  const [release] = world.repository.releases;
  if (release !== undefined) release.draft = true;
  const version = { model: "churn", version: "1.0.0" };
  expect(await world.store().inspect(version, [])).not.toMatchObject({ state: "published" });
});
