import { expect, test } from "vitest";
import { playTeam } from "./team.ts";

/** `MODELYARD_YEAR=2000 npx vitest run test/e2e/year` plays the whole year; docs/reliability.md says what that takes. */
const PULLS = Number(process.env["MODELYARD_YEAR"] ?? 20);
const SEED = Number(process.env["MODELYARD_SEED"] ?? 5);
const isYear = PULLS > 1000;

test(
  "what a team may merge passes, nothing else does, and publish tells all of it",
  { timeout: 6 * 3_600_000 },
  async () => {
    const size = { seed: SEED, people: 20, models: isYear ? 200 : 6, pulls: PULLS };
    process.stdout.write(`seed ${SEED}: ${size.people} people, ${size.models} models, ${size.pulls} pull requests\n`);
    const report = await playTeam(size);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report.opened).toBeGreaterThanOrEqual(PULLS);
    expect(report.passed).toBeGreaterThan(0);
    expect(report.held).toBeGreaterThan(0);
    expect(report.mostRequests).toBeLessThan(300);
  },
);
