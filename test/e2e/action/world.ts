import { execFileSync } from "node:child_process";
import { onTestFinished } from "vitest";
import { type FakeGitHub, type Repository, startFakeGitHub } from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { type Workspace, createWorkspace, draftVersion } from "../../support/workspace.ts";
import { type Step, type StepOptions, runStep } from "./step.ts";

export const PRODUCTION = "registry/models/churn/stages/production.yaml";

export const stage = (version: string): string =>
  `schema: stage/1\nmodel: churn\nstage: production\nversion: "${version}"\n`;

interface NewPull {
  readonly files: Readonly<Record<string, string | null>>;
  readonly branch?: string;
  /** What it is to be merged to; main where it is not given. */
  readonly base?: string;
  readonly login?: string;
  /** Opened from a fork of somebody else. */
  readonly fork?: Repository;
}

export interface OpenedPull {
  readonly number: number;
  readonly head: string;
  readonly payload: object;
}

export interface ActionWorldOptions {
  /** Where the artifacts are stored: a folder that every step can reach, unless given. */
  readonly store?: "folder" | "github-releases";
  /** The keys of production's gates, a line each; one approval where they are not given. */
  readonly gates?: readonly string[];
  /** Stages without gates, before production. */
  readonly stages?: readonly string[];
}

/** A registry on a fake GitHub: churn 1.0.0 and 1.1.0 are published, production wants one approval by @dana or @bob. */
export interface ActionWorld {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  /** What a workflow has by `contents: read`, `pull-requests: write` and `statuses: write`. */
  readonly token: string;
  /** The folder that the artifacts are in, where it is one. */
  readonly store: string;
  /** Somebody's working clone of main. Its commands may use GitHub. */
  readonly workspace: Workspace;
  open(pull: NewPull): Promise<OpenedPull>;
  /** What actions/checkout leaves: one commit, detached. */
  checkout(ref: string): Promise<string>;
  /** Runs validate on a fresh checkout of `ref`. */
  validate(ref: string, event: StepOptions["event"], options?: Partial<StepOptions>): Promise<Step>;
  /** Runs it as on a pull request that was pushed. */
  validatePull(pull: OpenedPull, options?: Partial<StepOptions>): Promise<Step>;
  commentsOf(number: number): readonly string[];
  statusesOf(commit: string): readonly string[];
}

export async function createActionWorld({
  store: kind = "folder",
  gates = ["approvals: 1"],
  stages = [],
}: ActionWorldOptions = {}): Promise<ActionWorld> {
  const github = await startFakeGitHub({ checkContract: true });
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ owner: "acme", name: "models" });
  const token = github.addToken({
    login: "github-actions[bot]",
    kind: "actions",
    permissions: { contents: "read", pull_requests: "write", statuses: "write" },
  });
  const store = await folderWith({});
  const place = kind === "folder" ? `{type: file, path: ${JSON.stringify(store)}}` : kind;
  const workspace = await seedRegistry(github, repository, [
    "schema: registry/1",
    "name: acme-models",
    "stages:",
    ...stages.map((name) => `  - name: ${name}`),
    "  - name: production",
    "    gates:",
    ...gates.map((line) => `      ${line}`),
    `artifacts: {store: ${place}}`,
  ]);
  const checkout = (ref: string) => checkOut(repository, ref);
  const validate: ActionWorld["validate"] = async (ref, event, options = {}) => {
    const folder = options.folder ?? (await checkout(ref));
    return runStep({ action: "validate", event, token, apiUrl: github.apiUrl, ...options, folder });
  };
  return {
    github,
    repository,
    token,
    store,
    workspace,
    checkout,
    validate,
    validatePull: ({ number, payload }, options) =>
      validate(`refs/pull/${number}/merge`, { name: "pull_request", payload }, options),
    open: (pull) => openPull(github, repository, pull),
    commentsOf: (number) =>
      repository.issues.find((issue) => issue.number === number)?.comments.map(({ body }) => body) ?? [],
    statusesOf: (commit) =>
      repository.statuses
        .filter(({ sha }) => sha === commit)
        .map(({ context, state, description }) => `${context}: ${state}: ${description ?? ""}`),
  };
}

async function seedRegistry(
  github: FakeGitHub,
  repository: Repository,
  settings: readonly string[],
): Promise<Workspace> {
  const folder = await createWorkspace();
  const variables = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_REPOSITORY: repository.fullName,
    GITHUB_TOKEN: github.addToken({ login: "alice" }),
  };
  const workspace = { ...folder, modelyard: (...words: string[]) => folder.modelyardWith(variables, ...words) };
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", ".cache/\nout/\n");
  await workspace.write("registry/registry.yaml", `${settings.join("\n")}\n`);
  await workspace.write(
    "registry/models/churn/model.yaml",
    'schema: model/1\nname: churn\nowners: ["@dana", "@bob"]\nmetrics:\n  auc: {goal: maximize}\n',
  );
  await draftVersion(workspace, "1.0.0", "first weights");
  await draftVersion(workspace, "1.1.0", "second weights");
  await workspace.write(PRODUCTION, stage("1.0.0"));
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Promote churn 1.0.0 to production");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
  const published = await workspace.modelyard("publish");
  if (published.exitCode !== 0) throw new Error(published.stdout + published.stderr);
  return workspace;
}

async function openPull(
  github: FakeGitHub,
  repository: Repository,
  { files, branch = "change", base = "main", login = "alice", fork }: NewPull,
): Promise<OpenedPull> {
  const head = await github.commit(fork ?? repository, { files, branch, login });
  const author = github.addToken({ login, kind: "user" });
  const answer = await fetch(`${github.apiUrl}/repos/acme/models/pulls`, {
    method: "POST",
    headers: { authorization: `Bearer ${author}`, "content-type": "application/json" },
    body: JSON.stringify({
      title: "Change @everyone ##[set-output name=valid;]true",
      head: fork === undefined ? branch : `${fork.owner.login}:${branch}`,
      base,
    }),
  });
  const payload = (await answer.json()) as { number: number };
  if (answer.status !== 201) throw new Error(JSON.stringify(payload));
  return { number: payload.number, head, payload: { number: payload.number, pull_request: payload } };
}

/** What actions/checkout leaves: one commit, detached. */
export async function checkOut(repository: Repository, ref: string): Promise<string> {
  const folder = await folderWith({});
  const git = (...words: string[]) => execFileSync("git", words, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet");
  git("remote", "add", "origin", `file://${repository.gitDir}`);
  git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", `+${ref}:refs/remotes/checkout`);
  git("checkout", "--quiet", "--detach", "refs/remotes/checkout");
  return folder;
}
