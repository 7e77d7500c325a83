/** The gates that a promotion can have to pass, in the order in which they are shown. */
export type GateName =
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
 * `pending`: time or people will decide; `unknown`: what it needs was not observed, which never counts as passed.
 */
export type Verdict = "passed" | "failed" | "pending" | "unknown";

export interface GateVerdict {
  readonly gate: GateName;
  /** The gate with its setting, as the card shows it: `soak 24h`, `approvals 1`. */
  readonly label: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** When a pending gate may pass, RFC 3339 in UTC. */
  readonly lookAgainAt?: string;
}

/** Something that the world was asked for: what it said, or why it could not be asked. */
export type Observed<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly reason: string };
