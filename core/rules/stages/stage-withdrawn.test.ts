import { expect, test } from "vitest";
import { memoryTree } from "../../../test/support/memory-tree.ts";
import { modelFile, settingsFile, stageFile, statusFile, versionFile } from "../../../test/support/sample-registry.ts";
import { readRegistry } from "../../registry/reading/partial.ts";
import { TREE_RULES, checkRegistry } from "../index.ts";

const registry = {
  ...settingsFile(),
  ...modelFile("churn"),
  ...versionFile("churn", "1.2.0"),
  ...versionFile("churn", "1.3.0"),
  ...stageFile("churn", "production", "1.2.0"),
  ...stageFile("churn", "staging", null),
};

test.each(["archived", "rejected", "yanked"])("a stage does not hold what is %s", async (status) => {
  const tree = memoryTree({ ...registry, ...statusFile("churn", "1.2.0", status, "Leaks the target.") });
  const findings = checkRegistry(await readRegistry(tree));
  expect(findings).toMatchObject([
    {
      rule: "stage-withdrawn",
      severity: "error",
      path: "registry/models/churn/stages/production.yaml",
      message: `churn 1.2.0 is ${status} and cannot hold production: Leaks the target`,
    },
  ]);
  const others = TREE_RULES.filter(({ name }) => name !== "stage-withdrawn");
  expect(checkRegistry(await readRegistry(tree), others)).toEqual([]);
});

test.each([
  ["deprecated", "1.2.0"],
  ["yanked", "1.3.0"],
])("a %s status of %s leaves the stage alone", async (status, version) => {
  const tree = memoryTree({ ...registry, ...statusFile("churn", version, status) });
  expect(checkRegistry(await readRegistry(tree))).toEqual([]);
});
