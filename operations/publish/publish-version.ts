import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { commitThatAdded } from "../../adapters/git/history/ancestry.ts";
import { InputError, ModelyardError, OutsideError } from "../../core/errors.ts";
import { type FormatName, doesMoreThan } from "../../core/formats/catalogue.ts";
import { renderReleaseNotes } from "../../core/reports/release-notes.ts";
import { type ReleasePlan, planRelease } from "../../core/store/plan.ts";
import type { ArtifactStore, Content, Seal, StoredVersion } from "../../core/store/store.ts";
import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";
import { formatAtRest, lookAtBytes } from "../judge/look-at-bytes.ts";
import { PARALLEL_FILES, forEachConcurrently } from "../workspace/concurrency.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";
import type { ArtifactSource } from "./artifact-source.ts";
import type { MergedCommit } from "./published-before.ts";
import type { VersionFile } from "./registered-versions.ts";

/** GitHub takes 125,000 characters as a release's text. */
const MAX_NOTES = 100_000;

export type PublishOutcome = "published" | "already-published" | "repaired" | "to-publish" | "to-repair" | "failed";

export interface VersionPublication {
  readonly store: ArtifactStore;
  readonly file: VersionFile;
  readonly merged: MergedCommit | undefined;
  /** Where bytes come from that the store does not hold. */
  readonly source: ArtifactSource;
  readonly dryRun: boolean;
  /** Looks at the bytes of what is published, and not at the store's own marks. */
  readonly byBytes: boolean;
  readonly progress: Progress | undefined;
  /** Counts the artifacts that were saved, or would be. */
  readonly saved: { count: number };
}

/**
 * Completes, verifies and seals one version, or repairs it where it is published and no longer what was.
 *
 * @throws InputError `published-differs`, `artifact-not-stored`, `format-disguised`
 */
export async function publishVersion(publication: VersionPublication): Promise<PublishOutcome> {
  const { store, file, source, dryRun, saved } = publication;
  const version = file.content;
  const plan = await planFor(publication);
  switch (plan.action) {
    case "nothing":
      return "already-published";
    case "refuse":
      throw new InputError({
        code: "published-differs",
        message: plan.reasons.join("\n"),
        hint: "Nothing was changed. A published version is never overwritten: find out who changed what, then draft a new version.",
      });
    case "repair":
      return repair(publication, plan);
    case "publish":
      break;
  }
  store.expectTakes?.(version.artifacts);
  const contents = await source.locate(plan.missing, version);
  if (dryRun) {
    saved.count = plan.missing.length;
    return "to-publish";
  }
  try {
    await fill(publication, { missing: plan.missing, contents });
    for (const artifact of version.artifacts) refuseDisguise(artifact, await formatAtRest(store, version, artifact));
    await store.seal(version, version.artifacts, await sealOf(publication));
    return "published";
  } catch (error) {
    // Of two runs at the same time one comes second: it fails at what the first has done, and all is well.
    if (error instanceof OutsideError && (await isPublished(store, version, file.bytes))) return "already-published";
    throw error;
  }
}

/** Bytes that were saved long ago are looked for everywhere before they count as missing. */
async function planFor({ store, file, source, byBytes }: VersionPublication): Promise<ReleasePlan> {
  const { bytes, content: version } = file;
  const sha256 = sha256OfBytes(bytes);
  const stored = byBytes ? await lookAtBytes(store, version) : await store.inspect(version, version.artifacts);
  refuseDisguises(version, stored);
  const plan = planRelease(version, sha256, stored);
  if (plan.action !== "publish" || stored.state !== "absent") return plan;
  const isAtHand = await source.locate(plan.missing, version).then(
    () => true,
    () => false,
  );
  if (isAtHand) return plan;
  return planRelease(version, sha256, await store.inspect(version, version.artifacts, { everywhere: true }));
}

async function isPublished(store: ArtifactStore, version: ModelVersion, versionFile: Uint8Array): Promise<boolean> {
  try {
    const stored = await store.inspect(version, version.artifacts);
    return planRelease(version, sha256OfBytes(versionFile), stored).action === "nothing";
  } catch (error) {
    if (error instanceof ModelyardError) return false;
    throw error;
  }
}

/** @throws InputError `published-differs` where the right bytes are not at hand */
async function repair(
  publication: VersionPublication,
  { missing, reasons }: Extract<ReleasePlan, { readonly action: "repair" }>,
): Promise<PublishOutcome> {
  const { store, file, source, dryRun, saved, progress } = publication;
  const { content: version } = file;
  let contents: ReadonlyMap<Artifact, Content>;
  try {
    contents = await source.locate(missing, version);
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "artifact-not-stored") throw error;
    throw new InputError({
      code: "published-differs",
      message: reasons.join("\n"),
      hint: `Find out who changed it. modelyard publish --from FOLDER puts the right bytes back, where FOLDER holds the artifacts of ${version.model} ${version.version}; a store that has them does too: --from file:PATH or s3://BUCKET/PREFIX.`,
    });
  }
  saved.count = missing.length;
  if (dryRun) return "to-repair";
  const seal = await sealOf(publication);
  const step = (progress ?? silentProgress).step("repairing", sizeOf(missing));
  try {
    const onBytes = (bytes: number) => step.advance(bytes);
    await store.repair(version, version.artifacts, { contents, seal, onBytes });
  } finally {
    step.end();
  }
  return "repaired";
}

async function sealOf({ file: { path, bytes, content }, merged }: VersionPublication): Promise<Seal> {
  const commit = merged && (await commitThatAdded(merged.repository, merged.commit, path));
  return { versionFile: bytes, commit, notes: renderReleaseNotes(content, { most: MAX_NOTES }) };
}

interface Filling {
  readonly missing: readonly Artifact[];
  readonly contents: ReadonlyMap<Artifact, Content>;
}

async function fill(
  { store, file, progress, saved }: VersionPublication,
  { missing, contents }: Filling,
): Promise<void> {
  const step = (progress ?? silentProgress).step("saving", sizeOf(missing));
  try {
    await forEachConcurrently([...contents], PARALLEL_FILES, async ([artifact, content]) => {
      await store.save(file.content, artifact, content, { onBytes: (bytes) => step.advance(bytes) });
      saved.count++;
    });
  } finally {
    step.end();
  }
}

function sizeOf(artifacts: readonly Artifact[]): number {
  return artifacts.reduce((sum, { size }) => sum + size, 0);
}

function refuseDisguises(version: ModelVersion, stored: StoredVersion): void {
  if (stored.state === "absent") return;
  const formats = new Map(stored.files.map(({ path, format }) => [path, format]));
  for (const artifact of version.artifacts) refuseDisguise(artifact, formats.get(artifact.path));
}

/**
 * The gate on formats believes the version file, and here is where it is believed no longer.
 *
 * @throws InputError `format-disguised`
 */
function refuseDisguise({ path, format }: Artifact, found: FormatName | undefined): void {
  if (found === undefined || format === undefined || !doesMoreThan(found, format)) return;
  const bytes =
    found === "unknown" ? "of no format that modelyard knows" : `${found}, which can run code when it is loaded`;
  throw new InputError({
    code: "format-disguised",
    message: `${path} says that it is ${format}, and its bytes are ${bytes}`,
    hint: "It was not published by this run. Withdraw the version, and draft it again: draft tells the format from the bytes.",
  });
}
