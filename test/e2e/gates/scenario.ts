import { createHash } from "node:crypto";
import { judgePromotion } from "../../../core/gates/index.ts";
import type { Promotion, PromotionInput, Review } from "../../../core/gates/input.ts";
import type { GateName, GateVerdict, Observed } from "../../../core/gates/verdict.ts";
import type { Moment, Tenure } from "../../../core/history/tenure.ts";
import { readRegistry } from "../../../core/registry/reading/partial.ts";
import type { StoredVersion } from "../../../core/store/store.ts";
import type { Gates, Model, ModelVersion, Status } from "../../../schemas/generated/types.ts";
import { memoryTree } from "../../support/memory-tree.ts";
import { stageText } from "../../support/sample-registry.ts";

export const HEAD = "4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c";
const BASE = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";
const NOW = "2026-11-24T01:30:00Z";

/** What differs from a promotion of churn 1.4.0 to production that passes whatever gate it meets. */
export interface Changes {
  /** The registry's gates for production. */
  readonly gates?: Gates;
  readonly modelGates?: Gates;
  readonly model?: Partial<Model>;
  /** The version now in production; null: it is empty. */
  readonly current?: Partial<ModelVersion> | null;
  readonly proposed?: Partial<ModelVersion>;
  readonly status?: { readonly base?: Status["status"]; readonly head?: Status["status"] };
  /** Files that replace or join those of a tree; undefined removes one. */
  readonly baseFiles?: Readonly<Record<string, string | undefined>>;
  readonly headFiles?: Readonly<Record<string, string | undefined>>;
  readonly promotion?: Partial<Promotion>;
  readonly input?: Partial<PromotionInput>;
}

/** The input for a promotion of churn from 1.3.1 to 1.4.0 in production, with `changes`. */
export async function scenario(changes: Changes = {}): Promise<PromotionInput> {
  const proposed = file({ ...version("1.4.0"), ...changes.proposed });
  const common = {
    "registry/registry.yaml": file({
      schema: "registry/1",
      name: "acme-models",
      stages: [{ name: "staging" }, { name: "production", gates: changes.gates ?? {} }],
      artifacts: { store: "github-releases" },
    }),
    "registry/models/churn/model.yaml": file({
      schema: "model/1",
      name: "churn",
      owners: ["@acme/growth-ml", "@alice"],
      metrics: { auc: { goal: "maximize" }, latency_p95_ms: { goal: "minimize" } },
      gates: changes.modelGates === undefined ? {} : { production: changes.modelGates },
      ...changes.model,
    }),
    "registry/models/churn/versions/1.3.1.yaml": file({ ...version("1.3.1"), ...changes.current }),
    "registry/models/churn/versions/1.4.0.yaml": proposed,
    "registry/models/churn/stages/staging.yaml": stage("staging", "1.4.0"),
  };
  const current = changes.current === null ? null : (changes.current?.version ?? "1.3.1");
  const base = { ...common, ...stageFile(current), ...statusFile(changes.status?.base), ...changes.baseFiles };
  const head = { ...common, ...stageFile("1.4.0"), ...statusFile(changes.status?.head), ...changes.headFiles };
  return {
    promotion: { model: "churn", stage: "production", version: "1.4.0", headCommit: HEAD, ...changes.promotion },
    base: await readRegistry({ ...memoryTree(present(base)), id: BASE }),
    head: await readRegistry({ ...memoryTree(present(head)), id: HEAD }),
    history: known([
      tenure("production", "1.3.1", "2026-10-20T14:02:00Z"),
      tenure("staging", "1.4.0", "2026-11-23T09:30:00Z"),
    ]),
    policies: known([]),
    heldVersions: new Map(),
    earlierEntries: known([]),
    reviews: known([review("dana")]),
    teams: (team) => (team === "@acme/growth-ml" ? known(["Dana", "erin"]) : unknown(`no such team: ${team}`)),
    author: known("bob"),
    store: known(publishedAs(proposed)),
    sha256,
    now: NOW,
    ...changes.input,
  };
}

function version(name: string): ModelVersion {
  return {
    schema: "model-version/1",
    model: "churn",
    version: name,
    created_at: "2026-11-20T08:00:00Z",
    author: "alice",
    artifacts: [{ path: "model.safetensors", size: 4, sha256: "a".repeat(64), format: "safetensors" }],
    signature: { inputs: [{ name: "age", type: "long" }], outputs: [{ name: "p", type: "double" }] },
    metrics: { auc: 0.9, latency_p95_ms: 12 },
  };
}

const stageFile = (name: string | null) => ({
  "registry/models/churn/stages/production.yaml": stage("production", name),
});

function stage(name: string, held: string | null): string {
  return stageText("churn", name, held);
}

function statusFile(status: Status["status"] | undefined): Record<string, string> {
  if (status === undefined) return {};
  const content = { schema: "status/1", model: "churn", version: "1.4.0", status, reason: "It leaks." };
  return { "registry/models/churn/status/1.4.0.yaml": file(content) };
}

/** JSON is YAML, too. */
function file(content: object): string {
  return asciiJson(content);
}

function present(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
  return Object.fromEntries(kept);
}

/** What one gate says of the scenario with `changes`; undefined where the policy does not ask for it. */
export async function ask(gate: GateName, changes: Changes): Promise<Omit<GateVerdict, "gate"> | undefined> {
  const found = judgePromotion(await scenario(changes)).gates.find((verdict) => verdict.gate === gate);
  if (found === undefined) return undefined;
  const { gate: _, ...outcome } = found;
  return outcome;
}

function publishedAs(versionFile: string): StoredVersion {
  const files = [{ path: "model.safetensors", sizeBytes: 4, sha256: "a".repeat(64), complete: true }];
  return { state: "published", files, document: { sha256: sha256(Buffer.from(versionFile)) } };
}

export function known<Value>(value: Value): Observed<Value> {
  return { known: true, value };
}

export function unknown(reason: string): { readonly known: false; readonly reason: string } {
  return { known: false, reason };
}

export function review(by: string, changes: Partial<Review> = {}): Review {
  return { by, state: "approved", commit: HEAD, submittedAt: "2026-11-23T10:00:00Z", ...changes };
}

export function tenure(stageName: string, versionName: string, from: string, until?: string): Tenure {
  return {
    model: "churn",
    stage: stageName,
    version: versionName,
    from: moment(from),
    until: until === undefined ? undefined : moment(until),
  };
}

function moment(time: string): Moment {
  return { commit: "c".repeat(40), time, by: "dana", subject: "Promote", pullRequest: 131 };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** JSON, which is YAML too, with every character escaped that YAML or JSON alone would refuse or break lines at. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
