import type { RegistryFileByKind } from "../../schemas/generated/types.ts";
import { type RegistryFile, contentOf } from "../registry/file.ts";
import { type Kind, identify } from "../registry/names/paths.ts";
import { MAX_FILE_BYTES, type TreeEntry } from "../tree/tree.ts";
import type { Change, ChangeOf } from "./change.ts";
import { splitModelEdit, splitSettingsEdit } from "./policy.ts";
import { changedValues } from "./values.ts";

/** One registry file in base and in head. The contents are undefined where the file is missing or not whole. */
export interface FilePair<K extends Kind> {
  readonly path: string;
  readonly base: RegistryFile | undefined;
  readonly head: RegistryFile | undefined;
  readonly baseContent: RegistryFileByKind[K] | undefined;
  readonly headContent: RegistryFileByKind[K] | undefined;
}

/** Puts the file at `path` of both trees side by side, read as `kind`. */
export function pairOf<K extends Kind>(
  kind: K,
  path: string,
  base: RegistryFile | undefined,
  head: RegistryFile | undefined,
): FilePair<K> {
  const contentIn = (file: RegistryFile | undefined) => (file === undefined ? undefined : contentOf(file, kind));
  return { path, base, head, baseContent: contentIn(base), headContent: contentIn(head) };
}

/** The change to a registry file whose content in head cannot be read. */
function unreadable(head: RegistryFile): ChangeOf<"unrecognised"> {
  const { path, identity } = head;
  return { type: "unrecognised", path, identity, reason: describeFault(head) };
}

function describeFault({ bytes, value, newerMajor, identity }: RegistryFile): string {
  if (bytes.length > MAX_FILE_BYTES) return "too large to be read";
  if (value === undefined) return "not a readable YAML document";
  if (newerMajor !== undefined) {
    return `of ${identity.kind}/${newerMajor}, which is newer than this modelyard knows`;
  }
  return `not in the shape of ${identity.kind}/1`;
}

/** The change to an entry that is not a regular file, or lies where a registry has no files. */
export function misplaced({ path, mode }: TreeEntry): ChangeOf<"unrecognised"> {
  return { type: "unrecognised", path, identity: identify(path), reason: describeMode(mode) };
}

function describeMode(mode: string): string {
  if (mode.startsWith("100")) return "at a place where a registry has no files";
  if (mode === "120000") return "a symbolic link";
  if (mode === "160000") return "a submodule";
  return "not a regular file";
}

/** What changed in registry.yaml. */
export function settingsChanges({ path, base, head, ...content }: FilePair<"registry">): readonly Change[] {
  if (head === undefined) return [{ type: "settings-deleted", path }];
  if (content.headContent === undefined) return [unreadable(head)];
  if (base === undefined) return [{ type: "settings-added", path }];

  // Of settings that could not be read in base everything counts as new.
  const { policy, rest } = splitSettingsEdit(content.baseContent ?? {}, content.headContent);
  const changes: Change[] = [];
  if (policy.length > 0) changes.push({ type: "settings-policy-changed", path, values: policy });
  if (rest.length > 0) changes.push({ type: "settings-edited", path, values: rest });
  return changes.length > 0 ? changes : [{ type: "formatting-changed", path, identity: head.identity }];
}

/** What changed in a model.yaml. */
export function modelChanges({ path, base, head, ...content }: FilePair<"model">, model: string): readonly Change[] {
  if (head === undefined) return [{ type: "model-deleted", path, model }];
  if (content.headContent === undefined) return [unreadable(head)];
  if (base === undefined) return [{ type: "model-added", path, model }];

  // Of a model that could not be read in base everything counts as new.
  const { policy, rest } = splitModelEdit(content.baseContent ?? {}, content.headContent);
  const changes: Change[] = [];
  if (policy.length > 0) changes.push({ type: "model-policy-changed", path, model, values: policy });
  if (rest.length > 0) changes.push({ type: "model-edited", path, model, values: rest });
  return changes.length > 0 ? changes : [{ type: "formatting-changed", path, identity: head.identity }];
}

/** What happened to a model version: a fact, so that any other byte counts, comments too. */
export function versionChange(pair: FilePair<"model-version">, model: string, version: string): Change {
  const { path, base, head, headContent } = pair;
  if (head === undefined) return { type: "version-deleted", path, model, version };
  if (base !== undefined) {
    return { type: "version-changed", path, model, version, values: changedValues(base.value, head.value) };
  }
  return headContent === undefined ? unreadable(head) : { type: "version-added", path, model, version };
}

/** What happened to a dataset version: a fact as well. */
export function datasetVersionChange(pair: FilePair<"dataset-version">, dataset: string, version: string): Change {
  const { path, base, head, headContent } = pair;
  if (head === undefined) return { type: "dataset-version-deleted", path, dataset, version };
  if (base !== undefined) {
    return { type: "dataset-version-changed", path, dataset, version, values: changedValues(base.value, head.value) };
  }
  return headContent === undefined ? unreadable(head) : { type: "dataset-version-added", path, dataset, version };
}

/** What happened to a stage of a model: somebody pointed it elsewhere. */
export function stageChange(pair: FilePair<"stage">, model: string, stage: string): Change {
  const { path, base, head, baseContent, headContent } = pair;
  // A pointer that could not be read in base resolved to nothing.
  const from = baseContent?.version ?? null;
  if (head === undefined) return { type: "stage-deleted", path, model, stage, from };
  if (headContent === undefined) return unreadable(head);
  const to = headContent.version;
  if (base !== undefined && baseContent !== undefined && from === to) {
    return { type: "formatting-changed", path, identity: head.identity };
  }
  return to === null
    ? { type: "stage-cleared", path, model, stage, from }
    : { type: "promotion", path, model, stage, from, to };
}

/** What happened to the withdrawal of a version. */
export function withdrawalChange(pair: FilePair<"status">, model: string, version: string): Change {
  const { path, head, baseContent, headContent } = pair;
  const from = baseContent && { status: baseContent.status, reason: baseContent.reason };
  if (head === undefined) return { type: "withdrawal-lifted", path, model, version, from };
  if (headContent === undefined) return unreadable(head);
  const { status, reason } = headContent;
  if (from === undefined) return { type: "withdrawal-added", path, model, version, status, reason };
  if (from.status === status && from.reason === reason) {
    return { type: "formatting-changed", path, identity: head.identity };
  }
  return { type: "withdrawal-changed", path, model, version, status, reason, from };
}

/** What changed in a dataset.yaml. */
export function datasetChange({ path, base, head, ...content }: FilePair<"dataset">, dataset: string): Change {
  if (head === undefined) return { type: "dataset-deleted", path, dataset };
  if (content.headContent === undefined) return unreadable(head);
  if (base === undefined) return { type: "dataset-added", path, dataset };
  const values = changedValues(content.baseContent ?? {}, content.headContent);
  return values.length > 0
    ? { type: "dataset-edited", path, dataset, values }
    : { type: "formatting-changed", path, identity: head.identity };
}
