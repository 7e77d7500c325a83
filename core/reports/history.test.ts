import { expect, test } from "vitest";
import type { StageCommit, StageHistory } from "../history/tenure.ts";
import { stageHistory } from "../history/tenures.ts";
import { renderHistory } from "./history.ts";
import { plainStyle } from "../text/style.ts";

const now = new Date("2026-11-23T20:00:00Z");

const change = (time: string, version: string | null, more: Partial<StageCommit> = {}): StageCommit => ({
  commit: `c${time.replaceAll(/\D/g, "")}`.padEnd(40, "0"),
  time,
  by: "dana",
  subject: `Promote churn ${version ?? ""} to production`,
  pullRequest: undefined,
  version,
  ...more,
});

function production(...commits: readonly StageCommit[]): StageHistory {
  return stageHistory({ model: "churn", stage: "production", commits });
}

const render = (...stages: readonly StageHistory[]) => renderHistory({ model: "churn", stages }, { now });

test("the latest first, rollbacks and clearings named by what made them", () => {
  const history = production(
    change("2026-09-01T08:00:10Z", "1.3.1", { pullRequest: 98, by: "alice" }),
    change("2026-10-19T09:30:41Z", "1.3.0", { pullRequest: 115, by: "alice" }),
    change("2026-10-20T14:02:00Z", "1.3.1", { pullRequest: 118 }),
    change("2026-10-20T14:30:00Z", null, { pullRequest: 119 }),
    change("2026-10-21T09:00:00Z", "1.4.0", { by: "模型 team", subject: "Promote churn by hand" }),
    change("2026-11-23T19:00:00Z", "1.4.1", { pullRequest: 140 }),
  );
  expect(render(history)).toMatchInlineSnapshot(`
    "since                 version  until                 held        by         change
    2026-11-23 19:00 UTC  1.4.1    now                   60 minutes  dana       #140 Promote churn 1.4.1 to production
    2026-10-21 09:00 UTC  1.4.0    2026-11-23 19:00 UTC  33 days     模型 team  c202610 Promote churn by hand
    2026-10-20 14:02 UTC  1.3.1    2026-10-20 14:30 UTC  28 minutes  dana       #118 cleared in #119
    2026-10-19 09:30 UTC  1.3.0    2026-10-20 14:02 UTC  28 hours    alice      #115 rolled back in #118
    2026-09-01 08:00 UTC  1.3.1    2026-10-19 09:30 UTC  48 days     alice      #98 Promote churn 1.3.1 to production"
  `);
});

test("several stages, each below its name", () => {
  const staging = { ...production(change("2026-11-21T20:00:00Z", "1.4.0")), stage: "staging" };
  const shadow = { ...production(change("2026-11-21T20:00:00Z", null)), stage: "shadow" };
  const style = { ...plainStyle, bold: (text: string) => `*${text}*` };
  expect(renderHistory({ model: "churn", stages: [staging, shadow] }, { now, style })).toMatchInlineSnapshot(`
    "*staging*
    since                 version  until  held    by    change
    2026-11-21 20:00 UTC  1.4.0    now    2 days  dana  c202611 Promote churn 1.4.0 to production

    *shadow*
    No version of churn was ever in shadow."
  `);
});

test("nothing to tell is said", () => {
  expect(render()).toBe("No version of churn was ever in a stage.");
  expect(render(production())).toBe("No version of churn was ever in production.");
});

test("titles and names of others keep to their line and their length, and cannot command the terminal", () => {
  const history = production(
    change("2026-11-21T20:00:00Z", "1.4.0", {
      by: "mal\u001b[2Jlory\n",
      subject: `\u001b]0;owned\u0007${"x".repeat(5_000)}`,
    }),
  );
  const lines = render(history).split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).not.toMatch(/\p{Cc}/u);
  expect(lines[1]?.length).toBeLessThan(220);
});

test("a stay that ended before it began, by the clocks of committers, is no negative time", () => {
  const history = production(change("2026-11-21T20:00:00Z", "1.4.0"), change("2026-11-20T20:00:00Z", "1.5.0"));
  expect(render(history)).toMatch(/1\.4\.0 .* 0 seconds/);
});
