import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../core/errors.ts";
import { modelFile, settingsFile, stageFile } from "../../test/support/sample-registry.ts";
import { RegistryRepository } from "../../test/support/registry-repository.ts";
import { openHistory } from "../history/history.ts";
import { type ResolvedAt, type ResolveAtOptions, resolveAt } from "./resolve-at.ts";

const production = (version: string | null) => stageFile("churn", "production", version);
const day = (number: number) => `2026-10-${String(number).padStart(2, "0")}T09:30:00Z`;

const timeAt = (second: number) => new Date(Date.parse(day(1)) + second * 1000).toISOString();

/** Since 2 October 1.0.0, from the 4th 1.1.0, nothing from the 6th, and since the 8th 1.1.0 again. */
let folder: string;

beforeEach(() => {
  const repository = new RegistryRepository();
  repository.import([
    { at: day(1), files: { ...settingsFile(), ...modelFile("churn") } },
    { at: day(2), files: production("1.0.0"), message: "Promote (#2)" },
    { at: day(4), files: production("1.1.0"), message: "Promote (#4)" },
    { at: day(6), files: production(null), message: "Clear (#6)" },
    { at: day(8), files: production("1.1.0"), message: "Promote (#8)" },
  ]);
  folder = repository.folder;
});

const askIn = async (inFolder: string, options: Omit<ResolveAtOptions, "model">) =>
  resolveAt(await openHistory({ kind: "folder", folder: inFolder }, { environment: {} }), {
    model: "churn",
    ...options,
  });

const ask = (at: string, stage = "production") => askIn(folder, { stage, at, now: new Date("2026-11-23T00:00:00Z") });

describe("which version it was", () => {
  test.each([
    ["2026-10-02T09:30:00Z", "1.0.0", 2],
    ["2026-10-04T09:29:59Z", "1.0.0", 2],
    ["2026-10-04T11:30:00+02:00", "1.1.0", 4],
    ["2026-11-22T00:00:00Z", "1.1.0", 8],
  ])("at %s: %s", async (at, version, pullRequest) => {
    expect(await ask(at)).toMatchObject({ version, notes: [], tenure: { from: { pullRequest } } });
  });

  test("a minute as history prints it is its last moment: the version that came in it", async () => {
    expect(await ask("2026-10-04 09:30 UTC")).toMatchObject({
      version: "1.1.0",
      notes: ["2026-10-04 09:30 UTC is read as the end of that minute"],
    });
    const now = new Date("2026-10-08T09:30:20Z");
    expect(await askIn(folder, { stage: "production", at: "2026-10-08 09:30 UTC", now })).toMatchObject({
      version: "1.1.0",
      tenure: { from: { pullRequest: 8 } },
    });
  });

  test("a day is its first moment in UTC, and the answer says so", async () => {
    expect(await ask("2026-10-04")).toMatchObject({
      version: "1.0.0",
      at: "2026-10-04T00:00:00Z",
      notes: ["2026-10-04 is read as its first moment, 2026-10-04 00:00 UTC"],
    });
  });
});

describe("where there is no answer", () => {
  test.each([
    ["last week", "time-invalid", '"last week" is not a time that can be read'],
    ["2026-12-01", "time-to-come", "2026-12-01 00:00 UTC is still to come: the clock here says 2026-11-23 00:00 UTC"],
    [
      "2026-10-02",
      "time-before-history",
      "Nothing is known of churn in production at 2026-10-02 00:00 UTC: its history begins at 2026-10-02 09:30 UTC",
    ],
    [
      "2026-10-07",
      "stage-empty",
      "production of churn was empty at 2026-10-07 00:00 UTC: 1.1.0 left it at 2026-10-06 09:30 UTC",
    ],
  ])("%s: %s", async (at, code, message) => {
    await expect(ask(at)).rejects.toMatchObject({ code, message });
  });

  test("a stage that never held anything, and one that there is not", async () => {
    await expect(ask("2026-10-07", "staging")).rejects.toMatchObject({
      code: "stage-empty",
      message: "churn was never in staging",
    });
    await expect(ask("2026-10-07", "prod")).rejects.toMatchObject({ code: "stage-unknown" });
  });

  test("a stage that began empty", async () => {
    const repository = new RegistryRepository();
    repository.import([{ at: day(1), files: { ...settingsFile(), ...production(null) } }]);
    const asked = askIn(repository.folder, { stage: "production", at: day(2), now: new Date(day(3)) });
    await expect(asked).rejects.toMatchObject({
      code: "stage-empty",
      message: "production of churn was empty at 2026-10-02 09:30 UTC",
    });
  });
});

test("whatever was promoted, cleared and rolled back when, the answer at any time is a replay's", async () => {
  const version = fc.constantFrom(null, "1.0.0", "1.1.0", "2.0.0");
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), version), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 40 }), async (steps, asked) => {
      let second = 0;
      const changes = steps.map(([later, version]) => ({ second: (second += later), version }));
      const repository = new RegistryRepository();
      repository.import(changes.map(({ second, version }) => ({ at: timeAt(second), files: production(version) })));

      const replayed = changes.findLast(({ second }) => second <= asked)?.version ?? null;
      const options = { stage: "production", at: timeAt(asked), now: new Date(day(9)) };
      const answer = await askIn(repository.folder, options).catch((error: unknown) => error);
      expect(answer instanceof InputError ? null : (answer as ResolvedAt).version).toBe(replayed);
    }),
    { numRuns: 10 },
  );
});
