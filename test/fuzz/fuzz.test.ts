import { describe, expect, test } from "vitest";
import { enter } from "../support/ledger.ts";
import { keptInputs } from "./kept.ts";
import { Laboratory, experiment } from "./laboratory.ts";
import { faultyTarget } from "./targets/faulty.ts";
import { TARGETS } from "./targets/index.ts";

/** The same inputs each time, so that nobody's change is refused for what it did not do. */
const SEED = 20261124;
const RUNS = 40;

const FEW_MINUTES_MS = 300_000;

describe.each(TARGETS)("$name", (target) => {
  test("damaged input ends in an answer", { timeout: FEW_MINUTES_MS }, async () => {
    const { failure, inputs } = await experiment(target, { runs: RUNS, seed: SEED });
    expect(failure).toBeUndefined();
    expect(inputs).toBe(RUNS);
    await enter({ fault: `damaged input: ${target.name}`, trials: inputs, lost: 0 });
  });

  test("what once went wrong does so no more", { timeout: FEW_MINUTES_MS }, async () => {
    const laboratory = new Laboratory(target);
    for (const input of await keptInputs(target.name)) expect(await laboratory.faultOf(input)).toBeUndefined();
    laboratory.close();
  });
});

describe("the laboratory", () => {
  test.each([
    ["crash", "TypeError: as the input wants"],
    ["hang", "ms of processor time"],
    ["memory", "the process ended with SIGABRT"],
    ["escape", "the answer shows U+1b"],
    ["stray", "wrote outside of its folder: stray"],
    ["exit", "the process ended with 7"],
  ])("notices a reader that has a fault: %s", { timeout: FEW_MINUTES_MS }, async (word, fault) => {
    const laboratory = new Laboratory(faultyTarget);
    expect(await laboratory.faultOf({ seed: "answer", bytes: Buffer.from("answer") })).toBeUndefined();
    expect(await laboratory.faultOf({ seed: "answer", bytes: Buffer.from(word) })).toContain(fault);
    laboratory.close();
  });

  test("finds an input that goes wrong, and makes it small", { timeout: FEW_MINUTES_MS }, async () => {
    const { failure } = await experiment(faultyTarget, { runs: 300, seed: SEED });
    expect(failure?.fault).toBeDefined();
    expect(failure?.input.bytes.length).toBeLessThan(40);
  });
});
