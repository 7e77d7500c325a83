import { lstat } from "node:fs/promises";
import { composeEntry } from "../../core/drafts/compose.ts";
import { type ArtifactSource, mergeParts, withoutSecretParts } from "../../core/drafts/draft-parts.ts";
import { InputError } from "../../core/errors.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { describeArtifacts } from "../draft/find-artifacts.ts";
import { partsOfFiles } from "../draft/artifact-notes.ts";
import { nameDatasets } from "../draft/match-datasets.ts";
import type { Progress } from "../workspace/progress.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";

/** A version as it would be registered, with its files on this machine. */
export interface ReadVersion {
  readonly content: ModelVersion;
  readonly sources: readonly ArtifactSource[];
  readonly notes: readonly string[];
}

interface Wanted {
  /** The names here. */
  readonly model: string;
  readonly version: string;
  /** And there. */
  readonly from: { readonly model: string; readonly version: string };
  /** When and by whom it was registered, where nothing tells it better. */
  readonly registered: { readonly at: string; readonly by: string };
  readonly downloads: string;
}

/**
 * Fetches a version of another registry, hashes its files and puts together what is known of it.
 *
 * @throws InputError and OutsideError as the source does; InputError `artifact-missing`
 */
export async function readForeignVersion(
  source: ForeignRegistry,
  { model, version, from, registered, downloads }: Wanted,
  { tree, progress }: { readonly tree: Tree; readonly progress: Progress },
): Promise<ReadVersion> {
  const read = withoutSecretParts(await source.readVersion({ ...from, downloads }));
  const sources = read.artifacts ?? [];
  if (sources.length === 0) {
    const hint = "Draft it by hand with the files, if they still exist.";
    throw new InputError({ code: "artifact-missing", message: "It has no files there", hint });
  }
  const sizes = await Promise.all(sources.map(async ({ file }) => (await lstat(file)).size));
  const step = progress.step(
    `hashing ${model} ${version}`,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const described = await describeArtifacts(sources, step).finally(() => step.end());
  const whole = mergeParts(read, partsOfFiles(described, { hasSignature: read.signature !== undefined }));
  const datasets = whole.datasets && (await nameDatasets(tree, whole.datasets));
  const content = composeEntry({
    model,
    version,
    artifacts: described.map(({ artifact }) => artifact),
    parts: { ...whole, ...(datasets && { datasets }), author: whole.author ?? registered.by },
    now: registered.at,
  });
  return { content, sources, notes: whole.notes };
}
