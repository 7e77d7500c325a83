import { expect, test } from "vitest";
import { promoteWorkflow } from "../../../operations/init/promote-workflow.ts";
import { CODEOWNERS, type Examined, GOOD, MODEL_FILE, WORKFLOW, createDoctorWorld, workflow } from "./world.ts";

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly complaints: readonly string[];
  readonly says: readonly string[];
}

const edited = (...changes: readonly (readonly [string, string])[]): Case["files"] => {
  let text = workflow;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the workflow has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return { [WORKFLOW]: text };
};

/** The event with its line of types. */
const PULL_REQUEST = /^ {2}pull_request:\n.*\n/m.exec(workflow)?.[0] ?? "";

const REGISTRY_FILE = "registry/registry.yaml";
const withGates = (gates: string): Case["files"] => ({
  [REGISTRY_FILE]: GOOD[REGISTRY_FILE]?.replace("approvals: 1", `approvals: 1, ${gates}`) ?? "",
});
const withModel = (more: string): Case["files"] => ({ [MODEL_FILE]: `${GOOD[MODEL_FILE] ?? ""}${more}` });
const owners = (list: string): Case["files"] => ({
  [MODEL_FILE]: GOOD[MODEL_FILE]?.replace('["@alice", "@bob"]', list) ?? "",
  [CODEOWNERS]: GOOD[CODEOWNERS]?.replace("churn/ @alice @bob", `churn/ ${list.replaceAll(/[[\]",]/g, "")}`) ?? "",
});

const CASES: readonly Case[] = [
  {
    name: "no workflow",
    files: { [WORKFLOW]: null },
    complaints: ["problem validate-workflow", "problem publish-workflow", "unknown required-check"],
    says: ["Run modelyard init: it writes .github/workflows/registry.yml"],
  },
  {
    name: "the workflow as init leaves it",
    files: edited(["acme-tools/", "OWNER/"]),
    complaints: ["problem validate-workflow"],
    says: [`OWNER/modelyard is a placeholder, not a repository: ${WORKFLOW}:32, ${WORKFLOW}:53, ${WORKFLOW}:75`],
  },
  {
    name: "a workflow that is no YAML",
    files: { [WORKFLOW]: "on: [\njobs: {" },
    complaints: ["problem validate-workflow", "problem publish-workflow", "unknown required-check"],
    says: [`${WORKFLOW} is no YAML`],
  },
  {
    name: "no pull requests",
    files: edited([PULL_REQUEST, ""]),
    complaints: ["problem validate-workflow", "unknown required-check"],
    says: [`${WORKFLOW}:30 does not run for pull requests`, "  pull_request:"],
  },
  {
    name: "the base instead of the merge result",
    files: edited(["  pull_request:\n", "  pull_request_target:\n"]),
    complaints: ["problem validate-workflow"],
    says: ["runs on pull_request_target, which has no merge result to check"],
  },
  {
    name: "nothing for a merge queue",
    files: edited(["  merge_group:\n", ""]),
    complaints: ["problem merge-queue"],
    says: ["does not run for it: nothing would ever be merged"],
  },
  {
    name: "no timer",
    files: edited([/ {2}schedule:\n.*\n/.exec(workflow)?.[0] ?? "", ""]),
    complaints: ["advice validate-workflow", "advice publish-workflow"],
    says: ["a gate that waits for time passes, and the pull request does not say so", '    - cron: "17 * * * *"'],
  },
  {
    name: "some paths alone",
    files: edited(["  pull_request:\n", "  pull_request:\n    paths: [registry/**]\n"]),
    complaints: ["problem path-filter"],
    says: ["take paths: out from under pull_request:"],
  },
  {
    name: "not every push",
    files: edited([PULL_REQUEST, "  pull_request:\n    types: [opened, labeled]\n"]),
    complaints: ["problem path-filter"],
    says: [
      "does not run when a pull request is synchronize, reopened",
      "    types: [opened, synchronize, reopened, edited, labeled]",
    ],
  },
  {
    name: "nothing when a pull request asks for a merge to another branch",
    files: edited([PULL_REQUEST, "  pull_request:\n"]),
    complaints: ["advice path-filter"],
    says: ["what it passed there would count for main", "    types: [opened, synchronize, reopened, edited]"],
  },
  {
    name: "publish on another branch",
    files: edited(["branches: [main]", "branches: [release]"]),
    complaints: ["problem publish-workflow"],
    says: ["does not run when main is pushed to", "    branches: [main]"],
  },
  {
    name: "publish that may only read",
    files: edited(["contents: write ", "contents: read "]),
    complaints: ["problem workflow-permissions"],
    says: ["(publish) lacks contents: write: no release can be made", "  contents: write"],
  },
  {
    name: "no comment",
    files: edited(["      pull-requests: write      # one comment with what would change\n", ""]),
    complaints: ["advice workflow-permissions"],
    says: ["(validate) lacks pull-requests: write: there is no comment"],
  },
  {
    name: "a permission that nobody needs",
    files: edited(["      statuses: write ", "      id-token: write\n      statuses: write "]),
    complaints: ["advice workflow-permissions"],
    says: ["The job validate of .github/workflows/registry.yml has id-token: write and needs it for nothing"],
  },
  {
    name: "everything may be written",
    files: edited([
      "permissions:\n      contents: write           # releases\n      pull-requests: read ",
      "permissions: write-all #",
    ]),
    complaints: ["advice workflow-permissions"],
    says: ["The job publish of .github/workflows/registry.yml may write everything", "  contents: write"],
  },
  {
    name: "one commit",
    files: edited(["          fetch-depth: 0\n", ""]),
    complaints: ["advice workflow-checkout", "advice workflow-checkout"],
    says: [`${WORKFLOW}:28 checks out one commit`, "  fetch-depth: 0"],
  },
  {
    name: "the head instead of the merge result",
    files: edited(["          fetch-depth: 0\n", "          fetch-depth: 0\n          ref: main\n"]),
    complaints: ["problem workflow-checkout"],
    says: ["checks out main instead of the merge result"],
  },
  {
    name: "a tag that can be moved",
    files: edited([" # v7.0.1", ""], [/checkout@[0-9a-f]{40}/.exec(workflow)?.[0] ?? "", "checkout@v7"]),
    complaints: ["advice pinned-actions", "advice pinned-actions", "advice pinned-actions"],
    says: [`${WORKFLOW}:28 uses actions/checkout@v7`, "- uses: actions/checkout@<40 hex digits> # v7"],
  },
  {
    name: "pull requests by a workflow that may open none",
    files: {
      ".github/workflows/promote.yml": [
        "on: workflow_dispatch",
        "permissions: {}",
        "jobs:",
        "  promote:",
        "    runs-on: ubuntu-latest",
        "    permissions: {contents: write, pull-requests: write}",
        "    env: {GITHUB_TOKEN: none}",
        "    steps:",
        "      - run: |",
        "          npx modelyard promote churn@latest \\",
        "            staging --pr",
        "        env:",
        "          GITHUB_TOKEN: ${{ github.token }}",
        "",
      ].join("\n"),
    },
    complaints: ["problem actions-pull-requests"],
    says: [".github/workflows/promote.yml:9 opens pull requests with the workflow's own token", "tick it"],
  },
  {
    name: "pull requests by an App that may not be set",
    files: {
      ".github/workflows/promote.yml": promoteWorkflow({
        uses: (action) => `acme-tools/modelyard/action/${action}@v1`,
      }),
    },
    complaints: ["advice actions-pull-requests"],
    says: [
      "with the token of a GitHub App, and cannot where none is set",
      "Set the variable and the secret of the App",
    ],
  },
  {
    name: "no CODEOWNERS",
    files: { [CODEOWNERS]: null },
    complaints: ["problem codeowners"],
    says: ["Run modelyard codeowners, and commit what it writes."],
  },
  {
    name: "owners of yesterday",
    files: { [CODEOWNERS]: GOOD[CODEOWNERS]?.replace("@alice @bob", "@bob @carol") ?? "" },
    complaints: ["problem codeowners"],
    says: ["does not name the owners that the models name"],
  },
  {
    name: "a later line takes the owners away",
    files: { [CODEOWNERS]: `${GOOD[CODEOWNERS] ?? ""}/registry/models/churn/stages/\n` },
    complaints: ["problem codeowners"],
    says: ["asks nobody to review the stages of churn", "/registry/models/churn/ @alice @bob"],
  },
  {
    name: "nobody answers for the policy",
    files: { [CODEOWNERS]: GOOD[CODEOWNERS]?.replace("* @acme/platform\n", "") ?? "" },
    complaints: ["advice codeowners"],
    says: [
      "registry/registry.yaml, .github/workflows/registry.yml and .github/CODEOWNERS",
      "/registry/registry.yaml @OWNER",
    ],
  },
  {
    name: "a broken registry",
    files: {
      "registry/models/churn/stages/staging.yaml": 'schema: stage/1\nmodel: churn\nstage: staging\nversion: "9.9.9"\n',
    },
    complaints: ["problem registry"],
    says: ["Run modelyard validate"],
  },
  {
    name: "more approvals than owners",
    files: withModel("gates:\n  production: {approvals: 3}\n"),
    complaints: ["problem policy"],
    says: ["No version of churn can enter production: it needs 3 approvals by owners, and it names 2 of them"],
  },
  {
    name: "bounds that exclude each other",
    files: {
      ...withGates("metrics: {auc: {min: 0.9}}"),
      ...withModel("metrics: {auc: {goal: maximize}}\ngates:\n  production: {metrics: {auc: {max: 0.8}}}\n"),
    },
    complaints: ["problem policy"],
    says: ["auc must be at least 0.9 and at most 0.8"],
  },
  {
    name: "no format is left",
    files: { ...withGates("formats: [onnx]"), ...withModel("gates:\n  production: {formats: [safetensors]}\n") },
    complaints: ["problem policy", "advice policy"],
    says: ["no file format is allowed", "has no effect"],
  },
  {
    name: "one owner, who cannot approve what they propose themselves",
    files: owners('["@alice"]'),
    complaints: ["advice own-promotions"],
    says: [
      "A promotion of churn that @alice opens can never be merged, since nobody approves their own: production asks for an approval by the owners in registry/models/churn/model.yaml, who are @alice alone",
      "Name one more owner and run modelyard codeowners",
    ],
  },
  {
    name: "two owners, where both have to approve",
    files: withModel("gates:\n  production: {approvals: 2}\n"),
    complaints: ["advice own-promotions"],
    says: ["that @alice or @bob opens can never be merged", "who are @alice and @bob alone"],
  },
  {
    name: "one code owner, where nothing but the branch asks for a review",
    files: {
      [REGISTRY_FILE]: GOOD[REGISTRY_FILE]?.replace(", approvals: 1", "") ?? "",
      ...owners('["@alice"]'),
    },
    complaints: ["advice own-promotions"],
    says: ["the branch's rules ask for a review by the code owners of registry/models/churn/stages/staging.yaml"],
  },
  {
    name: "a team that the workflow cannot see",
    files: owners('["@acme/growth-ml"]'),
    complaints: ["problem team-owners"],
    says: ["@acme/growth-ml approves promotions, and .github/workflows/registry.yml:32 cannot see who is in it"],
  },
  {
    name: "a store that is beside the registry",
    files: {
      [REGISTRY_FILE]: GOOD[REGISTRY_FILE]?.replace("github-releases", "{type: file, path: store}") ?? "",
    },
    complaints: ["problem store", "problem store-in-workflows"],
    says: ["publishes on ubuntu-latest, which cannot see the store's folder store", "  store: github-releases"],
  },
];

test("one file wrong gives just that complaint, with the place and the lines", { timeout: 300_000 }, async () => {
  const world = await createDoctorWorld();
  for (const { name, files, complaints, says } of CASES) {
    const examined = await world.examine(files);
    expect({ name, complaints: examined.complaints }).toEqual({ name, complaints });
    const said = examined.results.map(({ message, fix, lines = [] }) => [message, fix, ...lines].join("\n")).join("\n");
    for (const text of says) expect(said).toContain(text);
    const undone = Object.keys(files).map((path) => [path, GOOD[path] ?? null]);
    await world.github.commit(world.repository, { files: Object.fromEntries(undone) as Record<string, string | null> });
  }
});

test("a reusable workflow of the repository is looked into, with its caller's name before its own", async () => {
  const world = await createDoctorWorld();
  const called = ["on: workflow_call", ...workflow.slice(workflow.indexOf("permissions: {}")).split("\n")].join("\n");
  const caller = `${workflow.slice(0, workflow.indexOf("jobs:"))}jobs:\n  registry:\n    uses: ./.github/workflows/called.yml\n`;
  const files = { [WORKFLOW]: caller, ".github/workflows/called.yml": called };
  const { complaints, results } = await world.examine(files);
  expect(complaints).toEqual([]);
  expect(results.find(({ check }) => check === "validate-workflow")?.message).toContain(
    ".github/workflows/called.yml:",
  );
});

test("the job's own name can be required, and one that is known only in a run is not guessed", async () => {
  const world = await createDoctorWorld();
  const rule = world.repository.branchRules.find(({ type }) => type === "required_status_checks");
  Object.assign(rule ?? {}, {
    parameters: { required_status_checks: [{ context: "Registry", integration_id: 15_368 }] },
  });
  const named = edited(["  validate:\n", "  validate:\n    name: Registry\n"]);
  const waiting = await world.examine(named);
  expect(waiting.complaints).toEqual(["advice required-check"]);
  expect(messagesOf(waiting)).toContain(
    "The required check Registry is that of a job: after an approval, or when a soak ends, it stays red until somebody runs it again",
  );
  const withoutGates = { [REGISTRY_FILE]: GOOD[REGISTRY_FILE]?.replace(", soak: 24h, approvals: 1", "") ?? "" };
  expect((await world.examine({ ...named, ...withoutGates })).complaints).toEqual([]);
  const passing = edited(
    ["  validate:\n", "  validate:\n    name: Registry\n"],
    ["action/validate@v1\n", "action/validate@v1\n        with: {fail-while-pending: false}\n"],
  );
  const lax = await world.examine({ ...passing, [REGISTRY_FILE]: GOOD[REGISTRY_FILE] ?? "" });
  expect(lax.complaints).toEqual(["problem required-check"]);
  expect(messagesOf(lax)).toContain("The required check Registry passes while gates wait");

  const open = edited(["  validate:\n", "  validate:\n    name: Registry ${{ github.ref }}\n"]);
  expect((await world.examine(open)).complaints).toEqual(["unknown required-check"]);
});

test("a folder with more entries than GitHub supports is named before it is too late", async () => {
  const world = await createDoctorWorld();
  const { git } = world.repository;
  const blob = await git.writeBlob(
    (GOOD["registry/models/churn/versions/1.0.0.yaml"] ?? "").replaceAll("1.0.0", "1.0.1"),
  );
  const many = Array.from({ length: 2600 }, (_, n) => ({
    path: `registry/models/churn/versions/1.0.${n + 1}.yaml`,
    mode: "100644",
    sha: blob,
  }));
  const tree = await git.writeTree("refs/heads/main", many);
  const by = { name: "alice", email: "alice@example.com", date: new Date().toISOString() };
  const parents = [await git.text(["rev-parse", "refs/heads/main"])];
  const commit = await git.writeCommit({ tree, parents, author: by, committer: by, message: "Many" });
  await git.setRef("refs/heads/main", commit);
  const examined = await world.examine();
  expect(examined.complaints).toContain("advice folder-size");
  expect(messagesOf(examined)).toContain(
    "registry/models/churn/versions has 2602 entries, and GitHub supports 3000 in a folder",
  );
});

test("a workflow that GitHub has switched off is named, with why and where to switch it on", async () => {
  const world = await createDoctorWorld();
  world.repository.workflowStates.set(WORKFLOW, "disabled_inactivity");
  const idle = await world.examine();
  expect(idle.complaints).toEqual(["problem workflow-state"]);
  expect(messagesOf(idle)).toContain(`GitHub has switched off ${WORKFLOW} because nothing was pushed for 60 days`);
  world.repository.workflowStates.set(WORKFLOW, "disabled_manually");
  expect(messagesOf(await world.examine())).toContain(`GitHub has switched off ${WORKFLOW} (disabled_manually)`);
});

const messagesOf = ({ results }: Examined): string => results.map(({ message }) => message).join("\n");
