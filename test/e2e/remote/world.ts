import { onTestFinished } from "vitest";
import {
  type FakeGitHub,
  type FakeGitHubOptions,
  type Repository,
  startFakeGitHub,
} from "../../servers/github/index.ts";
import { type Ran, type Workspace, createWorkspace } from "../../support/workspace.ts";

/** A fake GitHub with the repository acme/models, and a folder without a clone of it. */
export interface RemoteWorld {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** A workflow's token, that may do everything such a token may. */
  readonly token: string;
  /** Runs the built command line with the token. */
  modelyard(...words: string[]): Promise<Ran>;
  /** The requests since the last call, as `METHOD path`. */
  newRequests(): readonly string[];
}

export async function createRemoteWorld(
  options: FakeGitHubOptions & { readonly private?: boolean } = {},
): Promise<RemoteWorld> {
  const github = await startFakeGitHub(options);
  onTestFinished(() => github.close());
  const repository = await github.createRepository({
    owner: "acme",
    name: "models",
    private: options.private ?? false,
  });
  repository.actions.mayOpenPullRequests = true;
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
  const workspace = await createWorkspace();
  let seen = 0;
  return {
    github,
    repository,
    workspace,
    token,
    modelyard: (...words) => workspace.modelyardWith({ GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token }, ...words),
    newRequests() {
      const news = github.requests.slice(seen).map(({ method, path }) => `${method} ${path}`);
      seen = github.requests.length;
      return news;
    },
  };
}

const AT = "registry/models/churn";

/** A registry with churn 1.0.0 in production. */
export const REGISTRY: Readonly<Record<string, string>> = {
  "registry/registry.yaml": [
    "schema: registry/1",
    "name: acme-models",
    "stages:",
    "  - name: staging",
    "  - name: production",
    "artifacts:",
    "  store: github-releases",
    "",
  ].join("\n"),
  [`${AT}/model.yaml`]: 'schema: model/1\nname: churn\nowners: ["@alice"]\nversioning: semver\n',
  [`${AT}/versions/1.0.0.yaml`]: versionFile("1.0.0"),
  [`${AT}/versions/1.1.0.yaml`]: versionFile("1.1.0"),
  [`${AT}/stages/production.yaml`]: stageFile("production", "1.0.0"),
};

export function stageFile(stage: string, version: string): string {
  return `schema: stage/1\nmodel: churn\nstage: ${stage}\nversion: "${version}"\n`;
}

export function versionFile(version: string, description = "Trained."): string {
  return [
    "schema: model-version/1",
    "model: churn",
    `version: "${version}"`,
    `description: ${description}`,
    'created_at: "2026-06-30T14:03:11Z"',
    "author: alice",
    "artifacts:",
    "  - path: model.bin",
    "    size: 13",
    // The digest of "first weights".
    '    sha256: "a4f2e8e6ddcd1b6c3b0c0b9ce0ae6c7a5a0ed1a3d6a2ae6f0ff5e5d1b4d2c5aa"',
    "",
  ].join("\n");
}
