import { type Step, type StepOptions, runStep } from "./step.ts";
import {
  type ActionWorld,
  type ActionWorldOptions,
  type OpenedPull,
  PRODUCTION,
  createActionWorld,
  stage,
} from "./world.ts";

/** What a workflow has by `contents: write` and `pull-requests: read`. */
const PERMISSIONS = { contents: "write", pull_requests: "read" } as const;

interface MergeHow {
  readonly method?: "merge" | "squash" | "rebase" | undefined;
  /** What somebody wrote over the title that GitHub proposes. */
  readonly title?: string | undefined;
}

export interface PublishWorld extends ActionWorld {
  /** Main's commit now. */
  main(): Promise<string>;
  merge(pull: OpenedPull, how?: MergeHow): Promise<string>;
  /** Opens a pull request that promotes, has it approved by an owner unless told otherwise, and merges it. */
  promote(version: string, how?: MergeHow & { approved?: boolean }): Promise<OpenedPull>;
  /** Runs publish on a fresh checkout of main as on a push that moved it from `before`. */
  pushed(before: string, options?: Partial<StepOptions>): Promise<Step>;
  run(event: StepOptions["event"], options?: Partial<StepOptions>): Promise<Step>;
}

export async function createPublishWorld(options: ActionWorldOptions = {}): Promise<PublishWorld> {
  const world = await createActionWorld(options);
  const { github, repository } = world;
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions", permissions: PERMISSIONS });
  const admin = github.addToken({ login: "acme-admin", kind: "user" });
  const main = () => repository.git.text(["rev-parse", "refs/heads/main"]);
  const run: PublishWorld["run"] = async (event, options = {}) => {
    const folder = options.folder ?? (await world.checkout("refs/heads/main"));
    return runStep({ action: "publish", event, token, apiUrl: github.apiUrl, ...options, folder });
  };
  const merge: PublishWorld["merge"] = async ({ number }, { method = "merge", title } = {}) => {
    const answer = await fetch(`${github.apiUrl}/repos/acme/models/pulls/${number}/merge`, {
      method: "PUT",
      headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" },
      body: JSON.stringify({ merge_method: method, ...(title === undefined ? {} : { commit_title: title }) }),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return main();
  };
  let branches = 0;
  return {
    ...world,
    main,
    merge,
    run,
    pushed: async (before, options) =>
      run({ name: "push", payload: { before, after: await main(), repository: { default_branch: "main" } } }, options),
    async promote(version, { approved = true, ...how } = {}) {
      const pull = await world.open({ branch: `promote-${++branches}`, files: { [PRODUCTION]: stage(version) } });
      if (approved) await github.review(repository, pull.number, { login: "dana", state: "APPROVED" });
      await merge(pull, how);
      return pull;
    },
  };
}

/** The output `promotions`. */
export function promotionsOf({ outputs }: Step): unknown {
  return JSON.parse(outputs["promotions"] ?? "");
}
