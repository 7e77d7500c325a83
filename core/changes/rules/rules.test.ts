import { describe, expect, test } from "vitest";
import { type MemoryFile, memoryTree } from "../../../test/support/memory-tree.ts";
import {
  datasetFile,
  modelFile,
  settingsFile,
  stageFile,
  statusFile,
  versionFile,
} from "../../../test/support/sample-registry.ts";
import { readRegistry } from "../../registry/reading/partial.ts";
import { compareRegistries } from "../compare.ts";
import { checkChanges } from "./index.ts";

// What each rule refuses is in test/fixtures/changes; here is what they let pass, and the words for the rest.

type Files = Readonly<Record<string, MemoryFile>>;

/** The findings as `rule: message`. */
async function check(base: Files, head: Files): Promise<string[]> {
  const trees = { base: await readRegistry(memoryTree(base)), head: await readRegistry(memoryTree(head)) };
  const findings = checkChanges({ ...trees, changes: compareRegistries(trees.base, trees.head) });
  return findings.map(({ rule, message }) => `${rule}: ${message}`);
}

const registry: Files = {
  ...settingsFile(),
  ...modelFile("churn"),
  ...versionFile("churn", "1.2.0"),
  ...versionFile("churn", "1.3.0"),
  ...stageFile("churn", "production", "1.2.0"),
};

const without = (files: Files, ...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

const production = "registry/models/churn/stages/production.yaml";
const promoted: Files = { ...registry, ...stageFile("churn", "production", "1.3.0") };

const gate = (min: number) => ({ production: { metrics: { auc: { min } } } });

const ceilings = (max: number, approvals: number) =>
  modelFile("churn", { gates: { production: { approvals, metrics: { latency: { max } } } } });

describe("a promotion beside an edit", () => {
  const stages = [{ name: "staging" }, { name: "production", gates: { approvals: 2, soak: "24h" } }];
  const registryWithGate = { ...registry, ...modelFile("churn", { gates: gate(0.8) }) };

  test.each<[string, Files, Files]>([
    ["alone", registry, promoted],
    ["with prose", registry, { ...promoted, ...modelFile("churn", { description: "Who leaves." }) }],
    [
      "with another model's policy",
      { ...registry, ...modelFile("fraud") },
      { ...promoted, ...modelFile("fraud", { owners: ["@bob"] }) },
    ],
    ["in a registry that is new as a whole", {}, promoted],
    ["of a model that is new", settingsFile(), { ...registry }],
    ["a stage that is only emptied", registryWithGate, { ...registry, ...stageFile("churn", "production", null) }],
    ["policy alone", registry, { ...registry, ...settingsFile({ stages }) }],
  ])("%s passes", async (_, base, head) => {
    expect(await check(base, head)).toEqual([]);
  });

  const modelPath = "registry/models/churn/model.yaml";
  test.each<[string, Files, Files, string]>([
    [
      "a lower floor",
      registryWithGate,
      { ...promoted, ...modelFile("churn", { gates: gate(0.7) }) },
      "lowers the production gate of churn (`auc` min 0.8 → 0.7)",
    ],
    [
      "a higher floor",
      registryWithGate,
      { ...promoted, ...modelFile("churn", { gates: gate(0.9) }) },
      "raises the production gate of churn (`auc` min 0.8 → 0.9)",
    ],
    ["no gates any more", registryWithGate, { ...promoted, ...modelFile("churn") }, "removes the gates of churn"],
    [
      "a gate for one more stage",
      registryWithGate,
      { ...promoted, ...modelFile("churn", { gates: { ...gate(0.8), staging: { approvals: 1 } } }) },
      "raises the staging gate of churn",
    ],
    [
      "a setting less",
      { ...registry, ...modelFile("churn", { gates: { production: { approvals: 2, soak: "1h" } } }) },
      { ...promoted, ...modelFile("churn", { gates: { production: { soak: "1h" } } }) },
      "lowers the production gate of churn (`approvals` removed)",
    ],
    [
      "a wider bound on regressions",
      { ...registry, ...modelFile("churn", { gates: { production: { metrics: { auc: { max_regression: 0.01 } } } } }) },
      { ...promoted, ...modelFile("churn", { gates: { production: { metrics: { auc: { max_regression: 0.1 } } } } }) },
      "lowers the production gate of churn (`auc` max_regression 0.01 → 0.1)",
    ],
    [
      "other owners",
      registry,
      { ...promoted, ...modelFile("churn", { owners: ["@bob", "@carol"] }) },
      "changes the owners of churn",
    ],
    [
      "the registry's gates",
      registry,
      { ...promoted, ...settingsFile({ stages }) },
      "raises the production gate of every model (`approvals` 1 → 2, `soak` added)",
    ],
    [
      "other stages",
      registry,
      { ...promoted, ...settingsFile({ stages: [...stages, { name: "shadow" }] }) },
      "changes the stages of every model",
    ],
    [
      "another store",
      registry,
      { ...promoted, ...settingsFile({ artifacts: { store: { type: "file", path: "store" } } }) },
      "changes the artifact store of every model",
    ],
    ["no settings any more", registry, without(promoted, "registry/registry.yaml"), "deletes the registry's settings"],
    [
      "a metric turned around",
      { ...registry, ...modelFile("churn", { metrics: { auc: { goal: "maximize" } } }) },
      { ...promoted, ...modelFile("churn", { metrics: { auc: { goal: "minimize" } } }) },
      "turns the direction of `auc` in churn",
    ],
  ])("%s is refused", async (_, base, head, edit) => {
    const message = `This change ${edit} and promotes churn 1.3.0 to production`;
    expect(await check(base, head)).toEqual([`promotion-with-policy: ${message}`]);
  });

  test("a model that goes away takes its gates with it", async () => {
    expect(await check(registry, without(promoted, modelPath))).toEqual([
      "model-deleted: churn has 2 registered versions and cannot be deleted",
      "promotion-with-policy: This change deletes the model churn and promotes churn 1.3.0 to production",
    ]);
  });

  test("a ceiling that rises asks for less, and mixed edits are just changes", async () => {
    expect(await check({ ...registry, ...ceilings(50, 1) }, { ...promoted, ...ceilings(60, 1) })).toEqual([
      expect.stringContaining("lowers the production gate of churn (`latency` max 50 → 60)"),
    ]);
    expect(await check({ ...registry, ...ceilings(50, 1) }, { ...promoted, ...ceilings(60, 2) })).toEqual([
      expect.stringContaining("changes the production gate of churn (`approvals` 1 → 2, `latency` max 50 → 60)"),
    ]);
  });
});

describe("withdrawals", () => {
  const archived = statusFile("churn", "1.2.0", "archived");
  test.each<[string, Files, Files]>([
    ["of a version that holds nothing", registry, { ...registry, ...statusFile("churn", "1.3.0", "yanked") }],
    [
      "with the stage cleared in the same change",
      registry,
      { ...registry, ...archived, ...stageFile("churn", "production", null) },
    ],
    ["with the stage moved in the same change", registry, { ...promoted, ...archived }],
    ["of an advisory kind", registry, { ...registry, ...statusFile("churn", "1.2.0", "deprecated") }],
    ["lifted", { ...registry, ...archived }, registry],
  ])("%s pass", async (_, base, head) => {
    expect(await check(base, head)).toEqual([]);
  });

  test("one that grows stricter is looked at again", async () => {
    const deprecated = statusFile("churn", "1.2.0", "deprecated");
    expect(
      await check({ ...registry, ...deprecated }, { ...registry, ...statusFile("churn", "1.2.0", "yanked") }),
    ).toEqual(["withdrawal-in-stage: churn 1.2.0 still holds production, so it cannot be yanked"]);
  });

  test("a deprecated version may stay where it serves", async () => {
    const base = { ...registry, ...statusFile("churn", "1.2.0", "deprecated") };
    expect(await check(base, { ...base, ...modelFile("churn", { description: "Who leaves." }) })).toEqual([]);
  });
});

const scheme = (versioning: string) => ({ ...settingsFile(), ...modelFile("churn", { versioning }) });

const created = (version: string, created_at: string) => versionFile("churn", version, { created_at });

describe("the order of versions", () => {
  test.each<[string, Files, Files]>([
    ["a higher one", registry, versionFile("churn", "1.3.1")],
    ["a pre-release of a higher one", registry, versionFile("churn", "2.0.0-rc.1")],
    [
      "above the latest, below a pre-release",
      { ...registry, ...versionFile("churn", "2.0.0-rc.1") },
      versionFile("churn", "1.4.0"),
    ],
    [
      "above the latest that is not withdrawn",
      { ...registry, ...statusFile("churn", "1.3.0", "yanked") },
      versionFile("churn", "1.2.9"),
    ],
    ["one that is no version of the scheme, which is another rule's", registry, versionFile("churn", "0.9")],
    ["the first one", { ...settingsFile(), ...modelFile("churn") }, versionFile("churn", "0.1.0")],
    ["the tenth", { ...scheme("integer"), ...versionFile("churn", "9") }, versionFile("churn", "10")],
    [
      "a later commit",
      { ...scheme("commit"), ...created("fffffff", "2026-01-01T00:00:00Z") },
      created("0000000", "2026-02-01T00:00:00Z"),
    ],
  ])("%s passes", async (_, base, added) => {
    expect(await check(base, { ...base, ...added })).toEqual([]);
  });

  test.each<[string, Files, Files, string]>([
    [
      "a pre-release of the latest",
      registry,
      versionFile("churn", "1.3.0-rc.1"),
      "churn 1.3.0-rc.1 is not above 1.3.0, the latest version",
    ],
    [
      "a lower number",
      { ...scheme("integer"), ...versionFile("churn", "10") },
      versionFile("churn", "9"),
      "churn 9 is not above 10, the latest version",
    ],
    [
      "an earlier commit",
      { ...scheme("commit"), ...created("0000000", "2026-02-01T00:00:00Z") },
      created("fffffff", "2026-01-01T00:00:00Z"),
      "churn fffffff was created before 0000000, the latest version",
    ],
  ])("%s gets a warning", async (_, base, added, message) => {
    expect(await check(base, { ...base, ...added })).toEqual([`version-order: ${message}`]);
  });
});

describe("versioning", () => {
  test("may be chosen anew before the first version, and written out where it is the default", async () => {
    const empty = { ...settingsFile(), ...modelFile("churn") };
    expect(await check(empty, { ...empty, ...modelFile("churn", { versioning: "commit" }) })).toEqual([]);
    expect(await check(registry, { ...registry, ...modelFile("churn", { versioning: "semver" }) })).toEqual([]);
  });

  test("of a model.yaml that could not be read is nobody's to compare", async () => {
    const broken = { ...registry, "registry/models/churn/model.yaml": "]" };
    expect(await check(broken, { ...broken, ...modelFile("churn", { versioning: "integer" }) })).toEqual([]);
  });
});

describe("stages and models that go away", () => {
  const shadow = settingsFile({ stages: [{ name: "production" }, { name: "shadow" }] });
  const onlyProduction = settingsFile({ stages: [{ name: "production" }] });
  const used = { ...registry, ...shadow, ...stageFile("churn", "shadow", "1.3.0") };
  const shadowPath = "registry/models/churn/stages/shadow.yaml";
  test.each<[string, Files, Files]>([
    ["a stage with its files", used, without({ ...used, ...onlyProduction }, shadowPath)],
    ["a stage that holds nothing", used, { ...used, ...onlyProduction, ...stageFile("churn", "shadow", null) }],
    [
      "the order of stages",
      used,
      { ...used, ...settingsFile({ stages: [{ name: "shadow" }, { name: "production" }] }) },
    ],
    ["a model without versions", { ...registry, ...modelFile("fraud") }, registry],
    [
      "a model without versions, with its empty stage",
      { ...registry, ...modelFile("fraud"), ...stageFile("fraud", "staging", null) },
      registry,
    ],
    ["a dataset without versions", { ...registry, ...datasetFile("customers") }, registry],
  ])("%s may", async (_, base, head) => {
    expect(await check(base, head)).toEqual([]);
  });

  test("a stage that was empty already is still one that deploy jobs read", async () => {
    const empty = { ...registry, ...stageFile("churn", "production", null) };
    expect(await check(empty, without(empty, production))).toEqual([
      "stage-deleted: The stage production of churn loses its file",
    ]);
  });
});

test("a version that cannot be read any more differs as a whole", async () => {
  expect(await check(registry, { ...registry, "registry/models/churn/versions/1.3.0.yaml": "]" })).toEqual([
    "version-changed: churn 1.3.0 is registered and cannot change: the whole file differs",
  ]);
});

test("a symbolic link in place of a file is refused with its own advice", async () => {
  const head = { ...registry, [production]: { mode: "120000", text: "staging.yaml" } };
  const trees = { base: await readRegistry(memoryTree(registry)), head: await readRegistry(memoryTree(head)) };
  const findings = checkChanges({ ...trees, changes: compareRegistries(trees.base, trees.head) });
  expect(findings).toMatchObject([
    {
      message: "modelyard cannot say what this changes: it is a symbolic link",
      hint: "Put a regular file in its place.",
    },
  ]);
});
