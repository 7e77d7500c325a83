import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AnswerCache } from "../../../adapters/cache/answer-cache.ts";
import { headOf } from "../../../adapters/github/repository/branches.ts";
import { GitHubClient } from "../../../adapters/github/client/client.ts";
import { RepositoryFiles } from "../../../adapters/github/repository/repository-files.ts";
import { openGitHubTree } from "../../../adapters/trees/github.ts";
import { proposePromotion } from "../../../operations/propose/changes.ts";
import type { Pull } from "../../servers/github/index.ts";
import { client } from "../../servers/github/http/test-client.ts";
import { REGISTRY, type RemoteWorld, createRemoteWorld, stageFile } from "./world.ts";

const HERE = ["-C", "github:acme/models"];
const PROMOTE = ["promote", "churn@1.1.0", "production", "--pr", ...HERE];
const PATH = "registry/models/churn/stages/production.yaml";
const BRANCH = "promote/churn@production";

async function createProposalWorld(): Promise<RemoteWorld> {
  const world = await createRemoteWorld({ checkContract: true });
  await world.github.commit(world.repository, { files: REGISTRY });
  return world;
}

const pullsOf = ({ repository }: RemoteWorld) =>
  repository.issues.filter((issue): issue is Pull => issue.kind === "pull");

async function expectRun(world: RemoteWorld, words: readonly string[]): Promise<string> {
  const ran = await world.modelyard(...words);
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran.stdout;
}

async function fileOn({ repository }: RemoteWorld, branch: string, path = PATH): Promise<string> {
  return String(await repository.git.run(["cat-file", "blob", `refs/heads/${branch}:${path}`]));
}

const commitsOn = ({ repository }: RemoteWorld, branch: string) =>
  repository.git.lines(["rev-list", `refs/heads/${branch}`, "^refs/heads/main"]);

/** As the command line does, but with short waits between attempts. */
async function clearInProcess(world: RemoteWorld): Promise<unknown> {
  const { apiUrl } = world.github;
  const github = { apiUrl, token: world.token, owner: "acme", repository: "models", firstWaitMs: 1 };
  const files = new RepositoryFiles(new GitHubClient(github), new AnswerCache(join(world.workspace.folder, "answers")));
  const commit = (await headOf(files.client, "main")) ?? "";
  const target = { files, base: { branch: "main", commit }, tree: openGitHubTree(files, { ref: commit }), prefix: "" };
  return proposePromotion(target, {
    stage: "production",
    to: { model: "churn" },
    environment: {},
    now: "2026-11-23T09:30:00Z",
  });
}

async function merge(world: RemoteWorld, method: string): Promise<void> {
  const dana = client(world.github, world.github.addToken({ login: "dana" }));
  const { number } = pullsOf(world).at(-1) ?? { number: 0 };
  await dana("GET", `/repos/acme/models/pulls/${number}`);
  const { status } = await dana("PUT", `/repos/acme/models/pulls/${number}/merge`, { body: { merge_method: method } });
  expect(status).toBe(200);
}

describe("promote --pr", () => {
  test("makes one signed commit and one pull request that says what changes and how it was made", async () => {
    const world = await createProposalWorld();
    const said = await expectRun(world, PROMOTE);
    expect(said).toContain("churn: 1.0.0 → 1.1.0 in production");
    expect(said).toMatch(/#1 opened http.*\/pull\/1/);
    const [pull] = pullsOf(world);
    expect(pull).toMatchObject({ title: "Promote churn 1.1.0 to production", base: "main", head: { branch: BRANCH } });
    expect(pull?.body).toContain('```diff\n-version: "1.0.0"\n+version: "1.1.0"\n```');
    expect(pull?.body).toContain("### churn: 1.0.0 → **1.1.0** in production");
    expect(pull?.body).toContain("Made with `modelyard promote churn@1.1.0 production`");
    expect(pull?.body).toContain("checks wait until somebody with write access presses");
    const commits = await commitsOn(world, BRANCH);
    expect(commits).toHaveLength(1);
    expect(world.repository.verifiedCommits.has(commits[0] ?? "")).toBe(true);
    expect(await fileOn(world, BRANCH)).toBe(stageFile("production", "1.1.0"));
    expect(world.github.contractViolations).toEqual([]);
  });

  test("run twice it changes nothing, whatever time it is", async () => {
    const world = await createProposalWorld();
    await expectRun(world, PROMOTE);
    const before = world.github.requests.length;
    expect(await expectRun(world, PROMOTE)).toContain("nothing changed");
    const writes = world.github.requests.slice(before).filter(({ method, body }) => method !== "GET" && !isQuery(body));
    expect(writes).toEqual([]);
  });

  test.each([{ loseLastAnswer: false }, { loseLastAnswer: true }])(
    "interrupted after any call and run again, it ends in the same state; the last answer lost: $loseLastAnswer",
    async ({ loseLastAnswer }) => {
      const world = await createProposalWorld();
      let interruptions = 0;
      for (let calls = loseLastAnswer ? 1 : 0; ; calls++) {
        world.repository.issues.splice(0);
        await world.repository.git.run(["update-ref", "-d", `refs/heads/${BRANCH}`]);
        world.github.cutAfter(calls, { loseLastAnswer });
        const interrupted = await clearInProcess(world).then(
          () => false,
          () => true,
        );
        world.github.resume();
        await clearInProcess(world);
        expect(pullsOf(world)).toMatchObject([{ state: "open", title: "Clear production of churn" }]);
        expect(pullsOf(world)[0]?.body).toContain("checks wait");
        expect(await commitsOn(world, BRANCH)).toHaveLength(1);
        expect(await fileOn(world, BRANCH)).toContain("version: null");
        if (!interrupted) break;
        interruptions++;
      }
      expect(interruptions).toBeGreaterThan(8);
    },
    180_000,
  );

  test("another version updates the same pull request", async () => {
    const world = await createProposalWorld();
    await world.github.commit(world.repository, {
      files: { [PATH]: null },
      message: "Empty production",
    });
    await expectRun(world, ["promote", "churn@1.0.0", "production", "--pr", ...HERE]);
    expect(await expectRun(world, PROMOTE)).toContain("#1 updated");
    expect(pullsOf(world)).toMatchObject([{ state: "open", title: "Promote churn 1.1.0 to production" }]);
    expect(pullsOf(world)[0]?.body).toContain('+version: "1.1.0"');
    expect(await fileOn(world, BRANCH)).toContain('version: "1.1.0"');
  });

  test("where main has moved under it, the branch is made anew and the pull request stays open", async () => {
    const world = await createProposalWorld();
    await expectRun(world, PROMOTE);
    const moved = stageFile("production", "1.0.0").replace("version", "# A new comment.\nversion");
    await world.github.commit(world.repository, { files: { [PATH]: moved } });
    expect(await expectRun(world, PROMOTE)).toContain("#1 updated");
    expect(await fileOn(world, BRANCH)).toBe(moved.replace("1.0.0", "1.1.0"));
    expect(await commitsOn(world, BRANCH)).toHaveLength(1);
    expect(pullsOf(world)).toMatchObject([{ state: "open" }]);
    expect(await world.repository.git.lines(["for-each-ref", "--format=%(refname:short)", "refs/heads"])).toEqual([
      "main",
      BRANCH,
    ]);
  });

  test.each(["merge", "squash"])("a branch that a %s left over is used again", async (method) => {
    const world = await createProposalWorld();
    await expectRun(world, PROMOTE);
    await merge(world, method);
    expect(await expectRun(world, PROMOTE)).toContain("is in production already");
    expect(await expectRun(world, ["promote", "churn@1.0.0", "production", "--pr", ...HERE])).toContain("#2 opened");
    expect(await commitsOn(world, BRANCH)).toHaveLength(1);
    expect(await fileOn(world, BRANCH)).toContain('version: "1.0.0"');
  });

  test("a branch that a person has pushed to is left alone", async () => {
    const world = await createProposalWorld();
    await expectRun(world, PROMOTE);
    const theirs = await world.github.commit(world.repository, {
      branch: BRANCH,
      login: "dana",
      files: { [PATH]: stageFile("production", "1.0.0") },
    });
    const ran = await world.modelyard(...PROMOTE);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`dana has pushed ${theirs.slice(0, 7)} to the branch ${BRANCH} of #1`);
    expect(await world.repository.git.resolve(`refs/heads/${BRANCH}`)).toBe(theirs);
  });

  test("a pull request from a fork that has the same owner is not taken for ours", async () => {
    const world = await createProposalWorld();
    const fork = await world.github.createRepository({ owner: "acme", name: "models-dana", fork: world.repository });
    await world.github.commit(fork, { branch: BRANCH, files: { [PATH]: stageFile("production", "1.1.0") } });
    const dana = client(world.github, world.github.addToken({ login: "dana" }));
    const theirs = { title: "Mine", body: "By hand.", head: `acme:${BRANCH}`, head_repo: "models-dana", base: "main" };
    expect(await dana("POST", "/repos/acme/models/pulls", { body: theirs })).toMatchObject({ status: 201 });
    expect(await expectRun(world, PROMOTE)).toContain("#2 opened");
    expect(pullsOf(world)[0]).toMatchObject({ title: "Mine", body: "By hand." });
  });

  test("what was closed is not proposed again, and something else is", async () => {
    const world = await createProposalWorld();
    await expectRun(world, PROMOTE);
    const dana = client(world.github, world.github.addToken({ login: "dana" }));
    await dana("PATCH", "/repos/acme/models/pulls/1", { body: { state: "closed" } });
    const again = await world.modelyard(...PROMOTE);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain("#1 proposed exactly this and was closed without a merge");
    expect(pullsOf(world)).toMatchObject([{ state: "closed" }]);
    const other = await expectRun(world, ["promote", "churn", "production", "--clear", "--pr", ...HERE]);
    expect(other).toContain("#2 opened");
    expect(other).toContain("#1, which proposed something else here, was closed");
  });

  test("without GraphQL the contents API commits the same", async () => {
    const world = await createProposalWorld();
    world.github.faults.add({ when: { path: /graphql/ }, do: { status: 404, body: { message: "Not Found" } } });
    await expectRun(world, PROMOTE);
    expect(await fileOn(world, BRANCH)).toBe(stageFile("production", "1.1.0"));
    expect(await expectRun(world, PROMOTE)).toContain("nothing changed");
    expect(await commitsOn(world, BRANCH)).toHaveLength(1);
  });

  test("a setting that forbids pull requests is named, and what was pushed is used later", async () => {
    const world = await createProposalWorld();
    world.repository.actions.mayOpenPullRequests = false;
    const ran = await world.modelyard(...PROMOTE);
    expect(ran.exitCode).toBe(4);
    expect(ran.stderr).toContain("Allow GitHub Actions to create and approve pull requests");
    world.repository.actions.mayOpenPullRequests = true;
    await expectRun(world, PROMOTE);
    expect(await commitsOn(world, BRANCH)).toHaveLength(1);
  });

  test("an App's pull request says nothing of checks that wait", async () => {
    const world = await createProposalWorld();
    const token = world.github.addToken({ login: "registrar[bot]", kind: "app" });
    await world.workspace.modelyardWith({ GITHUB_API_URL: world.github.apiUrl, GITHUB_TOKEN: token }, ...PROMOTE);
    expect(pullsOf(world)[0]?.body).not.toContain("checks wait");
  });
});

function isQuery(body: unknown): boolean {
  const { query = "" } = (body ?? {}) as { query?: string };
  return query.startsWith("query");
}

test("rollback --pr and withdraw --pr", async () => {
  const world = await createProposalWorld();
  await expectRun(world, PROMOTE);
  await merge(world, "merge");
  await expectRun(world, ["rollback", "churn", "production", "--pr", ...HERE]);
  expect(pullsOf(world).at(-1)).toMatchObject({ title: "Roll production of churn back to 1.0.0", state: "open" });
  const words = ["withdraw", "churn@1.0.0", "deprecated", "--reason", "Old @dana `x`.", "--pr", ...HERE];
  expect(await expectRun(world, words)).toContain("#3 opened");
  expect(await expectRun(world, words)).toContain("nothing changed");
  expect(await fileOn(world, "withdraw/churn-1.0.0", "registry/models/churn/status/1.0.0.yaml")).toContain(
    "deprecated",
  );
});

function words(bytes: string, ...more: string[]): string[] {
  return ["draft", "churn", "--bump", "minor", "--artifact", bytes, "--author", "alice", "--pr", ...more];
}

describe("draft --pr", () => {
  test("saves the bytes, proposes the version and writes nothing, once however often", async () => {
    const world = await createProposalWorld();
    await world.workspace.write("out/model.bin", "new weights");
    const said = await expectRun(world, words("out/model.bin", ...HERE));
    expect(said).toMatch(/#1 opened/);
    expect(await world.workspace.modelyard("show", "churn")).toMatchObject({ exitCode: 2 });
    const path = "registry/models/churn/versions/1.2.0.yaml";
    const text = await fileOn(world, "draft/churn-1.2.0", path);
    expect(text).toContain("size: 11");
    expect(world.repository.releases).toMatchObject([{ tagName: "churn@v1.2.0", draft: true }]);
    expect(pullsOf(world)[0]?.body).toContain("Adds churn **1.2.0**");
    expect(await expectRun(world, words("out/model.bin", ...HERE))).toContain("nothing changed");
    expect(await fileOn(world, "draft/churn-1.2.0", path)).toBe(text);
    expect(pullsOf(world)).toHaveLength(1);
    await world.workspace.write("out/model.bin", "better weights");
    expect(await expectRun(world, words("out/model.bin", ...HERE))).toContain("#1 updated");
    expect(await fileOn(world, "draft/churn-1.2.0", path)).toContain("size: 14");
    expect(world.github.contractViolations).toEqual([]);
  });

  test("works from a clone, for a registry in a folder of it", async () => {
    const world = await createRemoteWorld();
    const moved = Object.entries(REGISTRY).map(([path, text]) => [`ml/${path}`, text]);
    await world.github.commit(world.repository, { files: Object.fromEntries(moved) as Record<string, string> });
    await world.workspace.git("clone", "--quiet", world.repository.gitDir, "clone");
    await world.workspace.write("out/model.bin", "new weights");
    const environment = {
      GITHUB_API_URL: world.github.apiUrl,
      GITHUB_TOKEN: world.token,
      GITHUB_REPOSITORY: "acme/models",
    };
    const ran = await world.workspace.modelyardWith(environment, ...words("out/model.bin", "-C", "clone/ml"));
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await fileOn(world, "draft/churn-1.2.0", "ml/registry/models/churn/versions/1.2.0.yaml")).toContain(
      "size: 11",
    );
    expect(await world.workspace.git("-C", "clone", "status", "--porcelain")).toBe("");
  });

  test("the owner that a new model was given stays in the open pull request", async () => {
    const world = await createProposalWorld();
    await world.workspace.write("out/model.bin", "new weights");
    const draft = ["draft", "fresh", "--version", "1.0.0", "--artifact", "out/model.bin", "--pr", ...HERE];
    await expectRun(world, [...draft, "--owner", "@dana"]);
    const model = "registry/models/fresh/model.yaml";
    expect(await fileOn(world, "draft/fresh-1.0.0", model)).toContain("@dana");
    await world.workspace.write("out/model.bin", "better weights");
    expect(await expectRun(world, draft)).toContain("#1 updated");
    expect(await fileOn(world, "draft/fresh-1.0.0", model)).toContain("@dana");
  });

  test("a description that would keep workflows from starting is proposed so that they start", async () => {
    const world = await createProposalWorld();
    await world.workspace.write("out/model.bin", "new weights");
    await expectRun(world, words("out/model.bin", "--description", "Retrained [skip ci]", ...HERE));
    const [pull] = pullsOf(world);
    expect(pull?.body).toContain("Retrained");
    const message = await world.repository.git.text(["log", "-1", "--format=%B", "refs/heads/draft/churn-1.2.0"]);
    expect(`${pull?.title} ${pull?.body} ${message}`).not.toMatch(/\[skip ci\]/);
    const path = "registry/models/churn/versions/1.2.0.yaml";
    expect(await fileOn(world, "draft/churn-1.2.0", path)).toContain("Retrained [skip ci]");
  });

  test("where the registry is in the folder and not on GitHub, it says what to push", async () => {
    const world = await createRemoteWorld();
    await world.github.commit(world.repository, { files: { "README.md": "Models.\n" } });
    await world.workspace.git("clone", "--quiet", world.repository.gitDir, "clone");
    await world.workspace.write("clone/registry/registry.yaml", REGISTRY["registry/registry.yaml"] ?? "");
    await world.workspace.write("out/model.bin", "new weights");
    const { apiUrl } = world.github;
    const environment = { GITHUB_API_URL: apiUrl, GITHUB_TOKEN: world.token, GITHUB_REPOSITORY: "acme/models" };
    const ran = await world.workspace.modelyardWith(environment, ...words("out/model.bin", "-C", "clone"));
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).toContain("is not on GitHub's branch yet");
    expect(ran.stderr).toContain("push it to the default branch first");
  });
});
