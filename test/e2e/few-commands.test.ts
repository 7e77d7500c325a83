import { expect, test } from "vitest";
import { createWorkspace, runProgram, testEnvironment, program } from "../support/workspace.ts";

function merge(branch: string): readonly string[] {
  return ["git switch main", `git merge --no-ff --no-edit ${branch}`, "git push"];
}

test("from plain files to a pulled model, by hand, it takes twelve commands", async () => {
  const { folder, ...workspace } = await createWorkspace();
  await workspace.git("init", "--quiet", "--bare", "--initial-branch=main", "models.git");
  await workspace.write("out/model.json", '{"weights": [1, 2]}\n');
  await workspace.write("out/signature.json", '{"inputs": [{"name": "age", "type": "long"}], "outputs": []}\n');
  const commands = [
    "git clone models.git registry-clone",
    "modelyard init --store file:../store --template solo --push",
    "modelyard draft churn --version 1.0.0 --owner @you --artifact ../out/model.json --signature ../out/signature.json --push",
    ...merge("draft/churn-1.0.0"),
    "modelyard publish",
    "modelyard promote churn@1.0.0 production --push",
    ...merge("promote/churn-production-1.0.0"),
    "modelyard pull churn@production -o ../model",
  ];
  expect(commands.length).toBeLessThanOrEqual(12);
  const [clone = "", ...others] = commands;
  const script = [
    "set -e",
    `modelyard() { ${JSON.stringify(process.execPath)} ${JSON.stringify(program)} "$@"; }`,
    clone,
    "cd registry-clone",
    ...others,
  ].join("\n");
  const ran = await runProgram("bash", ["-c", script], { cwd: folder, env: testEnvironment(folder) });
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(await workspace.read("model/model.json")).toBe('{"weights": [1, 2]}\n');
});
