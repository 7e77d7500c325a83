import { describe, expect, test } from "vitest";
import { Hold } from "../../servers/github/index.ts";
import { type ActionWorld, type OpenedPull, PRODUCTION, createActionWorld, stage } from "./world.ts";

const LATER_RUN = { environment: { GITHUB_RUN_ID: "78" } };

async function waitingPull(): Promise<{ world: ActionWorld; pull: OpenedPull }> {
  const world = await createActionWorld();
  return { world, pull: await world.open({ files: { [PRODUCTION]: stage("1.1.0") } }) };
}

const approve = ({ github, repository }: ActionWorld, { number }: OpenedPull) =>
  github.review(repository, number, { login: "dana", state: "APPROVED" });

describe("of two checks of one head that end in the wrong order, what the later one says stays", () => {
  test("where the earlier one is held up before it looks at what is there", async () => {
    const { world, pull } = await waitingPull();
    const hold = new Hold();
    world.github.faults.add({ when: { method: "GET", path: /\/issues\/\d+\/comments$/, nth: 1 }, do: { hold } });
    const early = world.validatePull(pull);
    await hold.reached;
    await approve(world, pull);
    expect(await world.validatePull(pull, LATER_RUN)).toMatchObject({ exitCode: 0 });
    hold.open();
    const { log } = await early;
    expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success/);
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);
    expect(log).toContain("The status modelyard of #1 stays as a check that began later has set it.");
    expect(log).toContain("The comment on #1 is left to the check of what it is now.");
  });

  test("where the earlier one is held up while it writes", async () => {
    const { world, pull } = await waitingPull();
    const hold = new Hold();
    world.github.faults.add({ when: { method: "POST", path: /\/statuses\/[0-9a-f]+$/, nth: 1 }, do: { hold } });
    const early = world.validatePull(pull);
    await hold.reached;
    await approve(world, pull);
    expect(await world.validatePull(pull, LATER_RUN)).toMatchObject({ exitCode: 0 });
    hold.open();
    await early;
    expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success/);
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);
  });

  test("and a status or a comment from a time to come holds back none", async () => {
    const { world, pull } = await waitingPull();
    await world.validatePull(pull);
    for (const status of world.repository.statuses) {
      Object.assign(status, { targetUrl: "https://example.com/#judged-2999-01-01T00:00:00.000Z" });
    }
    for (const comment of world.repository.issues.flatMap(({ comments }) => comments)) {
      comment.body = comment.body.replace(/judged \S+/, "judged 2999-01-01T00:00:00.000Z");
    }
    await approve(world, pull);
    await world.validatePull(pull, LATER_RUN);
    expect(world.statusesOf(pull.head).at(-1)).toMatch(/^modelyard: success/);
    expect(world.commentsOf(pull.number)).toEqual([expect.stringContaining("**Passed**")]);
  });
});
