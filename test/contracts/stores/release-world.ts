import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { GitHubClient } from "../../../adapters/github/client/client.ts";
import { openReleaseStore } from "../../../adapters/stores/releases/release-store.ts";
import type { ArtifactStore } from "../../../core/store/store.ts";
import { draft } from "../../../operations/draft/draft.ts";
import { type PublishOptions, type Published, publish } from "../../../operations/publish/publish.ts";
import { findArtifacts } from "../../../operations/draft/find-artifacts.ts";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../../servers/github/index.ts";
import { type Workspace, createWorkspace } from "../../support/workspace.ts";

/** Files are split above this many bytes in these tests. */
const SPLIT_BYTES = 40;

/** A registry whose artifacts are on the releases of a fake GitHub, with churn 1.0.0 drafted and merged. */
export interface ReleaseWorld {
  readonly workspace: Workspace;
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly token: string;
  /** @param repository its name, where it had another one before */
  store(repository?: string): ArtifactStore;
  saveDraft(): Promise<void>;
  /** What `publish` is given. */
  readonly publishing: PublishOptions;
  publish(): Promise<Published>;
  /** What anybody can see of the release: for comparing end states. */
  endState(): Promise<unknown>;
}

export async function createReleaseWorld(
  options: { readonly immutable?: boolean; readonly private?: boolean } = {},
): Promise<ReleaseWorld> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({
    owner: "acme",
    name: "models",
    private: options.private ?? false,
    immutableReleases: options.immutable ?? true,
  });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions", rateLimit: 100_000 });
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", ".cache/\nout/\n");
  await workspace.modelyard("init", "--store", "github-releases");
  await workspace.write("out/bundle/weights.bin", "some weights");
  await workspace.write("out/bundle/data/large.bin", "0123456789".repeat(10));
  await workspace.write("out/bundle/empty", "");

  const store = (name = "models") => {
    const client = new GitHubClient({
      apiUrl: github.apiUrl,
      token,
      owner: "acme",
      repository: name,
      firstWaitMs: 1,
    });
    return openReleaseStore(client, { maxAssetBytes: SPLIT_BYTES });
  };
  const publishing: PublishOptions = {
    folder: workspace.folder,
    now: new Date().toISOString(),
    from: join(workspace.folder, "out"),
    openStore: () => Promise.resolve(store()),
  };
  const world: ReleaseWorld = {
    publishing,
    workspace,
    github,
    repository,
    token,
    store,
    async saveDraft() {
      await draft({
        folder: workspace.folder,
        codeFolder: workspace.folder,
        owners: [],
        model: "churn",
        version: { exactly: "1.0.0" },
        parts: {
          ...(await findArtifacts([join(workspace.folder, "out/bundle")])),
          metrics: { auc: 0.9 },
          author: "alice",
        },
        openStore: () => Promise.resolve(store()),
        now: "2026-06-30T14:03:11Z",
      });
    },
    publish: () => publish(publishing),
    async endState() {
      const releases = await Promise.all(
        repository.releases.map(async ({ tagName, draft: isDraft, assets }) => ({
          tagName,
          isDraft,
          assets: await Promise.all(
            assets.map(async ({ name, state, file }) => ({ name, state, text: await readFile(file, "utf8") })),
          ),
        })),
      );
      for (const { assets } of releases) assets.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { releases, tag: await repository.git.resolve("refs/tags/churn@v1.0.0^{commit}") };
    },
  };
  await draftAndMerge(world);
  return world;
}

/** The version file is written without bytes in the store: each test saves or publishes them as it needs. */
async function draftAndMerge(world: ReleaseWorld): Promise<void> {
  const { workspace, repository, github } = world;
  await world.saveDraft();
  repository.releases.splice(0);
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Add churn 1.0.0");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
  github.faults.clear();
}
