import { onTestFinished } from "vitest";
import { sha256OfBytes } from "../../../adapters/files/hash.ts";
import { git } from "../../../adapters/git/git.ts";
import { withRepository } from "../../../adapters/git/open-repository.ts";
import { GitHubClient } from "../../../adapters/github/client/client.ts";
import { openReleaseStore } from "../../../adapters/stores/releases/release-store.ts";
import { type PublishedBranch, publishBranch } from "../../../operations/deploy/publish-branch.ts";
import { type CheckTrigger, checkTrigger } from "../../../operations/validate/check-pull-requests.ts";
import { verdictOf } from "../../../operations/validate/validate.ts";
import { type Checkout, openWorkspace } from "../../../operations/workspace/checkout.ts";
import { type FakeGitHub, type Pull, type Repository, startFakeGitHub } from "../../servers/github/index.ts";
import { client as testClient } from "../../servers/github/http/test-client.ts";
import { folderWith } from "../../support/folder.ts";
import { LEAST_AUC } from "./book.ts";

const WEIGHTS = Buffer.from("weights\n");

/** A registry on a fake GitHub whose clock the simulation sets, and one clone in which every job runs. */
export interface TeamWorld {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly fork: Repository;
  now(): Date;
  pass(hours: number): void;
  main(): Promise<string>;
  ask: ReturnType<typeof testClient>;
  pull(number: number): Pull;
  /** What `validate` says of a pull request or merge group whose merge is at `ref`. */
  check(ref: string, trigger: CheckTrigger): Promise<string>;
  publish(before: string): Promise<PublishedBranch>;
  /** Puts a version's bytes into the store, as `draft` does. */
  saveBytes(model: string, version: string): Promise<void>;
  /** How many requests the jobs have made so far. */
  requests(): number;
  /** Others have spent the allowance: every request is refused, until the faults are cleared. */
  refuseAllUntilNextHour(): void;
}

/** As GitHub gives a workflow's token for each repository. */
const REQUESTS_AN_HOUR = 1000;

export async function createTeamWorld(owners: ReadonlyMap<string, readonly string[]>): Promise<TeamWorld> {
  let nowMs = Math.ceil(Date.now() / 1000) * 1000;
  const github = await startFakeGitHub({ now: () => new Date(nowMs) });
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ owner: "acme", name: "models" });
  await github.commit(repository, { files: startOf(owners), message: "Start the registry" });
  const fork = await github.createRepository({ owner: "eve", name: "models", fork: repository });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions", rateLimit: REQUESTS_AN_HOUR });
  const uploads = github.addToken({ login: "trainer[bot]", kind: "app", rateLimit: 1_000_000 });
  const clientOf = (value: string) =>
    new GitHubClient({ apiUrl: github.apiUrl, token: value, owner: "acme", repository: "models", firstWaitMs: 1 });
  const folder = await folderWith({});
  const run = (...words: string[]) => git(words, { cwd: folder });
  await run("init", "--quiet");
  await run("remote", "add", "origin", `file://${repository.gitDir}`);
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_REPOSITORY: "acme/models", GITHUB_TOKEN: token };

  const inClone = async <Result>(ref: string, work: (checkout: Checkout) => Promise<Result>): Promise<Result> => {
    await run("fetch", "--quiet", "--no-tags", "origin", `+${ref}:refs/remotes/job`);
    await run("checkout", "--quiet", "--detach", "refs/remotes/job");
    return withRepository(folder, (opened) =>
      work({
        ...openWorkspace(folder, { environment, now: new Date(nowMs) }),
        client: clientOf(token),
        remote: { token, serverUrl: github.apiUrl },
        repository: opened,
        prefix: "",
      }),
    );
  };
  return {
    github,
    repository,
    fork,
    now: () => new Date(nowMs),
    pass: (hours) => (nowMs += Math.round(hours * 3600) * 1000),
    main: () => repository.git.text(["rev-parse", "refs/heads/main"]),
    ask: testClient(github, github.addToken({ login: "acme-admin", kind: "user", rateLimit: 1_000_000 })),
    pull(number) {
      const pull = repository.issues.find((issue): issue is Pull => issue.kind === "pull" && issue.number === number);
      if (pull === undefined) throw new Error(`there is no pull request ${number}`);
      return pull;
    },
    check: (ref, trigger) =>
      inClone(ref, async (checkout) => verdictOf((await checkTrigger(checkout, trigger)).validated)),
    publish: (before) =>
      inClone("refs/heads/main", (checkout) =>
        publishBranch(checkout, { branch: "main", head: "HEAD", before, includeBypassed: false }),
      ),
    async saveBytes(model, version) {
      const artifact = { path: "model.bin", size: WEIGHTS.length, sha256: sha256OfBytes(WEIGHTS) };
      const content = { open: (offset: number) => bytesFrom(offset) };
      await openReleaseStore(clientOf(uploads)).save({ model, version }, artifact, content);
    },
    requests: () => github.requests.filter(({ login }) => login === "github-actions[bot]").length,
    refuseAllUntilNextHour() {
      const resetSeconds = String(Math.ceil(nowMs / 1000) + 40 * 60);
      const headers = { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": resetSeconds };
      github.faults.add({ when: {}, do: { status: 403, headers, body: { message: "API rate limit exceeded." } } });
    },
  };
}

async function* bytesFrom(offset: number): AsyncIterable<Uint8Array> {
  yield WEIGHTS.subarray(offset);
}

function startOf(owners: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  const settings = [
    "schema: registry/1",
    "name: acme-models",
    "stages:",
    "  - name: staging",
    "  - name: production",
    "    gates: {after: staging, soak: 24h, approvals: 1}",
    "artifacts: {store: github-releases}",
    "",
  ];
  const files: Record<string, string> = { "registry/registry.yaml": settings.join("\n") };
  for (const [model, people] of owners) {
    files[`registry/models/${model}/model.yaml`] = [
      "schema: model/1",
      `name: ${model}`,
      `owners: [${people.map((person) => `"@${person}"`).join(", ")}]`,
      "metrics:",
      "  auc: {goal: maximize}",
      "gates:",
      "  production:",
      `    metrics: {auc: {min: ${LEAST_AUC}}}`,
      "",
    ].join("\n");
  }
  return files;
}

/** The files of a pull request, by what it is to do. */
export function versionFile(model: string, version: string, { auc, now }: { auc: number; now: Date }) {
  const lines = [
    "schema: model-version/1",
    `model: ${model}`,
    `version: "${version}"`,
    `created_at: "${now.toISOString().slice(0, 19)}Z"`,
    "author: alice",
    "artifacts:",
    `  - {path: model.bin, size: ${WEIGHTS.length}, sha256: "${sha256OfBytes(WEIGHTS)}"}`,
    `metrics: {auc: ${auc}}`,
    "",
  ];
  return { [`registry/models/${model}/versions/${version}.yaml`]: lines.join("\n") };
}

export function stageFile(model: string, stage: string, version: string) {
  const text = `schema: stage/1\nmodel: ${model}\nstage: ${stage}\nversion: "${version}"\n`;
  return { [`registry/models/${model}/stages/${stage}.yaml`]: text };
}
