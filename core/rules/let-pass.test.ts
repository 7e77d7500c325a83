import { expect, test } from "vitest";
import { type MemoryFile, memoryTree } from "../../test/support/memory-tree.ts";
import {
  datasetFile,
  modelFile,
  settingsFile,
  stageFile,
  statusFile,
  versionFile,
} from "../../test/support/sample-registry.ts";
import { readRegistry } from "../registry/reading/partial.ts";
import { checkRegistry } from "./index.ts";

const stages = (...gates: object[]) =>
  settingsFile({
    stages: gates.map((each, index) => ({ name: ["staging", "production", "shadow"][index], gates: each })),
  });
const artifact = (path: string) => ({ path, size: 1, sha256: "0".repeat(64) });
const sample = { ...settingsFile(), ...modelFile("churn"), ...versionFile("churn", "1.0.0") };

test.each<[string, Readonly<Record<string, MemoryFile>>]>([
  ["a registry without models", settingsFile()],
  ["a gate on a metric before any model declares one", stages({ metrics: { auc: { min: 0.8 } } })],
  ["a file system on which every file is executable", executable(sample)],
  ["a stage that is empty on purpose", { ...sample, ...stageFile("churn", "production", null) }],
  [
    "a deprecated version in a stage",
    { ...sample, ...stageFile("churn", "staging", "1.0.0"), ...statusFile("churn", "1.0.0", "deprecated") },
  ],
  [
    "a model that soaks longer in the stage that the registry names",
    {
      ...sample,
      ...stages({}, { after: "staging" }),
      ...modelFile("churn", { gates: { production: { soak: "7d" } } }),
    },
  ],
  [
    "a model that asks for the stage that the registry names, too",
    {
      ...sample,
      ...stages({}, { after: "staging" }, { after: "production" }),
      ...modelFile("churn", { gates: { shadow: { after: "staging" } } }),
    },
  ],
  [
    "no owners where nothing needs approval",
    { ...sample, ...stages({}, { approvals: 0 }), ...modelFile("churn", { owners: [] }) },
  ],
  [
    "artifacts whose names are near",
    {
      ...sample,
      ...versionFile("churn", "1.0.0", {
        artifacts: ["model.bin", "model.bin.part", "bundle/model.bin", "bundle/a-b", "bundle/a--b", "console.txt"].map(
          artifact,
        ),
      }),
    },
  ],
  [
    "a freeze of one second",
    stages({ freeze: [{ from: "2026-12-20T00:00:00Z", to: "2026-12-20T00:00:01Z", reason: "x" }] }),
  ],
  [
    "the last day of a leap year's February",
    { ...sample, ...versionFile("churn", "1.0.0", { created_at: "2028-02-29T23:59:59.5Z" }) },
  ],
  [
    "tensors without a name",
    {
      ...sample,
      ...versionFile("churn", "1.0.0", {
        signature: {
          outputs: [
            { dtype: "float32", shape: [1] },
            { dtype: "float32", shape: [2] },
          ],
        },
      }),
    },
  ],
  ["a dataset that nobody uses", { ...settingsFile(), ...datasetFile("customers") }],
  [
    "numbers at the edge of what readers keep",
    {
      ...sample,
      ...versionFile("churn", "1.0.0", { parameters: { a: 9007199254740991, b: -9007199254740991, c: 0.1 } }),
    },
  ],
  [
    "a readme beside the registry, a model and a dataset",
    {
      ...sample,
      ...datasetFile("customers"),
      "registry/README.md": "# Models\n",
      "registry/models/churn/README.md": "# churn\n",
      "registry/datasets/customers/README.md": "# customers\n",
    },
  ],
])("%s is no mistake", async (_, files) => {
  expect(checkRegistry(await readRegistry(memoryTree(files)))).toEqual([]);
});

function executable(files: Readonly<Record<string, string>>): Record<string, MemoryFile> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { mode: "100755", text }]));
}
