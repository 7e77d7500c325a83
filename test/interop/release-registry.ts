import { onTestFinished } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../servers/github/index.ts";
import { type Workspace, createWorkspace } from "../support/workspace.ts";

/** A clone of acme/models, a registry whose artifacts are on the releases of a fake GitHub. */
export interface ReleaseRegistry {
  readonly workspace: Workspace;
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly token: string;
  /** Runs the built command line as a workflow of the repository does; it must succeed. */
  readonly modelyard: (...words: string[]) => Promise<void>;
  /** Commits everything and pushes it to the default branch. */
  readonly merge: (message: string) => Promise<void>;
}

export async function createReleaseRegistry(options: { readonly private?: boolean } = {}): Promise<ReleaseRegistry> {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({
    owner: "acme",
    name: "models",
    private: options.private ?? false,
    immutableReleases: true,
  });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
  const workspace = await createWorkspace();
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/models" };
  const registry: ReleaseRegistry = {
    workspace,
    github,
    repository,
    token,
    async modelyard(...words) {
      const ran = await workspace.modelyardWith(environment, ...words);
      if (ran.exitCode !== 0) throw new Error(`modelyard ${words.join(" ")}\n${ran.stdout}${ran.stderr}`);
    },
    async merge(message) {
      await workspace.git("add", "--all");
      await workspace.git("commit", "--quiet", "--message", message);
      await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
    },
  };
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", ".cache/\nout/\nmodel/\n");
  await registry.modelyard("init", "--store", "github-releases");
  return registry;
}
