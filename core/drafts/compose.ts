import type { Artifact, ModelVersion, Training } from "../../schemas/generated/types.ts";
import type { DraftParts } from "./draft-parts.ts";
import { compareText } from "../text/order.ts";

interface Composition {
  readonly model: string;
  readonly version: string;
  readonly artifacts: Artifact[];
  readonly parts: DraftParts;
  readonly now: string;
}

/** The version file's content, its keys in the order in which people read it. */
export function composeEntry({ model, version, artifacts, parts, now }: Composition): ModelVersion {
  const { description, signature, parameters, metrics, environment, code, datasets, training, base } = parts;
  return {
    schema: "model-version/1",
    model,
    version,
    ...(description === undefined ? {} : { description }),
    created_at: parts.createdAt ?? now,
    author: parts.author ?? "unknown",
    artifacts,
    ...(signature === undefined ? {} : { signature }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(environment === undefined ? {} : { environment }),
    ...(code === undefined ? {} : { code }),
    ...(datasets === undefined || datasets.length === 0 ? {} : { datasets: [...datasets] }),
    ...(training === undefined ? {} : { training: inOrder(training) }),
    ...(base === undefined ? {} : { base }),
  };
}

/** What was done, when, and where it is written up: whichever source knew it first. */
function inOrder({ command, started_at, finished_at, seed, run, ci }: Training): Training {
  const facts = { command, started_at, finished_at, seed, run, ci };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Whether drafting again says the same: the time and the note-taker may differ, what was trained may not. */
export function isSameVersion(a: ModelVersion, b: ModelVersion): boolean {
  return factsOf(a) === factsOf(b);
}

function factsOf({ artifacts, metrics, parameters, signature }: ModelVersion): string {
  return JSON.stringify([artifacts, sorted(metrics), sorted(parameters), signature]);
}

function sorted(record: Readonly<Record<string, unknown>> | undefined): unknown {
  return record === undefined ? undefined : Object.entries(record).sort(([a], [b]) => compareText(a, b));
}
