import { InputError } from "../../core/errors.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import { listing } from "../../core/text/listing.ts";
import type { Status } from "../../schemas/generated/types.ts";
import { type ChangeTarget, folderTarget, schemaReference } from "../workspace/change-target.ts";
import { resolve } from "../deliver/resolve.ts";

export interface WithdrawOptions {
  /** The registry's root, or where else it is read and changed. */
  readonly folder: string | ChangeTarget;
  readonly reference: string;
  readonly status: Status["status"];
  readonly reason: string;
  readonly dryRun?: boolean | undefined;
}

export interface Withdrawn {
  readonly model: string;
  readonly version: string;
  readonly status: Status["status"];
  readonly path: string;
  readonly text: string;
  /** What the status file said before. */
  readonly before: Status | undefined;
  /** Stages that hold the version, and must not with this status. */
  readonly inStages: readonly string[];
  readonly written: boolean;
}

/**
 * Writes the status file that takes a version out of use.
 *
 * @throws InputError `reason-missing`, `version-in-stage`, and what `resolve` throws
 */
export async function withdraw(options: WithdrawOptions): Promise<Withdrawn> {
  const { folder, status, dryRun } = options;
  const place = typeof folder === "string" ? folderTarget(folder) : folder;
  const reason = options.reason.trim();
  if (reason === "") {
    throw new InputError({
      code: "reason-missing",
      message: "A withdrawal needs a reason",
      hint: "Say it for those who meet the version later: --reason TEXT.",
    });
  }
  const reader = new RegistryReader(place.tree);
  const { model, version, status: before } = await resolve(reader, options.reference, { allowYanked: true });
  const inStages = await stagesOf(reader, model, version);
  if (status !== "deprecated" && inStages.length > 0) throw stillServing(model, version, status, inStages);
  const path = pathOf({ kind: "status", model, version });
  const content = { schema: "status/1" as const, model, version, status, reason };
  const text = renderRegistryFile(content, await schemaReference(place.tree, path, "status"));
  const unchanged = before?.status === status && before.reason === reason;
  if (dryRun !== true && !unchanged) await place.write(path, text);
  return { model, version, status, path, text, before, inStages, written: dryRun !== true && !unchanged };
}

async function stagesOf(reader: RegistryReader, model: string, version: string): Promise<readonly string[]> {
  const names = await reader.stageNames(model);
  const stages = await Promise.all(names.map((stage) => reader.stage(model, stage)));
  return stages.flatMap((stage) => (stage?.version === version ? [stage.stage] : []));
}

function stillServing(model: string, version: string, status: string, stages: readonly string[]): InputError {
  const [stage = ""] = stages;
  const everywhere = stages.length > 1 ? "out of each" : "out";
  return new InputError({
    code: "version-in-stage",
    message: `${model} ${version} is in ${listing(stages, "and")}, so it cannot be ${status}`,
    hint: `Take it ${everywhere} first, in the same pull request if you like: modelyard rollback ${model} ${stage}, or modelyard promote ${model} ${stage} --clear.`,
  });
}
