import { expect, test } from "vitest";
import { createWorkspace } from "../../support/workspace.ts";
import { GOOD, WORKFLOW, createDoctorWorld, readAnswer } from "./world.ts";

/** The settings that only those who administer a repository are shown. */
const HIDDEN = [
  "actions-settings",
  "workflow-token",
  "actions-pull-requests",
  "bypass",
  "tag-protection",
  "immutable-releases",
];

test("a workflow's own token sees the rules, and not the settings: those are unknown, with the permission", async () => {
  const world = await createDoctorWorld();
  const { results, complaints, exitCode } = await world.examine({}, world.token);
  expect([...complaints].sort()).toEqual(HIDDEN.map((check) => `unknown ${check}`).sort());
  expect(exitCode).toBe(0);
  for (const { check, message } of results.filter(({ level }) => level === "unknown")) {
    expect(`${check}: ${message}`).toContain("needs a token with the permission administration:");
  }
  expect(world.github.contractViolations).toEqual([]);
});

test("what a ruleset lacks may stand in a classic protection that the token cannot see", async () => {
  const world = await createDoctorWorld();
  world.repository.branchRules.splice(0);
  const { results } = await world.examine({}, world.token);
  const branch = results.filter(({ section }) => section === "Protection on GitHub");
  expect(new Set(branch.map(({ check, level }) => `${level} ${check}`))).toEqual(
    new Set([
      ...["pull-request", "approvals", "code-owners", "stale-approvals", "history"].map(
        (name) => `unknown branch-${name}`,
      ),
      "unknown required-check",
      "unknown merge-queue",
      "unknown bypass",
      "ok merge-methods",
    ]),
  );
});

test("a plan that has no rulesets for private repositories is named, instead of a permission", async () => {
  const world = await createDoctorWorld();
  const message = "Upgrade to GitHub Pro or make this repository public to enable this feature.";
  const body = { message, documentation_url: "https://docs.github.com/rest/repos/rules" };
  world.github.faults.add({ when: { path: /\/rulesets$/ }, do: { status: 403, body } });
  const { results } = await world.examine({}, world.token);
  const hidden = results.filter(({ level }) => level === "unknown").map((result) => result.message);
  expect(hidden.join("\n")).toContain("on a paid plan");
});

test("without a token a public repository is seen as far as GitHub shows it to everybody", async () => {
  const world = await createDoctorWorld();
  const { results, complaints } = await world.examine({}, "");
  expect([...complaints].sort()).toEqual([
    "advice store",
    ...[...HIDDEN, "merge-methods"].map((check) => `unknown ${check}`).sort(),
  ]);
  expect(results.find(({ check }) => check === "workflow-token")?.message).toContain("needs a token");
});

test("a token that may only read is told that it cannot write to the store", async () => {
  const world = await createDoctorWorld();
  const token = world.github.addToken({
    login: "reader[bot]",
    kind: "app",
    permissions: { contents: "read", administration: "write" },
  });
  expect((await world.examine({}, token)).complaints).toEqual(["advice store", "unknown merge-methods"]);
});

test("a clone is checked with the repository that its origin names", async () => {
  const { github, admin, repository } = await createDoctorWorld();
  const workspace = await createWorkspace();
  await workspace.git("clone", "--quiet", repository.gitDir, "clone");
  await workspace.git("-C", "clone", "remote", "set-url", "origin", "git@github.com:acme/models.git");
  await workspace.write(`clone/${WORKFLOW}`, GOOD[WORKFLOW]?.replace("  merge_group:\n", "") ?? "");
  const environment = { GITHUB_API_URL: github.apiUrl, GITHUB_TOKEN: admin };
  const ran = await workspace.modelyardWith(environment, "doctor", "-C", "clone", "--json");
  const { complaints } = readAnswer(ran.exitCode, ran.stdout);
  // The files are those of the folder, the settings those of GitHub.
  expect(complaints).toEqual(["problem merge-queue"]);
  const text = await workspace.modelyardWith(environment, "doctor", "-C", "clone");
  expect(text.stdout).toMatch(/^acme\/models\n\nRegistry\n {2}ok {6}git, registry, policy, codeowners, store/);
  expect(text.stdout).toContain("              on:\n                merge_group:\n");
  expect(text.stdout).toContain("\n1 problem, no advice, 31 fine.\n");
});

test("offline, the files are checked and what was not asked is told with the reason", async () => {
  const workspace = await createWorkspace();
  for (const [path, text] of Object.entries(GOOD)) await workspace.write(path, text);
  await workspace.git("init", "--quiet", "--initial-branch=main");
  const alone = await workspace.modelyard("doctor");
  expect(alone.exitCode).toBe(0);
  expect(alone.stdout).toMatch(/^GitHub was not asked: It is not known which GitHub repository this is\./);
  expect(alone.stdout).toContain("  unknown tag-creation, tag-protection, immutable-releases: GitHub was not asked\n");

  await workspace.git("remote", "add", "origin", "https://gitlab.example.com/acme/models.git");
  expect((await workspace.modelyard("doctor")).stdout).toContain(
    "GitHub was not asked: origin is on gitlab.example.com; for a GitHub server of yours set GITHUB_API_URL",
  );
  await workspace.git("remote", "set-url", "origin", "https://github.com/acme/models.git");
  const closed = { GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_TOKEN: "none" };
  const offline = await workspace.modelyardWith(closed, "doctor", "--json");
  const { results, exitCode } = readAnswer(offline.exitCode, offline.stdout);
  expect(exitCode).toBe(0);
  const levels = new Set(results.filter(({ section }) => section.endsWith("GitHub")).map(({ level }) => level));
  expect(levels).toEqual(new Set(["unknown"]));
  expect(results.find(({ check }) => check === "validate-workflow")?.level).toBe("ok");
});

test("a folder without a registry is told to start one", async () => {
  const workspace = await createWorkspace();
  const ran = await workspace.modelyard("doctor");
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain("problem registry: There is no registry: no registry/registry.yaml");
  expect(ran.stdout).toContain("Run modelyard init, and commit what it writes.");
});
