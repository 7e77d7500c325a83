/** The gates that a promotion can have to pass, in the order in which they are shown. */
export type GateName =
  | "readable"
  | "after"
  | "soak"
  | "approvals"
  | "require"
  | "metrics"
  | "signature"
  | "formats"
  | "freeze"
  | "published"
  | "withdrawn";

/**
 * What a gate says of one promotion.
 * `pending`: time or an approval will decide; `unknown`: what it needs was not observed, which never counts as passed.
 */
export type Verdict = "passed" | "failed" | "pending" | "unknown";

export interface GateVerdict {
  readonly gate: GateName;
  /** The gate with its setting, as the card shows it: `soak 24h`, `approvals 1`. */
  readonly label: string;
  readonly verdict: Verdict;
  /** Plain text for people, with untrusted parts in it: whoever shows it escapes it. */
  readonly reason: string;
  /** The command that brings a gate closer to passing, safe to be pasted into a shell. */
  readonly command?: string;
  /** A line for registry.yaml with which the gate would pass, and where it belongs; people decide whether to write it. */
  readonly policyLine?: { readonly line: string; readonly where: string };
  /** When a pending gate may pass, RFC 3339 in UTC. */
  readonly lookAgainAt?: string;
  /** What does not stop the promotion and should be known all the same. */
  readonly warning?: string;
}

/** What one gate answers; its name is added by who runs it. */
export type GateOutcome = Omit<GateVerdict, "gate">;

/** Something that the world was asked for: what it said, or why it could not be asked. */
export type Observed<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly reason: string };

const WORST_FIRST = ["failed", "unknown", "pending"] as const;

/**
 * The verdict that several make together: a failure decides, what was not observed hides whatever waits, and only what
 * passes in every part has passed.
 */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "passed";
}
