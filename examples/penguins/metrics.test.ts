import { expect, test } from "vitest";
import { evaluate } from "./metrics.ts";

test("agrees with a calculation by hand", () => {
  const metrics = evaluate([
    { probabilities: [0.5, 0.25, 0.25], label: 0 },
    { probabilities: [0.5, 0.25, 0.25], label: 1 },
    { probabilities: [0.125, 0.75, 0.125], label: 1 },
    { probabilities: [0.25, 0.25, 0.5], label: 2 },
  ]);
  // F1: 2·1/(2+1), 2·1/(1+2), 2·1/(1+1). Log loss: (ln 2 + ln 4 - ln 0.75 + ln 2) / 4.
  expect(metrics).toEqual({ accuracy: 0.75, macro_f1: 0.777778, log_loss: 0.765068 });
});

test("a class that is never right counts with an F1 of 0", () => {
  const always = [0.9, 0.1];
  expect(evaluate([0, 0, 0, 1].map((label) => ({ probabilities: always, label }))).macro_f1).toBe(0.428571);
});

test("an impossible answer costs much, but not infinitely", () => {
  expect(evaluate([{ probabilities: [1, 0], label: 1 }]).log_loss).toBe(34.538776);
});
