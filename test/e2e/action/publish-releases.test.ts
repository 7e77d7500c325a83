import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import { Hold, heldUntil } from "../../servers/github/index.ts";
import { draftVersion } from "../../support/workspace.ts";
import { type PublishWorld, createPublishWorld } from "./publish-world.ts";

const VERSION = "registry/models/churn/versions/1.2.0.yaml";

interface ReleasesWorld extends PublishWorld {
  /** Where main was before churn 1.2.0 was merged. */
  readonly before: string;
  /** The commit that brought it in; main has moved on since. */
  readonly registered: string;
}

/** A registry on releases to which churn 1.2.0 has just been merged; its bytes lie in a draft release. */
async function createReleasesWorld(): Promise<ReleasesWorld> {
  const world = await createPublishWorld({ store: "github-releases" });
  world.repository.immutableReleases = true;
  const before = await world.main();
  await draftVersion(world.workspace, "1.2.0", "third weights");
  await world.workspace.git("push", "--quiet", world.repository.gitDir, "HEAD:refs/heads/main");
  const registered = await world.main();
  await world.github.commit(world.repository, { files: { "README.md": "Models.\n" } });
  return { ...world, before, registered };
}

/** Exactly one release of churn 1.2.0, published, with exactly the right files, tagged where it was registered. */
async function expectOneRelease(world: ReleasesWorld): Promise<void> {
  const { repository, workspace } = world;
  const releases = repository.releases.filter(({ tagName }) => tagName === "churn@v1.2.0");
  expect(releases.map(({ draft, immutable }) => ({ draft, immutable }))).toEqual([{ draft: false, immutable: true }]);
  const assets = await Promise.all(
    (releases[0]?.assets ?? []).map(async ({ name, state, file }) => ({
      name,
      state,
      text: await readFile(file, "utf8"),
    })),
  );
  const version = await workspace.read(VERSION);
  const texts = [
    ["model.bin", "third weights"],
    ["version.yaml", version],
  ] as const;
  const sums = texts.map(([name, text]) => `${sha256OfBytes(Buffer.from(text))}  ${name}\n`).join("");
  expect(assets.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    [["SHA256SUMS", sums], ...texts].map(([name, text]) => ({ name, state: "uploaded", text })),
  );
  expect(await repository.git.resolve("refs/tags/churn@v1.2.0^{commit}")).toBe(world.registered);
}

describe("publish to releases", () => {
  test("fills one release, and does nothing when it runs again", async () => {
    const world = await createReleasesWorld();
    const step = await world.pushed(world.before);
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(step.outputs["published"]).toBe('[{"model":"churn","version":"1.2.0"}]');
    expect(step.summary).toContain("1 published, 2 published before");
    await expectOneRelease(world);
    const seen = world.github.requests.length;
    const again = await world.pushed(world.before);
    expect(again).toMatchObject({ exitCode: 0, commands: [], outputs: { published: "[]", promotions: "[]" } });
    expect(world.github.requests.slice(seen).filter(({ method }) => method !== "GET")).toEqual([]);
    expect(world.github.contractViolations).toEqual([]);
  });

  const asset = /\/releases\/\d+\/assets$/;
  test.each([
    ["upload version.yaml", { method: "POST", path: asset }],
    ["make the tag's object", { method: "POST", path: /\/git\/tags$/ }],
    ["make the tag", { method: "POST", path: /\/git\/refs$/ }],
    ["publish", { method: "PATCH", path: /\/releases\/\d+$/ }],
  ] as const)("two runs that %s at the same moment both end well, with one release", async (_, when) => {
    const world = await createReleasesWorld();
    world.github.faults.add({ when, do: heldUntil(2) });
    const steps = await Promise.all([world.pushed(world.before), world.pushed(world.before)]);
    for (const step of steps) expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(steps.map(({ outputs }) => outputs["published"])).toContain('[{"model":"churn","version":"1.2.0"}]');
    await expectOneRelease(world);
  });

  test.each([
    ["version.yaml was uploaded", { method: "POST", path: asset }],
    ["the tag was made", { method: "POST", path: /\/git\/refs$/ }],
    ["it was published", { method: "PATCH", path: /\/releases\/\d+$/ }],
  ] as const)("a run that was killed when %s is completed by the next", async (_, when) => {
    const world = await createReleasesWorld();
    const hold = new Hold();
    world.github.faults.add({ when, do: { hold } });
    const killer = new AbortController();
    const running = world.pushed(world.before, { signal: killer.signal });
    await hold.reached;
    killer.abort();
    expect((await running).exitCode).toBe(1);
    hold.open();
    expect(await world.pushed(world.before)).toMatchObject({ exitCode: 0, commands: [] });
    await expectOneRelease(world);
  });

  test("a run that GitHub cut off says so and ends red, and is completed by the next", async () => {
    const world = await createReleasesWorld();
    const before = world.before;
    world.github.faults.add({ when: { method: "PATCH", path: /\/releases\/\d+$/ }, do: { cut: "before" } });
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 1, outputs: { published: "[]" } });
    expect(step.commands).toEqual([
      expect.stringMatching(
        /^::error title=not published,file=registry.*1\.2\.0.*GitHub did not publish the release.*Try again/,
      ),
    ]);
    expect(step.summary).toContain("2 published before, 1 failed");
    world.github.faults.clear();
    expect(await world.pushed(before)).toMatchObject({ exitCode: 0, commands: [] });
    await expectOneRelease(world);
  });

  test("two people who bring the files at the same moment fill one release", async () => {
    const world = await createReleasesWorld();
    const { releases } = world.repository;
    releases.splice(releases.findIndex(({ draft }) => draft));
    world.github.faults.add({ when: { method: "POST", path: /\/releases$/ }, do: heldUntil(2) });
    const publish = () => world.workspace.modelyard("publish", "--from", "out");
    for (const ran of await Promise.all([publish(), publish()])) expect(ran).toMatchObject({ exitCode: 0 });
    await expectOneRelease(world);
  });
});

async function publishCopy(fork: boolean) {
  const world = await createPublishWorld({ store: "github-releases" });
  const before = await world.main();
  await world.promote("1.1.0", { approved: false });
  world.repository.releases.splice(0);
  const payload = { before, after: await world.main(), repository: { default_branch: "main", fork } };
  return world.run({ name: "push", payload });
}

describe("a copy of a registry in another repository, whose files are in the first one's releases", () => {
  test("is not red for ever where it is a fork: it says who publishes", async () => {
    const step = await publishCopy(true);
    expect(step).toMatchObject({ exitCode: 0, outputs: { published: "[]", promotions: "[]" } });
    expect(step.commands).toEqual([
      expect.stringMatching(/^::notice .*This repository is a fork, and holds the files/),
    ]);
    expect(step.summary).toContain("nothing was published, and no promotion is deployed from here");
  });

  test("is told how to be a mirror where it is none", async () => {
    const step = await publishCopy(false);
    expect(step).toMatchObject({ exitCode: 1, outputs: { published: "[]", promotions: "[]" } });
    expect(step.commands).toContainEqual(expect.stringMatching(/^::notice .*switch this workflow off here/));
  });
});
