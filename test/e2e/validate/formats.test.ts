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

test.for(["", "ml"])("every gate that refuses is an annotation and a result, in the folder %j", async (inside) => {
  const workspace = await createRegistry();
  if (inside !== "") {
    await workspace.write(`${inside}/README.md`, "Models.\n");
    await workspace.git("mv", "registry", inside);
    await workspace.git("commit", "--quiet", "--all", "-m", "Move");
  }
  const promoted = await workspace.modelyard("promote", "churn@1.0.0", "production", "-C", inside || ".");
  expect(promoted.stderr).toBe("");
  const check = ["validate", "--base", "main", "-C", inside || ".", "--format"];
  const github = await workspace.modelyard(...check, "github");
  expect(github.exitCode).toBe(1);
  const file = `${inside === "" ? "" : `${inside}/`}registry/models/churn/stages/production.yaml`;
  expect(github.stdout).toContain(`::error title=gate after staging,file=${file},line=`);
  expect(github.stdout).toContain("::warning title=gate approvals 1,");

  const { runs } = JSON.parse((await workspace.modelyard(...check, "sarif")).stdout) as {
    runs: { results: { ruleId: string; level: string }[]; tool: { driver: { rules: { id: string }[] } } }[];
  };
  const results = runs[0]?.results ?? [];
  expect(results).toContainEqual(
    expect.objectContaining({
      ruleId: "gate-after",
      level: "error",
      locations: [
        { physicalLocation: { artifactLocation: { uri: file }, region: { startLine: expect.any(Number) as number } } },
      ],
    }),
  );
  expect(runs[0]?.tool.driver.rules.map(({ id }) => id)).toContain("gate-after");
});
