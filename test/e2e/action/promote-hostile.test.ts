import { expect, test } from "vitest";
import type { Pull } from "../../servers/github/index.ts";
import { folderWith } from "../../support/folder.ts";
import { NASTY, NASTY_LINES, asYaml, expectInertMarkdown, expectInertStep, hostileVersion } from "./hostile.ts";
import { runStep } from "./step.ts";
import { PRODUCTION, createActionWorld, stage } from "./world.ts";

test("nothing of a registry is live in the pull request of a promotion, nor in the step that opens it", async () => {
  const reason = asYaml(NASTY_LINES);
  const world = await createActionWorld({
    gates: [
      `metrics: {${reason}: {min: 0, max_regression: 0.1}}`,
      `freeze: [{from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z", reason: ${reason}}]`,
    ],
  });
  const { github, repository } = world;
  repository.actions.mayOpenPullRequests = true;
  const artifact = { size: 1, sha256: "a".repeat(64) };
  // The line that changes is quoted as it is, comment and all.
  const line = stage("1.0.1").replace(/\n$/, ` # ${NASTY.replaceAll(/\p{Cc}/gu, "")}\n`);
  await github.commit(repository, {
    message: NASTY_LINES,
    files: {
      "registry/models/churn/versions/1.0.1.yaml": asYaml(hostileVersion("1.0.1", artifact)),
      "registry/models/churn/versions/1.2.0.yaml": asYaml(hostileVersion("1.2.0", artifact)),
      [PRODUCTION]: line,
    },
  });
  const permissions = { contents: "write", pull_requests: "write" } as const;
  const step = await runStep({
    action: "promote",
    event: { name: "workflow_dispatch", payload: {} },
    folder: await folderWith({}),
    inputs: { model: "churn", version: "1.2.0", stage: "production" },
    token: github.addToken({ login: "registrar[bot]", kind: "app", permissions }),
    apiUrl: github.apiUrl,
  });
  expect(step).toMatchObject({ exitCode: 0, commands: [], outputs: { version: "1.2.0", previous: "1.0.1" } });
  const pull = repository.issues.find((issue): issue is Pull => issue.kind === "pull");
  expect(pull?.title).toBe("Promote churn 1.2.0 to production");
  expect(pull?.body).toContain("set-output");
  expectInertMarkdown(pull?.body ?? "");
  // The link to the pull request is meant.
  await expectInertStep({ ...step, summary: step.summary.replace(/\[(#\d+)\]\(http[^\s()]+\)/, "`$1`") }, "promote");
});
