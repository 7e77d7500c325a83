import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type GitServer, serveGit } from "../../servers/git-server.ts";
import { type PublishWorld, createPublishWorld, promotionsOf } from "./publish-world.ts";
import { PRODUCTION, stage } from "./world.ts";

/** What actions/checkout leaves of a private repository with `persist-credentials: false`: one commit and no token. */
async function privateCheckout(world: PublishWorld, { url }: GitServer) {
  world.repository.private = true;
  const folder = await world.checkout("refs/heads/main");
  execFileSync("git", ["remote", "set-url", "origin", `${url}/acme/models`], { cwd: folder });
  return { folder, environment: { GITHUB_SERVER_URL: url } };
}

test("what a shallow clone of a private repository lacks is fetched with the token, which is left nowhere", async () => {
  const world = await createPublishWorld({ gates: ["after: shadow", "approvals: 1"], stages: ["shadow"] });
  const server = await serveGit(world.repository.gitDir, (token) => token.startsWith("fake_actions_"));
  const shadow = stage("1.1.0").replace("production", "shadow");
  await world.github.commit(world.repository, { files: { [PRODUCTION.replace("production", "shadow")]: shadow } });
  const before = await world.main();
  const open = await world.open({ branch: "open", files: { [PRODUCTION]: stage("1.1.0") } });
  const checkout = await privateCheckout(world, server);

  // The history tells that the version has held the stage before; the head of the pull request is not in the clone.
  await world.validate("", { name: "schedule", payload: {} }, checkout);
  expect(world.commentsOf(open.number)).toEqual([expect.stringContaining("**Waiting for approval**")]);
  await world.promote("1.1.0");
  const step = await world.pushed(before, await privateCheckout(world, server));
  expect(step).toMatchObject({ exitCode: 0, commands: [] });
  expect(promotionsOf(step)).toMatchObject([{ version: "1.1.0", previous: "1.0.0" }]);
  expect(step.log + step.summary).not.toMatch(/fake_actions_|AUTHORIZATION/i);
  expect(await readFile(join(checkout.folder, ".git/config"), "utf8")).not.toMatch(/extraheader/i);
  expect(new Set(server.tokens)).toContain(world.token);
});

test("where the token may not, it says exactly what to set", async () => {
  const world = await createPublishWorld();
  const server = await serveGit(world.repository.gitDir, () => false);
  const before = await world.main();
  await world.promote("1.1.0");
  const step = await world.pushed(before, await privateCheckout(world, server));
  expect(step).toMatchObject({ exitCode: 1, outputs: {} });
  expect(step.commands).toEqual([expect.stringMatching(/^::error title=clone-shallow::.*fetch-depth: 0/)]);
  expect(step.log).not.toMatch(/fake_actions_|AUTHORIZATION/i);
});
