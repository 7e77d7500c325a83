import { describe, expect, test } from "vitest";
import { createPublishWorld, promotionsOf } from "./publish-world.ts";
import type { Step } from "./step.ts";
import { type ActionWorld, type OpenedPull, PRODUCTION, createActionWorld, stage } from "./world.ts";

const MODEL = "registry/models/churn/model.yaml";
const README = "registry/models/churn/README.md";

async function approvedPull(world: ActionWorld, files: Readonly<Record<string, string>> = {}): Promise<OpenedPull> {
  const pull = await world.open({ files: { [PRODUCTION]: stage("1.1.0"), ...files } });
  await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
  return pull;
}

const push = (world: ActionWorld, files: Readonly<Record<string, string | null>>, branch = "change") =>
  world.github.commit(world.repository, { branch, files });

const onMain = (world: ActionWorld, files: Readonly<Record<string, string | null>>) => push(world, files, "main");

/** GitHub's button "Update branch". */
async function mergeMain({ repository: { git } }: ActionWorld, tree?: string): Promise<string> {
  const [main, head] = await Promise.all(
    ["main", "change"].map((name) => git.text(["rev-parse", `refs/heads/${name}`])),
  );
  const merged = tree ?? (await git.lines(["merge-tree", "--write-tree", head ?? "", main ?? ""]))[0] ?? "";
  const by = { name: "GitHub", email: "noreply@github.com", date: new Date().toISOString() };
  const parents = [head ?? "", main ?? ""];
  const commit = await git.writeCommit({ tree: merged, parents, author: by, committer: by, message: "Merge main" });
  await git.setRef("refs/heads/change", commit);
  return commit;
}

/** The branch anew, from main as it is now: its old commits are on no branch any more. */
async function rebase(world: ActionWorld, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { git } = world.repository;
  await git.setRef("refs/heads/change", await git.text(["rev-parse", "refs/heads/main"]));
  return push(world, { [PRODUCTION]: stage("1.1.0"), ...files });
}

/** As on the event that GitHub sends for what was pushed: its merge result is made by then. */
async function check(world: ActionWorld, { number }: OpenedPull) {
  const address = `${world.github.apiUrl}/repos/acme/models/pulls/${number}`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${world.token}` } });
  const pull = (await answer.json()) as { head: { sha: string } };
  return world.validatePull({ number, head: pull.head.sha, payload: { number, pull_request: pull } });
}

const reasonOf = ({ summary }: Step) =>
  summary
    .split("\n")
    .find((line) => line.includes("approvals 1"))
    ?.replaceAll("`", "") ?? "";

describe("an approval outlives an update of the branch that changes nothing of the promotion", () => {
  test.each<[string, (world: ActionWorld) => Promise<unknown>]>([
    ["a merge of main", (world) => mergeMain(world)],
    ["a rebase and a forced push", (world) => rebase(world)],
    ["an edit of code beside the registry", (world) => push(world, { "train.py": "print(1)\n" })],
    [
      "an update after the people who own code have changed",
      async (world) => {
        await onMain(world, { CODEOWNERS: "/registry/ @dana\n" });
        await mergeMain(world);
      },
    ],
    [
      "two updates, and another model's new file between",
      async (world) => {
        await mergeMain(world);
        await onMain(world, { "registry/models/churn/README.md": "Main's words.\n" });
        await mergeMain(world);
      },
    ],
    [
      "a change that was taken back",
      async (world) => {
        await push(world, { [README]: "Hello.\n" });
        await push(world, { [README]: null });
      },
    ],
  ])("%s", async (_, update) => {
    const world = await createActionWorld();
    const pull = await approvedPull(world);
    await onMain(world, { "notes.md": "main moves on\n" });
    await update(world);
    const step = await check(world, pull);
    const head = await world.repository.git.text(["rev-parse", "refs/heads/change"]);
    expect(head).not.toBe(pull.head);
    expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { verdict: "passed" } });
    expect(reasonOf(step)).toContain(`@dana, on ${pull.head.slice(0, 7)}, and ${head.slice(0, 7)} changes the same`);
    expect(world.statusesOf(head).at(-1)).toMatch(/^modelyard: success/);
  });

  test("costs no request for each approval, however often the branch was updated", async () => {
    const world = await createActionWorld();
    const pull = await approvedPull(world);
    await check(world, pull);
    const first = world.github.requests.length;
    for (let count = 0; count < 5; count++) {
      await onMain(world, { "notes.md": `${count}\n` });
      await mergeMain(world);
      await world.github.review(world.repository, pull.number, {
        login: count % 2 === 0 ? "dana" : "bob",
        state: "APPROVED",
      });
    }
    await onMain(world, { "notes.md": "last\n" });
    await mergeMain(world);
    const before = world.github.requests.length;
    expect(await check(world, pull)).toMatchObject({ exitCode: 0 });
    expect(world.github.requests.length - before).toBeLessThanOrEqual(first);
  });

  test("what was merged after an update is not said to be past its gates", async () => {
    const world = await createPublishWorld();
    const before = await world.main();
    for (const method of ["squash", "merge"] as const) {
      const version = method === "squash" ? "1.1.0" : "1.0.0";
      const pull = await world.open({ branch: method, files: { [PRODUCTION]: stage(version) } });
      await world.github.review(world.repository, pull.number, { login: "dana", state: "APPROVED" });
      await push(world, { "train.py": `${method}\n` }, method);
      await world.merge(pull, { method });
    }
    const step = await world.pushed(before);
    expect(step).toMatchObject({ exitCode: 0, commands: [] });
    expect(promotionsOf(step)).toEqual([]);
    expect(step.log).not.toContain("past");
  });
});

describe("an approval does not outlive a change of what it was given for", () => {
  test.each<[string, (world: ActionWorld) => Promise<unknown>, string | RegExp]>([
    [
      "another file of the registry",
      (world) => push(world, { [README]: "Hello.\n" }),
      /changes registry\/models\/churn\/README\.md in another way/,
    ],
    [
      "in a rebase",
      (world) => rebase(world, { [README]: "Hello.\n" }),
      /changes registry\/models\/churn\/README\.md in another way/,
    ],
    [
      "in the merge itself",
      async (world) => {
        const { git } = world.repository;
        const readme = { path: README, mode: "100644", sha: await git.writeBlob("Slipped in.\n") };
        await mergeMain(world, await git.writeTree("refs/heads/change", [readme]));
      },
      /changes .* in another way/,
    ],
    ["who owns code", (world) => push(world, { CODEOWNERS: "* @eve\n" }), "changes CODEOWNERS in another way"],
    [
      "who owns code, by a name that other systems fold",
      (world) => push(world, { "docs/codeowners": "* @eve\n" }),
      "changes docs/codeowners in another way",
    ],
    [
      "what git makes of files",
      (world) => push(world, { ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = https://example.com/x\n' }),
      "changes .gitmodules in another way",
    ],
    [
      "a workflow",
      (world) => push(world, { ".github/workflows/validate.yml": "on: push\n" }),
      "changes .github/workflows/validate.yml in another way",
    ],
    [
      "main's stage holds another version now",
      async (world) => {
        await onMain(world, { [PRODUCTION]: stage("1.0.0").replace('"1.0.0"', "null") });
        await rebase(world);
      },
      /changes registry\/models\/churn\/stages\/production\.yaml in another way/,
    ],
  ])("%s", async (_, change, reason) => {
    const world = await createActionWorld();
    const pull = await approvedPull(world);
    await change(world);
    const step = await check(world, pull);
    expect(step.exitCode).toBe(1);
    const said = reasonOf(step);
    expect(said).toContain(`0 of 1 by @dana or @bob; @dana approved ${pull.head.slice(0, 7)}, `);
    expect(said).toMatch(reason);
  });

  test("nor where GitHub no longer has the approved commit, was dismissed, or is the author's own", async () => {
    const world = await createActionWorld();
    const gone = await world.open({ files: { [PRODUCTION]: stage("1.1.0") } });
    await world.github.review(world.repository, gone.number, {
      login: "dana",
      state: "APPROVED",
      commit: "1".repeat(40),
    });
    const step = await check(world, gone);
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    expect(reasonOf(step)).toContain("@dana approved 1111111, a commit that GitHub no longer has");

    const own = await world.open({ branch: "own", login: "bob", files: { [PRODUCTION]: stage("1.1.0") } });
    await world.github.review(world.repository, own.number, { login: "bob", state: "APPROVED" });
    await world.github.review(world.repository, own.number, { login: "dana", state: "DISMISSED" });
    await push(world, { "train.py": "print(1)\n" }, "own");
    const alone = await check(world, own);
    expect(alone).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    expect(reasonOf(alone)).toContain("the author's own approval does not count");
  });

  test("a later refusal of the same person counts, whichever commit it was for", async () => {
    const world = await createActionWorld();
    const pull = await approvedPull(world);
    await push(world, { "train.py": "print(1)\n" });
    const refusal = {
      login: "dana",
      state: "CHANGES_REQUESTED",
      commit: pull.head,
      date: new Date(Date.now() + 60_000),
    } as const;
    await world.github.review(world.repository, pull.number, refusal);
    expect(await check(world, pull)).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
  });

  test("who no longer owns the model on main has no say after an update either", async () => {
    const world = await createActionWorld();
    const pull = await approvedPull(world);
    const model = await world.workspace.read(MODEL);
    await onMain(world, { [MODEL]: model.replace('"@dana", ', "") });
    await mergeMain(world);
    const step = await check(world, pull);
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
    expect(reasonOf(step)).toContain("@dana approved and is not an owner");
  });
});
