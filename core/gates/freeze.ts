import type { Freeze } from "../../schemas/generated/types.ts";
import { minuteOf } from "../time/words.ts";
import type { Gate } from "./gate.ts";
import { describeDeadline, parseTimeMs } from "../time/deadline.ts";

/** A freeze holds from its `from` until its `to`; at `to` itself it is over. Windows that touch or overlap are one. */
export const freeze: Gate = {
  name: "freeze",
  title: "No freeze is on",
  why: "On some days a surprise is expensive, and nobody is there to fix it.",
  hint: "Wait for the end of the window. For what cannot wait, change the window in registry.yaml with a pull request of its own.",
  lines: [
    "freeze:",
    '  - from: "2026-12-20T00:00:00Z"',
    '    to: "2027-01-04T00:00:00Z"',
    "    reason: Year-end freeze",
  ],
  onRollback: "kept",
  judge({ policy, now }) {
    if (policy.freeze.length === 0) return undefined;
    const frozen = frozenUntil(policy.freeze, now);
    if (frozen !== undefined) {
      const reason = `frozen until ${describeDeadline(frozen.to)}: ${frozen.reason}`;
      return { label: "freeze", verdict: "pending", reason, lookAgainAt: frozen.to };
    }
    const next = policy.freeze.filter(({ from }) => parseTimeMs(from) > parseTimeMs(now)).sort(byStart)[0];
    const reason =
      next === undefined ? "none is on or to come" : `the next one starts ${minuteOf(next.from)}: ${next.reason}`;
    return { label: "freeze", verdict: "passed", reason };
  },
};

/**
 * The end of the freeze that is on at `time`, with the reason of its first window; undefined where none is on.
 *
 * @param time RFC 3339
 */
export function frozenUntil(windows: readonly Freeze[], time: string): Pick<Freeze, "to" | "reason"> | undefined {
  let end: { readonly to: string; readonly reason: string } | undefined;
  for (const { from, to, reason } of [...windows].sort(byStart)) {
    const until = end?.to ?? time;
    if (parseTimeMs(from) <= parseTimeMs(until) && parseTimeMs(to) > parseTimeMs(until)) {
      end = { to, reason: end?.reason ?? reason };
    }
  }
  return end;
}

function byStart(a: Freeze, b: Freeze): number {
  return parseTimeMs(a.from) - parseTimeMs(b.from);
}
