import { expect, test } from "vitest";
import { createRegistry } from "../../support/workspace.ts";

test("validate answers in the format that is asked for", async () => {
  const workspace = await createRegistry();
  await workspace.write(
    "registry/models/churn/stages/staging.yaml",
    'schema: stage/1\nmodel: churn\nstage: staging\nversion: "9.9.9"\n',
  );
  const sarif = await workspace.modelyard("validate", "--format", "sarif");
  expect(sarif.exitCode).toBe(1);
  expect(JSON.parse(sarif.stdout)).toMatchObject({ version: "2.1.0", runs: [{ results: [{ level: "error" }] }] });

  const github = await workspace.modelyard("validate", "--format", "github");
  expect(github.stdout).toMatch(
    /^::error title=version-missing,file=registry\/models\/churn\/stages\/staging.yaml,line=4,endLine=4,col=10,endColumn=16::.*\n$/,
  );
  expect(JSON.parse((await workspace.modelyard("validate", "--format", "json")).stdout)).toMatchObject({
    valid: false,
  });
  expect(await workspace.modelyard("validate", "--format", "xml")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("text, json, sarif, github"),
  });
});
