import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import {
  type FakeGitHub,
  type NewToken,
  type Pull,
  type Repository,
  startFakeGitHub,
} from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { createWorkspace } from "../../support/workspace.ts";
import { type Step, type StepOptions, hoursLater, runStep } from "./step.ts";
import { checkOut } from "./world.ts";

const root = join(import.meta.dirname, "../../..");

/** The jobs of a registry's workflow, each with the least that its token needs. */
const JOBS = {
  validate: { contents: "read", pull_requests: "write", statuses: "write" },
  draft: { contents: "write", pull_requests: "write" },
  promote: { contents: "write", pull_requests: "write" },
  publish: { contents: "write", pull_requests: "read" },
  resolve: { contents: "read" },
} as const satisfies Record<string, NewToken["permissions"]>;

export type Job = keyof typeof JOBS;

/** What people see of a pull request. */
export interface PullPage {
  readonly title: string;
  readonly body: string;
  readonly comments: readonly string[];
  /** The last state of the required check. */
  readonly status: string | undefined;
}

/** A new registry on GitHub, on whose main nothing comes without its check, and a clock that can be put forward. */
export interface Story {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  /** So much time passes for everybody. */
  wait(hours: number): void;
  /** Runs a job on a fresh checkout of `ref`, main unless told otherwise. */
  run(job: Job, event: StepOptions["event"], options?: JobOptions): Promise<Step>;
  /** Runs validate on a pull request, as on a push to it or on a review. */
  validate(number: number, eventName?: "pull_request" | "pull_request_review"): Promise<Step>;
  approve(number: number): Promise<void>;
  page(number: number): PullPage;
  /** What GitHub answers to somebody who presses the button. */
  tryToMerge(number: number): Promise<number>;
  /** Merges and runs publish, as the push does that comes of it. */
  merge(number: number): Promise<Step>;
  /** A checkout of main with what the training of the penguins left in `out/`. */
  train(...options: string[]): Promise<string>;
}

interface JobOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly ref?: string;
  /** A folder that is there already. */
  readonly folder?: string;
}

export async function createStory(): Promise<Story> {
  let laterHours = 0;
  const github = await startFakeGitHub({
    now: () => new Date(Date.now() + laterHours * 3_600_000),
    checkContract: true,
  });
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ owner: "acme", name: "models", immutableReleases: true });
  repository.actions.mayOpenPullRequests = true;
  await startRegistry(repository);
  const check = { required_status_checks: [{ context: "modelyard" }] };
  repository.branchRules.push({ branch: "main", type: "required_status_checks", parameters: check });
  const dana = github.addToken({ login: "dana" });
  const main = () => repository.git.text(["rev-parse", "refs/heads/main"]);
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${dana}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${github.apiUrl}/repos/acme/models/pulls/${path}`, { method, headers, ...sent });
  };

  const run: Story["run"] = async (action, event, { inputs = {}, ref = "refs/heads/main", folder } = {}) =>
    runStep({
      action,
      event,
      inputs,
      folder: folder ?? (await checkOut(repository, ref)),
      token: github.addToken({ login: "github-actions[bot]", kind: "actions", permissions: JOBS[action] }),
      apiUrl: github.apiUrl,
      environment: { ...hoursLater(laterHours), MODELYARD_CACHE: await folderWith({}) },
    });
  return {
    github,
    repository,
    run,
    wait: (hours) => (laterHours += hours),
    async validate(number, name = "pull_request") {
      const payload = { number, pull_request: await (await ask("GET", String(number))).json() };
      return run("validate", { name, payload }, { ref: `refs/pull/${number}/merge` });
    },
    approve: (number) => github.review(repository, number, { login: "dana", state: "APPROVED" }),
    page(number) {
      const pull = repository.issues.find((issue): issue is Pull => issue.number === number && issue.kind === "pull");
      const status = repository.statuses.findLast(({ sha }) => sha === pull?.headSha);
      const comments = pull?.comments.map(({ body }) => body) ?? [];
      return { title: pull?.title ?? "", body: pull?.body ?? "", comments, status: status?.state };
    },
    tryToMerge: async (number) => (await ask("PUT", `${number}/merge`, {})).status,
    async merge(number) {
      const before = await main();
      const answer = await ask("PUT", `${number}/merge`, {});
      if (answer.status !== 200) throw new Error(await answer.text());
      const payload = { before, after: await main(), repository: { default_branch: "main" } };
      return run("publish", { name: "push", payload });
    },
    async train(...options) {
      const folder = await checkOut(repository, "refs/heads/main");
      const words = [join(root, "examples/penguins/train.ts"), "--out", join(folder, "out"), ...options];
      await promisify(execFile)(process.execPath, words);
      return folder;
    },
  };
}

/** What somebody does once: `modelyard init`, a look at the gates, a push. */
async function startRegistry(repository: Repository): Promise<void> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "github-releases");
  const settings = await workspace.read("registry/registry.yaml");
  await workspace.write("registry/registry.yaml", settings.replace(/( +)approvals: 1/, "$1soak: 24h\n$&"));
  await workspace.write(".gitignore", "out/\n.cache/\n");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start the registry");
  await workspace.git("push", "--quiet", repository.gitDir, "HEAD:refs/heads/main");
}
