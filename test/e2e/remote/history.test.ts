import { expect, test } from "vitest";
import { client } from "../../servers/github/http/test-client.ts";
import { REGISTRY, createRemoteWorld, stageFile } from "./world.ts";

const PATH = "registry/models/churn/stages/production.yaml";

/** Production got 1.0.0 by a push, 1.1.0 by a merged pull request of two commits, and 1.0.0 back by a squashed one. */
async function createHistory() {
  let minute = 0;
  const world = await createRemoteWorld({
    now: () => new Date(Date.UTC(2026, 9, 20, 14, (minute += 1))),
    checkContract: true,
  });
  const { github, repository } = world;
  const dana = client(github, github.addToken({ login: "dana" }));
  await github.commit(repository, { files: REGISTRY, message: "Start" });
  const propose = async (branch: string, title: string, method: string, versions: readonly string[]) => {
    for (const version of versions) {
      await github.commit(repository, {
        branch,
        files: { [PATH]: stageFile("production", version) },
        message: `wip ${version}`,
      });
    }
    const { json } = await dana("POST", "/repos/acme/models/pulls", { body: { title, head: branch, base: "main" } });
    const { number } = json as { number: number };
    await dana("GET", `/repos/acme/models/pulls/${number}`);
    await dana("PUT", `/repos/acme/models/pulls/${number}/merge`, { body: { merge_method: method } });
  };
  await propose("promote", "Promote churn 1.1.0 to production", "merge", ["1.0.0-rc.1", "1.1.0"]);
  await propose("back", "Back to 1.0.0", "squash", ["1.0.0"]);
  await world.workspace.git("clone", "--quiet", repository.gitDir, "clone");
  return world;
}

const tenuresOf = (stdout: string) => (JSON.parse(stdout) as { stages: unknown }).stages;

test("history without a clone tells the merges, as a clone does", async () => {
  const world = await createHistory();
  const here = ["-C", "github:acme/models", "--json"];
  const remote = await world.modelyard("history", "churn", "production", ...here);
  const local = await world.workspace.modelyard("history", "churn", "production", "-C", "clone", "--json");
  expect(tenuresOf(remote.stdout)).toEqual(tenuresOf(local.stdout));
  expect(remote.stderr).toContain("1 change came with no pull request");
  expect(tenuresOf(remote.stdout)).toMatchObject([
    { tenures: [{ version: "1.0.0" }, { version: "1.1.0" }, { version: "1.0.0" }] },
  ]);
  expect(world.github.contractViolations).toEqual([]);

  const whole = await world.modelyard("history", "churn", ...here);
  expect(tenuresOf(whole.stdout)).toEqual(tenuresOf(local.stdout));
  world.newRequests();
  await world.modelyard("history", "churn", "production", ...here);
  expect(world.newRequests().filter((request) => request.includes("/git/commits/"))).toEqual([]);
});

test("who writes GitHub's name and an old time into commits does not get into a stage earlier", async () => {
  const world = await createHistory();
  const { github, repository } = world;
  const { git } = repository;
  const dana = client(github, github.addToken({ login: "dana" }));
  const main = await git.text(["rev-parse", "refs/heads/main"]);
  const faked = { name: "GitHub", email: "noreply@github.com", date: "2026-01-01T00:00:00Z" };
  const file = { path: PATH, mode: "100644", sha: await git.writeBlob(stageFile("production", "1.1.0")) };
  const tree = await git.writeTree("refs/heads/main", [file]);
  const commit = (parents: string[], message: string) =>
    git.writeCommit({ tree, parents, author: faked, committer: faked, message });
  const head = await commit([main], "Promote churn 1.1.0 (#1)");
  await git.setRef("refs/heads/faked", head);
  await dana("POST", "/repos/acme/models/pulls", { body: { title: "Again", head: "faked", base: "main" } });
  // Merged with git by hand, with a clock of last winter: GitHub knows when it was pushed.
  await git.setRef("refs/heads/main", await commit([main, head], "Merge by hand"));
  await dana("GET", "/repos/acme/models/pulls/3");
  const words = ["history", "churn", "production", "-C", "github:acme/models", "--json"];
  const { stdout } = await world.modelyard(...words);
  const [{ tenures }] = tenuresOf(stdout) as [{ tenures: { version: string; from: { time: string } }[] }];
  expect(tenures.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0", "1.0.0", "1.1.0"]);
  expect(tenures.at(-1)?.from).toMatchObject({ time: expect.stringMatching(/^2026-10-20T/) as string, pullRequest: 3 });
});

test("resolve --at asks the same history", async () => {
  const world = await createHistory();
  const at = async (where: string) => {
    const history = await world.workspace.modelyard("history", "churn", "production", "-C", "clone", "--json");
    const [{ tenures }] = tenuresOf(history.stdout) as [{ tenures: { from: { time: string } }[] }];
    const words = ["resolve", "churn@production", "--at", tenures[1]?.from.time ?? "", "-C", where];
    return (await world.modelyard(...words)).stdout;
  };
  expect(await at("github:acme/models")).toBe("1.1.0\n");
  expect(await at("clone")).toBe("1.1.0\n");
});

test("what never was is told apart from what is unknown", async () => {
  const world = await createHistory();
  const ask = async (...words: string[]) =>
    (await world.modelyard("history", ...words, "-C", "github:acme/models")).stderr;
  expect(await ask("chrun")).toContain("Did you mean churn?");
  expect(await ask("churn", "prodution")).toContain("Did you mean production?");
  expect((await world.modelyard("history", "churn", "staging", "-C", "github:acme/models")).stdout).toContain(
    "ever in staging",
  );
});
