import type { ModelVersion, Status } from "../../schemas/generated/types.ts";
import { isName } from "../registry/names/names.ts";
import { pathOf } from "../registry/names/paths.ts";
import type { Entry, Registry } from "../registry/registry.ts";
import type { GateContext } from "./gate.ts";
import type { Promotion, PromotionInput } from "./input.ts";
import { policyOf } from "./policy.ts";
import { parseTimeMs } from "../time/deadline.ts";
import type { Observed } from "./verdict.ts";

/** What the gates can be run on, or why nothing can be judged. */
export type ContextResult =
  | { readonly readable: true; readonly context: GateContext; readonly warnings: readonly string[] }
  | { readonly readable: false; readonly problems: readonly string[] };

/**
 * Reads the policy from the base tree and the proposed version from the head tree. A policy that is missing or broken is
 * no policy without gates: then nothing passes.
 */
export function readContext(input: PromotionInput): ContextResult {
  const { promotion, base, head } = input;
  const { model, stage, version } = promotion;
  const problems = [model, stage]
    .filter((name) => !isName(name))
    .map((name) => `${name} is not a valid name for a model or stage`);

  const baseModel = base.models.get(model);
  const stageSettings = base.settings?.value.stages.find(({ name }) => name === stage);
  const proposed = head.models.get(model)?.versions.get(version);
  if (base.settings === undefined) {
    problems.push(unusable(base, pathOf({ kind: "registry" }), "on the base branch"));
  } else if (stageSettings === undefined) {
    problems.push(`the registry on the base branch has no stage ${stage}: merge the change that adds it first`);
  }
  const modelPath = pathOf({ kind: "model", model });
  if (baseModel?.model === undefined && base.files.has(modelPath)) {
    problems.push(unusable(base, modelPath, "on the base branch"));
  }
  if (proposed === undefined) {
    problems.push(unusable(head, pathOf({ kind: "model-version", model, version }), "in the proposed change"));
  }
  if (problems.length > 0 || proposed === undefined) return { readable: false, problems };

  const { policy, warnings } = policyOf(base, { model, stage });
  const context: GateContext = {
    ...input,
    nowMs: parseTimeMs(input.now),
    policy,
    proposed,
    current: currentVersion(promotion, base),
    metrics: new Map(Object.entries(baseModel?.model?.value.metrics ?? {})),
    owners: baseModel?.model?.value.owners ?? [],
    withdrawal: findWithdrawal(promotion, base, head),
  };
  return { readable: true, context, warnings };
}

function unusable(registry: Registry, path: string, where: string): string {
  return registry.files.has(path) ? `${path} cannot be read ${where}` : `${path} is not ${where}`;
}

function currentVersion({ model, stage }: Promotion, base: Registry): Observed<ModelVersion | null> {
  const pointer = readEntry(base, pathOf({ kind: "stage", model, stage }), base.models.get(model)?.stages.get(stage));
  if (!pointer.known) return pointer;
  const version = pointer.value?.version ?? null;
  if (version === null) return { known: true, value: null };
  const path = pathOf({ kind: "model-version", model, version });
  const current = readEntry(base, path, base.models.get(model)?.versions.get(version));
  if (current.known && current.value === null) return { known: false, reason: `${path} is not on the base branch` };
  return current;
}

const GRAVEST_FIRST = ["yanked", "rejected", "archived", "deprecated"] as const;

/** A withdrawal counts from either tree: neither an old branch nor the change itself can make a version fit again. */
function findWithdrawal({ model, version }: Promotion, base: Registry, head: Registry): Observed<Status | null> {
  const path = pathOf({ kind: "status", model, version });
  const found = [base, head].map((tree) => readEntry(tree, path, tree.models.get(model)?.statuses.get(version)));
  const unread = found.find(({ known }) => !known);
  if (unread !== undefined) return unread;
  const statuses = found.flatMap((entry) => (entry.known && entry.value !== null ? [entry.value] : []));
  const gravest = GRAVEST_FIRST.map((grade) => statuses.find(({ status }) => status === grade)).find(Boolean);
  return { known: true, value: gravest ?? null };
}

/** A file's content; null where there is no file, not known where there is one that cannot be read. */
function readEntry<Content>(
  registry: Registry,
  path: string,
  entry: Entry<Content> | undefined,
): Observed<Content | null> {
  if (entry !== undefined) return { known: true, value: entry.value };
  return registry.files.has(path) ? { known: false, reason: `${path} cannot be read` } : { known: true, value: null };
}
