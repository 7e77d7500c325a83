import type { ParameterValue } from "../../../core/drafts/draft-parts.ts";
import type { Workspace } from "../../support/workspace.ts";

/** What somebody trained, in the words of no tracker. */
export interface Trained {
  /** The files of the model's folder. */
  readonly artifacts: Readonly<Record<string, string | Uint8Array>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Addresses of the training data. */
  readonly datasets: readonly string[];
  readonly description?: string;
}

/** A training as one tracker keeps it. */
export interface Tracked {
  /** What `draft` is told of it. */
  readonly words: readonly string[];
  /** What an artifact's path in the entry begins with. */
  readonly prefix: string;
  /** The folder of all that the tracker keeps, in the workspace; none where it is a server's. */
  readonly source?: string;
  /** Files with records, and files of the model, from the workspace's root. */
  readonly records: readonly string[];
  readonly files: readonly string[];
  /** Puts another path in the place of that of the model's folder, where the records name one. */
  moveModel?(path: string): Promise<void>;
  /** Breaks each answer off in the middle from now on; of servers. */
  breakOff?(): void;
}

export type Tracker = (workspace: Workspace, trained: Trained) => Promise<Tracked>;

/** The role in which `datasets` are recorded. */
export const ROLE = "training";

/** JSON as Python writes it, which YAML reads too. */
export function pythonJson(value: unknown, { notANumber = "NaN", infinity = "Infinity" } = {}): string {
  if (typeof value === "number" && Number.isNaN(value)) return notANumber;
  if (typeof value === "number" && !Number.isFinite(value)) return `${value < 0 ? "-" : ""}${infinity}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const write = (inner: unknown): string => pythonJson(inner, { notANumber, infinity });
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${write(inner)}`)
    .join(", ")}}`;
}

/** A value as Python's `str` writes it, which is how MLflow keeps it. */
export function pythonText(value: ParameterValue | number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && Number.isNaN(value)) return "nan";
  if (typeof value === "number" && !Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return String(value);
}
