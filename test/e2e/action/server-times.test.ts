import { expect, test } from "vitest";
import { client } from "../../servers/github/http/test-client.ts";
import { hoursLater } from "./step.ts";
import { type ActionWorld, PRODUCTION, createActionWorld, stage } from "./world.ts";

const STAGING = PRODUCTION.replace("production", "staging");
const inStaging = (version: string) => stage(version).replace("production", "staging");

/** churn 1.1.0 comes into staging by a merge that somebody makes with git, whose clock says `date`. */
async function mergeByHand(world: ActionWorld, date: string): Promise<void> {
  const { git } = world.repository;
  const pull = await world.open({ branch: "staging", files: { [STAGING]: inStaging("1.1.0") } });
  const main = await git.text(["rev-parse", "refs/heads/main"]);
  const [tree = ""] = await git.lines(["merge-tree", "--write-tree", main, pull.head]);
  const by = { name: "GitHub", email: "noreply@github.com", date };
  const message = `Merge pull request #${pull.number} from acme/staging`;
  const merge = await git.writeCommit({ tree, parents: [main, pull.head], author: by, committer: by, message });
  await git.setRef("refs/heads/main", merge);
  // GitHub sees that it was merged when it was pushed.
  const alice = client(world.github, world.github.addToken({ login: "alice" }));
  await alice("GET", `/repos/acme/models/pulls/${pull.number}`);
}

test.each([
  ["ahead of the time", new Date(Date.now() + 20 * 3_600_000)],
  ["as it is", new Date()],
])("a soak counts from the time at which GitHub merged, with a clock %s", async (_, clock) => {
  const world = await createActionWorld({ stages: ["staging"], gates: ["after: staging", "soak: 24h"] });
  await mergeByHand(world, clock.toISOString());
  const pull = await world.open({ branch: "promote", files: { [PRODUCTION]: stage("1.1.0") } });
  const early = await world.validatePull(pull, { environment: hoursLater(23) });
  expect(early).toMatchObject({ exitCode: 1, outputs: { verdict: "pending" } });
  expect(early.summary).toContain("23 h of 24 h");
  expect(await world.validatePull(pull, { environment: hoursLater(25) })).toMatchObject({ exitCode: 0 });
});

test("where GitHub does not tell, what the commits say counts", async () => {
  const world = await createActionWorld({ stages: ["staging"], gates: ["after: staging", "soak: 24h"] });
  await mergeByHand(world, new Date().toISOString());
  const pull = await world.open({ branch: "promote", files: { [PRODUCTION]: stage("1.1.0") } });
  world.github.faults.add({ when: { path: /\/commits\/[0-9a-f]+\/pulls$/ }, do: { status: 404, body: {} } });
  expect(await world.validatePull(pull, { environment: hoursLater(25) })).toMatchObject({ exitCode: 0 });
});
