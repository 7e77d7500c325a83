import { registryWorkflow } from "../../../operations/init/registry-workflow.ts";
import type { Repository } from "../../servers/github/index.ts";
import { type RemoteWorld, REGISTRY, createRemoteWorld } from "../remote/world.ts";

export type Level = "ok" | "advice" | "problem" | "unknown";

interface Result {
  readonly section: string;
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  readonly fix?: string;
  readonly lines?: readonly string[];
}

export interface Examined {
  readonly exitCode: number;
  readonly results: readonly Result[];
  /** All that is not fine, as `level check`. */
  readonly complaints: readonly string[];
}

export const WORKFLOW = ".github/workflows/registry.yml";
export const MODEL_FILE = "registry/models/churn/model.yaml";
export const CODEOWNERS = ".github/CODEOWNERS";
const GITHUB_ACTIONS = 15_368;

/** The workflow that init writes, with somebody in the place of OWNER. */
export const workflow = registryWorkflow({ uses: (action) => `acme-tools/modelyard/action/${action}@v1` });

/** A registry with two gated stages, and everything around it as it should be. */
export const GOOD: Readonly<Record<string, string>> = {
  ...REGISTRY,
  "registry/registry.yaml": [
    "schema: registry/1",
    "name: acme-models",
    "stages:",
    "  - name: staging",
    "  - name: production",
    "    gates: {after: staging, soak: 24h, approvals: 1}",
    "artifacts:",
    "  store: github-releases",
    "",
  ].join("\n"),
  [MODEL_FILE]: (REGISTRY[MODEL_FILE] ?? "").replace('["@alice"]', '["@alice", "@bob"]'),
  [CODEOWNERS]: [
    "* @acme/platform",
    "",
    "# modelyard: owners of models, written by `modelyard codeowners`",
    "/registry/models/churn/ @alice @bob",
    "# modelyard: end",
    "",
  ].join("\n"),
  [WORKFLOW]: workflow,
};

export interface DoctorWorld extends RemoteWorld {
  /** Somebody's who administers the repository. */
  readonly admin: string;
  /** Commits these files on top of the good ones, and runs the doctor without a clone. */
  examine(files?: Readonly<Record<string, string | null>>, token?: string): Promise<Examined>;
}

/** A repository in which every check is fine, on a fake GitHub that is held against GitHub's description. */
export async function createDoctorWorld(): Promise<DoctorWorld> {
  const world = await createRemoteWorld({ checkContract: true });
  const { github, repository } = world;
  const admin = github.addToken({ login: "alice", kind: "user" });
  await github.commit(repository, { files: GOOD });
  protect(repository);
  return {
    ...world,
    admin,
    async examine(files = {}, token = admin) {
      if (Object.keys(files).length > 0) await github.commit(repository, { files });
      const ran = await world.workspace.modelyardWith(
        { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: token },
        "doctor",
        "-C",
        "github:acme/models",
        "--json",
      );
      return readAnswer(ran.exitCode, ran.stdout);
    },
  };
}

/** What --json printed. */
export function readAnswer(exitCode: number, stdout: string): Examined {
  const { results } = JSON.parse(stdout) as { results: readonly Result[] };
  const bad = results.filter(({ level }) => level !== "ok");
  return { exitCode, results, complaints: bad.map(({ level, check }) => `${level} ${check}`) };
}

export const REVIEWS = {
  required_approving_review_count: 1,
  dismiss_stale_reviews_on_push: true,
  require_code_owner_review: true,
};

function protect(repository: Repository): void {
  repository.actions.mayOpenPullRequests = false;
  repository.mergeMethods.rebase = false;
  repository.immutableReleases = true;
  repository.branchRules.push(
    { branch: "main", type: "pull_request", parameters: REVIEWS },
    {
      branch: "main",
      type: "required_status_checks",
      parameters: { required_status_checks: [{ context: "modelyard", integration_id: GITHUB_ACTIONS }] },
    },
    { branch: "main", type: "merge_queue" },
    { branch: "main", type: "non_fast_forward" },
    { branch: "main", type: "deletion" },
  );
}

/** Puts another rule in the place of that of its type, or takes it away. */
export function changeRule(
  { branchRules }: Repository,
  type: string,
  change: { readonly parameters?: Readonly<Record<string, unknown>>; readonly bypassActors?: readonly object[] } | null,
): void {
  const index = branchRules.findIndex((rule) => rule.type === type);
  const rule = branchRules[index];
  if (rule === undefined) throw new Error(`no rule ${type}`);
  const parameters = { ...rule.parameters, ...change?.parameters };
  const rest = change === null ? [] : [{ ...rule, ...change, parameters }];
  branchRules.splice(index, 1, ...rest);
}
