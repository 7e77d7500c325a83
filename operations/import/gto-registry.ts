import { readTags } from "../../adapters/git/objects/annotated-tags.ts";
import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import { originAddress } from "../../adapters/git/repository.ts";
import { isElsewhere } from "../../adapters/trackers/dvc/elsewhere.ts";
import { type GtoAnnotation, readGtoAnnotation } from "../../adapters/trackers/gto/annotations.ts";
import { type CommittedPath, committedArtifact } from "../../adapters/trackers/gto/committed-artifact.ts";
import { committedRun } from "../../adapters/trackers/gto/committed-run.ts";
import { withoutSecrets } from "../../core/drafts/redact-addresses.ts";
import { InputError, OutsideError } from "../../core/errors.ts";
import type { ForeignModel, ImportProblem } from "../../core/import/foreign.ts";
import { type DatedGtoTag, type GtoVersion, replayGto } from "../../core/import/gto-state.ts";
import { type GtoTag, parseGtoTag } from "../../core/import/gto-tag.ts";
import { type DraftParts, mergeParts } from "../../core/drafts/draft-parts.ts";
import { isVersionOf } from "../../core/registry/versions/version.ts";
import { listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";

export interface GtoOptions {
  /** Only tags of commits that this revision has in its history. */
  readonly revision?: string | undefined;
  /** Names of artifacts; all of them where there are none. */
  readonly only: readonly string[];
  /** Paths from the repository's root by artifact, where the commits do not say them, or say them wrong. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * The registry that GTO's tags in a repository make, with its whole history.
 *
 * @param repository opened at the top folder of its work tree; what is returned asks it on
 * @throws InputError `gto-tags-missing`, `gto-artifact-unknown`, `revision-unknown`
 */
export async function readGtoRegistry(
  repository: OpenRepository,
  { revision, only, paths }: GtoOptions,
): Promise<ForeignRegistry> {
  const { folder } = repository;
  const head = await repository.resolveCommit(revision ?? "HEAD");
  const { tags, problems } = await readGtoTags(repository, revision === undefined ? {} : { within: head });
  refuseUnknown(tags, only, folder);
  const history = replayGto(tags.filter(({ artifact }) => only.length === 0 || only.includes(artifact)));
  const artifacts = [...new Set(history.versions.map(({ artifact }) => artifact))];
  const known = await Promise.all(
    artifacts.map(async (name) => [name, await annotationAt(repository, head, name)] as const),
  );
  const annotations = new Map(known);
  const origin = await originAddress(folder);
  return {
    title: `GTO's tags in ${folder}`,
    models: new Map(known.map(([name, annotation]) => [name, modelFacts(annotation)])),
    events: history.events,
    problems: [
      ...problems,
      ...history.problems,
      ...known.flatMap(([name, annotation]) => customLeft(name, annotation)),
    ],
    isLocal: true,
    tagsIn: folder,
    versionHere: (scheme, version) => {
      const own = version.replace(/^v/, "");
      return scheme === "semver" && isVersionOf(scheme, own) ? own : undefined;
    },
    versionRule: "v1.2.3 becomes 1.2.3, in a model with semantic versions and without +build",
    isSame: ({ code }, { model, version }) =>
      code?.commit === history.versions.find((each) => each.artifact === model && each.version === version)?.commit,
    async readVersion({ model, version, downloads }) {
      const registered = history.versions.find((each) => each.artifact === model && each.version === version);
      if (registered === undefined) throw new Error(`${model} has no version ${version}`);
      const path = paths.get(model) ?? (await pathOf(repository, registered, annotations.get(model)));
      const { commit } = registered;
      const wanted: CommittedPath = { repository, commit, path, downloads };
      const artifacts = await committedArtifact(wanted);
      const code = { ...(origin !== undefined && { repository: origin }), commit };
      return mergeParts({ artifacts, code, notes: [] }, taggedParts(registered), await committedRun(wanted));
    },
  };
}

async function readGtoTags(
  repository: OpenRepository,
  within: { readonly within?: string },
): Promise<{ tags: readonly DatedGtoTag[]; problems: readonly ImportProblem[] }> {
  const problems: ImportProblem[] = [];
  const all = await readTags(repository, within);
  const tags = all.flatMap(({ name, commit, annotation }): DatedGtoTag[] => {
    const parsed = parseGtoTag(name);
    if (parsed === undefined) return [];
    if (annotation === undefined) {
      const message = "it is not annotated, so GTO does not count it: it has no date and no author";
      problems.push({
        about: name,
        severity: "notice",
        message,
        hint: "Fetch the real ones: git fetch --tags --force.",
      });
      return [];
    }
    if (commit === undefined) {
      problems.push({ about: name, severity: "error", message: "it marks no commit", hint: "Tag a commit instead." });
      return [];
    }
    const { time, tagger, email, message } = annotation;
    if (isOwnTag(parsed, message)) return [];
    return [{ ...parsed, name, commit, time, by: { name: tagger, email }, message }];
  });
  if (tags.length > 0) return { tags, problems };
  throw new InputError({
    code: "gto-tags-missing",
    message: `${repository.folder} has no annotated tags of GTO, such as churn@v1.0.0`,
    hint: "Name the repository with --from, and fetch its tags: git fetch --tags.",
  });
}

/** The tags of this program's own releases, which have GTO's form so that its tools read them. */
function isOwnTag({ artifact, action }: GtoTag, message: string): boolean {
  return action.type === "register" && message === `Register ${artifact} ${action.version.slice(1)}`;
}

function refuseUnknown(tags: readonly DatedGtoTag[], only: readonly string[], folder: string): void {
  const artifacts = [...new Set(tags.map(({ artifact }) => artifact))];
  for (const wanted of only) {
    if (artifacts.includes(wanted)) continue;
    const near = closest(wanted, artifacts);
    throw new InputError({
      code: "gto-artifact-unknown",
      message: `No tag in ${folder} is of an artifact ${wanted}`,
      hint: `${near === undefined ? "" : `Did you mean ${near}? `}There are ${listing(artifacts, "and")}.`,
    });
  }
}

async function annotationAt(
  repository: OpenRepository,
  commit: string,
  name: string,
): Promise<GtoAnnotation | undefined> {
  try {
    return await readGtoAnnotation(repository, commit, name);
  } catch (error) {
    // A version that needs what cannot be read here says so itself.
    const isOwn = error instanceof InputError || (error instanceof OutsideError && error.code === "git-object-missing");
    if (isOwn) return undefined;
    throw error;
  }
}

function modelFacts(annotation: GtoAnnotation | undefined): ForeignModel {
  return { description: annotation?.description, tags: annotation?.tags };
}

function customLeft(name: string, annotation: GtoAnnotation | undefined): ImportProblem[] {
  if (annotation?.customIn === undefined) return [];
  const message = `${annotation.customIn} has data of your own about it, which has no place here`;
  return [
    { about: name, severity: "notice", message, hint: "Put what people should read into the model's README.md." },
  ];
}

/** What the version's own commit says; people annotate late, so what is said now counts where it says nothing. */
async function pathOf(
  repository: OpenRepository,
  { artifact, commit, version }: GtoVersion,
  now: GtoAnnotation | undefined,
): Promise<string> {
  const path = (await readGtoAnnotation(repository, commit, artifact))?.path ?? now?.path;
  if (path !== undefined && isElsewhere(path)) {
    throw new InputError({
      code: "artifact-elsewhere",
      message: `its file is at ${withoutSecrets(path)}, outside of the repository, and the tag says nothing of which bytes that were`,
      hint: `Fetch it, and draft the version: modelyard draft ${artifact.replace(/^.*:/, "")} --version ${version.replace(/^v/, "")} --artifact FILE`,
    });
  }
  if (path !== undefined && path !== "" && !path.startsWith("..") && !path.includes("${")) return path;
  throw new InputError({
    code: "artifact-path-unknown",
    message: `neither artifacts.yaml nor dvc.yaml at ${commit.slice(0, 7)} says where ${artifact} is`,
    hint: `Say it: --artifact '${artifact}=models/churn.onnx', with the path from the repository's root.`,
  });
}

/** GTO writes a message of its own where nobody gave one. */
function taggedParts({ tag, artifact, version }: GtoVersion): DraftParts {
  const isOwn = tag.message !== "" && tag.message !== `Registering artifact ${artifact} version ${version}`;
  return {
    ...(isOwn && { description: tag.message }),
    createdAt: tag.time,
    ...(tag.by.name !== "" && { author: tag.by.name }),
    notes: [],
  };
}
