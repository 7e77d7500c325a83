import type { Artifact, Model, ModelVersion } from "../../schemas/generated/types.ts";
import type { ParameterValue } from "../drafts/draft-parts.ts";
import { type CodeDifference, compareCode } from "./code.ts";
import { type DatasetDifference, compareDatasets } from "./datasets.ts";
import { type EnvironmentDifference, compareEnvironments } from "./environment.ts";
import { type MetricDelta, compareMetrics } from "./metrics.ts";
import { type NamedSides, type SideBySide, compareByName } from "./side-by-side.ts";
import { type SignatureComparison, compareSignatures } from "./signature.ts";

/** How a proposed version differs from the one that it would replace. Only metrics are listed where they are the same. */
export interface VersionDiff {
  readonly now: VersionName;
  readonly proposed: VersionName;
  readonly metrics: readonly MetricDelta[];
  /** By name. */
  readonly parameters: readonly NamedSides<ParameterValue>[];
  readonly datasets: readonly DatasetDifference[];
  readonly code: CodeDifference | undefined;
  readonly environment: EnvironmentDifference;
  /** Undefined where neither version declares a signature. */
  readonly signature: SignatureComparison | undefined;
  /** By path. */
  readonly artifacts: readonly ArtifactDifference[];
}

export type VersionName = Pick<ModelVersion, "model" | "version">;

/** A file that came, went, or has other bytes. */
export interface ArtifactDifference extends SideBySide<Artifact> {
  readonly path: string;
  /** How many bytes more (or fewer, below zero) this file has. */
  readonly sizeDeltaBytes: number;
}

/**
 * Compares two versions of one model, or of two.
 *
 * @param now the version that serves
 * @param proposed the version that would take its place
 * @param model for the directions of the metrics
 * @example diffVersions(version("1.3.1"), version("1.4.0"), model).datasets
 * // [{ dataset: "customers", isRegistered: true, role: "training", change: "changed", now: "3", proposed: "4" }]
 */
export function diffVersions(now: ModelVersion, proposed: ModelVersion, model?: Model): VersionDiff {
  const names = { now: `${now.model} ${now.version}`, proposed: `${proposed.model} ${proposed.version}` };
  const hasSignature = now.signature !== undefined || proposed.signature !== undefined;
  return {
    now: { model: now.model, version: now.version },
    proposed: { model: proposed.model, version: proposed.version },
    metrics: compareMetrics(now.metrics, proposed.metrics, model?.metrics),
    parameters: compareParameters(now.parameters, proposed.parameters),
    datasets: compareDatasets(now.datasets, proposed.datasets),
    code: compareCode(now.code, proposed.code),
    environment: compareEnvironments(now.environment, proposed.environment),
    signature: hasSignature ? compareSignatures(now.signature, proposed.signature, names) : undefined,
    artifacts: compareArtifacts(now.artifacts, proposed.artifacts),
  };
}

function compareParameters(
  now: ModelVersion["parameters"] = {},
  proposed: ModelVersion["parameters"] = {},
): readonly NamedSides<ParameterValue>[] {
  return compareByName(new Map(Object.entries(now)), new Map(Object.entries(proposed)), isSameValue);
}

/** Values are scalars or lists of these, so that equal text is equal values. */
const isSameValue = (a: ParameterValue, b: ParameterValue): boolean => JSON.stringify(a) === JSON.stringify(b);

function compareArtifacts(now: readonly Artifact[], proposed: readonly Artifact[]): readonly ArtifactDifference[] {
  const differences = compareByName(byPath(now), byPath(proposed), isSameArtifact);
  return differences.map(({ name, change, now: before, proposed: after }) => {
    const sizeDeltaBytes = (after?.size ?? 0) - (before?.size ?? 0);
    return { path: name, change, now: before, proposed: after, sizeDeltaBytes };
  });
}

const byPath = (artifacts: readonly Artifact[]): ReadonlyMap<string, Artifact> =>
  new Map(artifacts.map((artifact) => [artifact.path, artifact]));

const isSameArtifact = (a: Artifact, b: Artifact): boolean =>
  a.sha256 === b.sha256 && a.size === b.size && a.format === b.format;
