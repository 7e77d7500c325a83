import { instantOf } from "../../../core/time/instant.ts";
import { git } from "../git.ts";
import { OutsideError } from "../../../core/errors.ts";
import { versionInStageFile } from "../../../core/history/stage-version.ts";
import type { StageCommit, StageHistory } from "../../../core/history/tenure.ts";
import { stageHistory } from "../../../core/history/tenures.ts";
import type { Observed } from "../../../core/gates/verdict.ts";
import { compareText } from "../../../core/text/order.ts";
import { identify, modelFolder, pathOf } from "../../../core/registry/names/paths.ts";
import { BlobReader } from "../objects/blobs.ts";
import type { OpenRepository } from "../open-repository.ts";
import { type LoggedFile, logFirstParents } from "./stage-log.ts";

/** What brings a clone's missing history. */
export const UNSHALLOW = "run git fetch --unshallow, or in GitHub Actions give actions/checkout fetch-depth: 0";

export interface StageHistoryOptions {
  /** A commit that exists; its first-parent line is the history. */
  readonly revision: string;
  /** All models where it is not given. */
  readonly model?: string | undefined;
  /** All stages where it is not given. */
  readonly stage?: string | undefined;
  /**
   * Only what came since this version of the model was registered: before, it held no stage. Of a recent version that
   * takes a few commits instead of the whole history.
   */
  readonly sinceVersion?: string | undefined;
}

/**
 * Who held which stage from when to when, from the commits that changed the stage files: one `git log` and one
 * `git cat-file --batch`, whatever the length. What lies uncommitted in the working folder is not history.
 *
 * A path is an identity: a renamed model is a new one, and the stages of the old one end with the rename.
 *
 * @returns the stages that ever had a file, by model and stage; unknown where the clone is shallow
 * @throws OutsideError `git-failed`, `git-object-missing`
 */
export async function readStageHistory(
  repository: OpenRepository,
  { revision, model, stage, sinceVersion: version }: StageHistoryOptions,
): Promise<Observed<readonly StageHistory[]>> {
  const { prefix, objects } = repository;
  if (await repository.isShallow()) {
    return { known: false, reason: `this clone is shallow, so it does not hold the whole history: ${UNSHALLOW}` };
  }
  const blobs = new BlobReader(objects);
  const onFile = (file: LoggedFile) => {
    if (file.blobId !== undefined && isPlainFile(file)) blobs.ask(file.blobId);
  };
  // The version's file is followed too: where it came in, the log ends.
  const since =
    model === undefined || version === undefined ? undefined : pathOf({ kind: "model-version", model, version });
  const until = since === undefined ? undefined : (file: LoggedFile) => file.isNew && file.path === prefix + since;
  const pathspecs = [stagePathspec(model, stage), ...(since === undefined ? [] : [`:(literal)${since}`])];
  const log = await logFirstParents(repository, [revision], pathspecs, { onFile, until });
  const versionOf = await readVersions(await blobs.finish());

  const byStage = new Map<
    string,
    { readonly model: string; readonly stage: string; readonly commits: StageCommit[] }
  >();
  for (const { moment, files } of log.toReversed()) {
    for (const file of files) {
      const known = byStage.get(file.path);
      const place = known ?? placeOf(file, prefix);
      if (place === undefined) continue;
      const history = known ?? { model: place.model, stage: place.stage, commits: [] };
      history.commits.push({ ...moment, version: versionOf(file) });
      byStage.set(file.path, history);
    }
  }
  const histories = Array.from(byStage.values(), stageHistory);
  return {
    known: true,
    value: histories.sort((a, b) => compareText(a.model, b.model) || compareText(a.stage, b.stage)),
  };
}

function stagePathspec(model: string | undefined, stage: string | undefined): string {
  if (model === undefined) return `:(glob)${modelFolder("*")}/stages/${stage ?? "*"}.yaml`;
  const folder = `:(literal)${modelFolder(model)}/stages`;
  return stage === undefined ? folder : `${folder}/${stage}.yaml`;
}

function placeOf({ path }: LoggedFile, prefix: string): { model: string; stage: string } | undefined {
  const identity = identify(path.slice(prefix.length));
  return identity?.kind === "stage" ? { model: identity.model, stage: identity.stage } : undefined;
}

/** Reads the content of files, each blob once. What is no regular file (a symbolic link, say) names no version. */
async function readVersions(blobs: ReadonlyMap<string, Uint8Array>): Promise<(file: LoggedFile) => string | null> {
  const versions = new Map<string, string | null>();
  for (const [blobId, bytes] of blobs) {
    const version = versionInStageFile(bytes);
    // To wait for each would take as long as to read it.
    versions.set(blobId, version instanceof Promise ? await version : version);
  }
  return (file) => {
    if (file.blobId === undefined || !isPlainFile(file)) return null;
    const version = versions.get(file.blobId);
    return version === undefined ? missing(file.blobId) : version;
  };
}

function isPlainFile({ mode, blobId }: LoggedFile): boolean {
  return mode.startsWith("100") && blobId !== undefined;
}

/** A stage must not look empty because its history is damaged. */
function missing(blobId: string): never {
  throw new OutsideError({
    code: "git-object-missing",
    message: `The repository lacks the object ${blobId}, which its history names`,
    hint: "Check it with git fsck, or clone it again.",
  });
}

/**
 * What the commits of a first-parent line count as, where their committers' clocks cannot have been right: no earlier than
 * what the branch had already. One that names a time in the future says nothing of others; it was there before the next commit,
 * and where there is none, it counts as now.
 *
 * @param now RFC 3339 in UTC
 * @returns by full id; RFC 3339 in UTC; undefined where a commit counts as what it says
 */
export async function countedTimes(
  { folder }: OpenRepository,
  revision: string,
  now: string,
): Promise<(commit: string) => string | undefined> {
  const words = ["rev-list", "--first-parent", "--timestamp", "--end-of-options", revision, "--"];
  const lines = (await git(words, { cwd: folder })).split("\n");
  const counted = new Map<string, string>();
  let toCome: string[] = [];
  let newest = 0;
  for (const line of lines.toReversed()) {
    const [seconds, commit = ""] = line.split(" ");
    const time = Number(seconds);
    if (time * 1000 > Date.parse(now)) {
      toCome.push(commit);
      continue;
    }
    if (time < newest) counted.set(commit, instantOf(newest));
    else newest = time;
    for (const earlier of toCome) counted.set(earlier, instantOf(newest));
    toCome = [];
  }
  for (const last of toCome) counted.set(last, now);
  return (commit) => counted.get(commit);
}
