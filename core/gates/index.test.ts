import { describe, expect, test } from "vitest";
import { type Changes, known, scenario, tenure, unknown } from "../../test/e2e/gates/scenario.ts";
import { GATES, judgePromotion } from "./index.ts";
import type { EarlierEntry } from "./input.ts";

const judge = async (changes: Changes) => judgePromotion(await scenario(changes));

const everything = {
  after: "staging",
  soak: "24h",
  approvals: 1,
  require: ["signature" as const],
  metrics: { auc: { min: 0.99 } },
  signature: "compatible" as const,
  formats: "safe" as const,
  freeze: [{ from: "2026-12-20T00:00:00Z", to: "2027-01-02T00:00:00Z", reason: "holiday traffic" }],
};

test("a judgement names what it is bound to", async () => {
  expect(await judge({})).toMatchObject({
    promotion: {
      model: "churn",
      stage: "production",
      version: "1.4.0",
      headCommit: "4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c",
    },
    replaces: "1.3.1",
    baseTreeId: "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
    judgedAt: "2026-11-24T01:30:00Z",
    verdict: "passed",
    lookAgainAt: undefined,
  });
});

test("each gate that the policy asks for answers, in one order", async () => {
  const { gates } = await judge({ gates: everything });
  expect(gates.map(({ gate }) => gate)).toEqual(GATES.map(({ name }) => name));
});

describe("the verdict", () => {
  const history = unknown("a shallow clone");
  const soak = { after: "staging", soak: "24h" };
  test.each<[string, Changes]>([
    ["passed", {}],
    ["pending", { gates: soak }],
    ["unknown", { gates: { ...soak, approvals: 2 }, input: { history } }],
    ["failed", { gates: { ...soak, metrics: { auc: { min: 1 } } }, input: { history } }],
  ])("is %s", async (verdict, changes) => {
    expect((await judge(changes)).verdict).toBe(verdict);
  });

  test("names when to look again: at the last end, after a freeze that starts until then", async () => {
    const later = { from: "2026-11-24T05:00:00Z", to: "2026-11-25T00:00:00Z", reason: "sale" };
    expect((await judge({ gates: soak })).lookAgainAt).toBe("2026-11-24T09:30:00Z");
    expect((await judge({ gates: { ...soak, freeze: [later] } })).lookAgainAt).toBe("2026-11-25T00:00:00Z");
    expect((await judge({ gates: { approvals: 2 } })).lookAgainAt).toBeUndefined();
  });
});

describe("a rollback", () => {
  const firstStay = tenure("production", "1.4.0", "2026-10-01T00:00:00Z", "2026-10-20T14:02:00Z");
  const returning = known([firstStay, tenure("production", "1.3.1", "2026-10-20T14:02:00Z")]);

  const { signature: _, ...withoutSignature } = { ...everything, metrics: { auc: { min: 0.85 } } };
  const ofThen = { ...everything, metrics: { auc: { min: 0.85 } } };

  /** How 1.4.0 entered production on the first of October, by the policy of then. */
  async function entered(changes: Changes) {
    const history = known([tenure("staging", "1.4.0", "2026-09-01T00:00:00Z")]);
    const { base, head } = await scenario({ current: null, ...changes });
    const past = { base, head, history, policies: known([]), heldVersions: new Map() };
    return { tenure: firstStay, ...past } satisfies EarlierEntry;
  }

  test("skips what the version showed when it entered, and keeps the rest", async () => {
    const earlierEntries = known([await entered({ gates: ofThen })]);
    const judgement = await judge({ gates: everything, input: { history: returning, earlierEntries } });
    expect(judgement).toMatchObject({ rollback: true, verdict: "passed" });
    expect(judgement.skipped).toEqual(["after", "soak", "metrics", "signature"]);
    expect(judgement.gates.map(({ gate }) => gate)).toEqual([
      "approvals",
      "require",
      "formats",
      "freeze",
      "published",
      "withdrawn",
    ]);
  });

  test.each<[string, Changes, string[]]>([
    ["that was forced past its metrics", { gates: ofThen, proposed: { metrics: { auc: 0.1 } } }, ["metrics"]],
    ["when nobody asked for a signature", { gates: withoutSignature }, ["signature"]],
    ["when there were no gates at all", {}, ["after", "soak", "metrics", "signature"]],
  ])("to an entry %s is judged anew in that", async (_, then, anew) => {
    const earlierEntries = known([await entered(then)]);
    const judgement = await judge({ gates: everything, input: { history: returning, earlierEntries } });
    expect(judgement).toMatchObject({ rollback: true });
    const skippable = ["after", "soak", "metrics", "signature"];
    expect(judgement.skipped).toEqual(skippable.filter((gate) => !anew.includes(gate)));
    expect(judgement.gates.map(({ gate }) => gate)).toEqual(expect.arrayContaining(anew));
  });

  test("without evidence of how it entered skips nothing, and says so", async () => {
    const judgement = await judge({ gates: { after: "staging" }, input: { history: returning } });
    const reason = expect.stringContaining("nothing shows that it passed this gate when it entered the stage before");
    expect(judgement).toMatchObject({ skipped: [], verdict: "failed" });
    expect(judgement.gates[0]).toMatchObject({ gate: "after", reason });
  });

  test("is refused for a version that was withdrawn since", async () => {
    const judgement = await judge({ input: { history: returning }, status: { base: "yanked" } });
    expect(judgement).toMatchObject({ rollback: true, verdict: "failed" });
  });

  test("is none when the version held another stage, or nobody read the history", async () => {
    const elsewhere = known([tenure("staging", "1.4.0", "2026-10-01T00:00:00Z", "2026-10-20T14:02:00Z")]);
    for (const history of [elsewhere, unknown("a shallow clone")]) {
      expect(await judge({ gates: { metrics: { auc: { min: 1 } } }, input: { history } })).toMatchObject({
        rollback: false,
        skipped: [],
        verdict: "failed",
      });
    }
  });
});

describe("without a readable policy nothing passes", () => {
  test.each<[string, Changes, string]>([
    [
      "no settings",
      { baseFiles: { "registry/registry.yaml": undefined } },
      "registry/registry.yaml is not on the base branch",
    ],
    [
      "broken settings",
      { baseFiles: { "registry/registry.yaml": "name: [" } },
      "registry/registry.yaml cannot be read on the base branch",
    ],
    [
      "newer settings",
      { baseFiles: { "registry/registry.yaml": "schema: registry/2" } },
      "registry/registry.yaml cannot be read on the base branch",
    ],
    [
      "a stage that only the head knows",
      { promotion: { stage: "canary" } },
      "the registry on the base branch has no stage canary: merge the change that adds it first",
    ],
    [
      "a broken model",
      { baseFiles: { "registry/models/churn/model.yaml": "name: churn" } },
      "registry/models/churn/model.yaml cannot be read on the base branch",
    ],
    [
      "no version",
      { headFiles: { "registry/models/churn/versions/1.4.0.yaml": undefined } },
      "registry/models/churn/versions/1.4.0.yaml is not in the proposed change",
    ],
  ])("%s", async (_, changes, reason) => {
    expect(await judge(changes)).toMatchObject({
      verdict: "failed",
      gates: [{ gate: "readable", label: "readable", verdict: "failed", reason }],
    });
  });

  test("a model that is new has only the registry's gates", async () => {
    const baseFiles = { "registry/models/churn/model.yaml": undefined };
    const { gates } = await judge({ gates: { approvals: 1 }, modelGates: { metrics: { auc: { min: 1 } } }, baseFiles });
    expect(gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
      ["approvals", "failed"],
      ["published", "passed"],
      ["withdrawn", "passed"],
    ]);
  });
});

test("a pull request cannot relax the gates that judge it", async () => {
  const free = {
    schema: "registry/1",
    name: "a",
    stages: [{ name: "production" }],
    artifacts: { store: "github-releases" },
  };
  const headFiles = { "registry/registry.yaml": JSON.stringify(free) };
  expect(await judge({ gates: { approvals: 2 }, headFiles })).toMatchObject({ verdict: "pending" });
});

test("settings of the model that have no effect are reported", async () => {
  const { warnings } = await judge({ gates: { approvals: 1 }, modelGates: { approvals: 0 } });
  expect(warnings).toEqual([
    "approvals: the model's 0 has no effect, because the registry asks for 1 and a model can only tighten",
  ]);
});
