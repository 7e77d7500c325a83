import { posix } from "node:path";
import { type Problem, quote } from "../../adapters/formats/bytes/problems.ts";
import type { DraftParts } from "../../core/drafts/draft-parts.ts";
import { findFormat } from "../../core/formats/catalogue.ts";
import { listing } from "../../core/text/listing.ts";
import type { Artifact, Signature } from "../../schemas/generated/types.ts";

/** An artifact, and what its header says beyond its format. */
export interface DescribedArtifact {
  readonly artifact: Artifact;
  readonly signature: Signature | undefined;
  readonly problems: readonly Problem[];
  /** Files that it reads when it is loaded, from the folder that it lies in. */
  readonly filesBeside: readonly string[];
}

/** A hostile folder does not fill the screen. */
const MAX_PROBLEMS = 20;
const MAX_NAMED = 4;

/**
 * What the files say themselves: the signature, where exactly one of them holds one, and what a person
 * should know before anybody loads them.
 */
export function partsOfFiles(
  described: readonly DescribedArtifact[],
  { hasSignature }: { readonly hasSignature: boolean },
): DraftParts {
  const { signature, notes } = hasSignature ? { notes: [] } : readSignature(described);
  return {
    ...(signature && { signature }),
    notes: [...notes, ...notesOnFormats(described), ...notesOnMissingFiles(described), ...notesOnProblems(described)],
  };
}

function readSignature(described: readonly DescribedArtifact[]): Pick<DraftParts, "signature" | "notes"> {
  const signed = described.filter(({ signature }) => signature !== undefined);
  const [first, ...others] = signed;
  if (first?.signature === undefined) return { notes: [] };
  if (others.length === 0) {
    return { signature: first.signature, notes: [`The signature was read from ${first.artifact.path}.`] };
  }
  const names = listing(pathsOf(signed), "and", MAX_NAMED);
  return {
    notes: [
      `${names} have signatures of their own, so the entry has none: say with --signature which one callers see.`,
    ],
  };
}

/** One note for each format whose loader can run what the file says; of an unknown format nobody can tell. */
function notesOnFormats(described: readonly DescribedArtifact[]): string[] {
  const names = new Set(described.flatMap(({ artifact }) => artifact.format ?? []));
  return [...names].flatMap((name) => {
    const format = findFormat(name);
    if (format === undefined || format.runsCode === "never") return [];
    const files = described.filter(({ artifact }) => artifact.format === name);
    return [`${listing(pathsOf(files), "and", MAX_NAMED)}: ${format.title}. ${format.why}`];
  });
}

/** A model whose tensors stay behind cannot be loaded where it is pulled to. */
function notesOnMissingFiles(described: readonly DescribedArtifact[]): string[] {
  const paths = new Set(pathsOf(described));
  return described.flatMap(({ artifact: { path }, filesBeside }) => {
    const places = filesBeside.map((file) => posix.join(posix.dirname(path), file));
    // Those outside the folder are a problem of their own.
    const missing = places.filter((place) => !paths.has(place) && !place.startsWith("../") && !posix.isAbsolute(place));
    if (missing.length === 0) return [];
    const named = listing(missing.map(quote), "and", MAX_NAMED);
    return [
      `${path} reads its tensors from ${named}, not among the artifacts: give --artifact the folder with all of them.`,
    ];
  });
}

function notesOnProblems(described: readonly DescribedArtifact[]): string[] {
  const all = described.flatMap(({ artifact, problems }) =>
    problems.map(({ message }) => `${artifact.path}: ${message}`),
  );
  const more = all.length - MAX_PROBLEMS;
  return more > 0 ? [...all.slice(0, MAX_PROBLEMS), `There is more to say of ${more} things in the files.`] : all;
}

function pathsOf(described: readonly DescribedArtifact[]): string[] {
  return described.map(({ artifact }) => artifact.path);
}
