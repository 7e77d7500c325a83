import { expect, test } from "vitest";
import { client } from "../../servers/github/http/test-client.ts";
import { type RemoteWorld, REGISTRY, createRemoteWorld, versionFile } from "./world.ts";

const AT = "registry/models/churn/versions";
const EIGHT_DAYS_MS = 8 * 24 * 60 * 60 * 1000;

/** A clone of a registry without versions, and drafts in its releases: all of a week ago but 1.5.0, which is of today. */
async function createDrafts(): Promise<RemoteWorld & { publish(...words: string[]): Promise<string> }> {
  const world = await createRemoteWorld();
  const { github, repository, workspace, token } = world;
  const { "registry/registry.yaml": settings = "" } = REGISTRY;
  await github.commit(repository, { files: { "registry/registry.yaml": settings } });
  const bot = client(github, token);
  for (const version of ["1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"]) {
    await bot("POST", "/repos/acme/models/releases", { body: { tag_name: `churn@v${version}`, draft: true } });
  }
  await bot("POST", "/repos/acme/models/releases", { body: { tag_name: "nightly", draft: true } });
  for (const release of repository.releases) {
    if (release.tagName !== "churn@v1.5.0") release.createdAt = new Date(Date.now() - EIGHT_DAYS_MS).toISOString();
  }
  const propose = async (branch: string, version: string) => {
    await github.commit(repository, { branch, files: { [`${AT}/${version}.yaml`]: versionFile(version) } });
    await bot("POST", "/repos/acme/models/pulls", { body: { title: version, head: branch, base: "main" } });
  };
  await propose("draft/churn-1.2.0", "1.2.0");
  await propose("a-branch-of-alice", "1.3.0");
  await workspace.git("clone", "--quiet", repository.gitDir, "clone");
  // Merged after the clone was made.
  await github.commit(repository, { files: { [`${AT}/1.4.0.yaml`]: versionFile("1.4.0") } });
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/models" };
  return {
    ...world,
    publish: async (...words) => {
      const ran = await workspace.modelyardWith(environment, "publish", "-C", "clone", ...words);
      expect(ran).toMatchObject({ exitCode: 0 });
      return ran.stdout;
    },
  };
}

const tagsOf = ({ repository }: RemoteWorld) => repository.releases.map(({ tagName }) => tagName).toSorted();

test("drafts that nobody merged or still proposes are told, and removed on request alone", async () => {
  const world = await createDrafts();
  const all = tagsOf(world);
  expect(await world.publish()).toMatch(
    /^churn 1\.1\.0 {2}drafted and left: publish --prune-drafts removes it .*\n0 versions/,
  );
  await world.publish("--prune-drafts", "--dry-run");
  expect(tagsOf(world)).toEqual(all);
  expect(await world.publish("--prune-drafts")).toMatch(/^churn 1\.1\.0 {2}draft removed .*\n0 versions/);
  expect(tagsOf(world)).toEqual(all.filter((tag) => tag !== "churn@v1.1.0"));
});
