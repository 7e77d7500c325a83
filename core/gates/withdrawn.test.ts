import { expect, test } from "vitest";
import { ask, scenario } from "../../test/e2e/gates/scenario.ts";
import { judgePromotion } from "./index.ts";

test("it is asked of every promotion", async () => {
  expect(await ask("withdrawn", {})).toMatchObject({ label: "not withdrawn", verdict: "passed" });
});

test.each(["archived", "rejected", "yanked"] as const)(
  "a version that is %s in either tree is refused",
  async (status) => {
    for (const where of ["base", "head"] as const) {
      expect(await ask("withdrawn", { status: { [where]: status } })).toMatchObject({
        verdict: "failed",
        reason: `churn 1.4.0 is ${status}: It leaks.`,
      });
    }
  },
);

test("a deprecated version passes with a warning", async () => {
  const judgement = judgePromotion(await scenario({ status: { head: "deprecated" } }));
  expect(judgement).toMatchObject({ verdict: "passed", warnings: ["churn 1.4.0 is deprecated: It leaks."] });
});

test("of two withdrawals the graver one counts", async () => {
  expect(await ask("withdrawn", { status: { base: "deprecated", head: "yanked" } })).toMatchObject({
    verdict: "failed",
  });
  expect(await ask("withdrawn", { status: { base: "archived", head: "deprecated" } })).toMatchObject({
    verdict: "failed",
  });
});

test("a status file that cannot be read is not known", async () => {
  for (const text of ["status: [", "schema: status/2"]) {
    const headFiles = { "registry/models/churn/status/1.4.0.yaml": text };
    expect(await ask("withdrawn", { headFiles })).toMatchObject({
      verdict: "unknown",
      reason: "registry/models/churn/status/1.4.0.yaml cannot be read",
    });
  }
});
