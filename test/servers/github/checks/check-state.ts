import type { Token, User } from "../state.ts";

export type StatusState = "error" | "failure" | "pending" | "success";

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: StatusState;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly createdAt: string;
}

export const conclusions = [
  "success",
  "failure",
  "neutral",
  "cancelled",
  "skipped",
  "timed_out",
  "action_required",
] as const;

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  readonly app: Token;
  readonly suiteId: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: (typeof conclusions)[number] | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
}

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number | null;
  readonly endColumn: number | null;
  readonly level: string;
  readonly title: string | null;
  readonly message: string;
  readonly rawDetails: string | null;
}

export const deploymentStates = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
] as const;

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: unknown;
  readonly environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: User;
  readonly createdAt: string;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  state: (typeof deploymentStates)[number];
  readonly description: string;
  readonly environment: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly creator: User;
  readonly createdAt: string;
}
