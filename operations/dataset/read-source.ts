import { realpath } from "node:fs/promises";
import { basename, dirname, posix, relative, resolve, sep } from "node:path";
import { reading } from "../../adapters/files/errors.ts";
import { sha256OfFile } from "../../adapters/files/hash.ts";
import { statsAt } from "../../adapters/files/look-at.ts";
import { findCommitted, publicAddress, readCodeState } from "../../adapters/git/repository.ts";
import { dvcDigest } from "../../adapters/trackers/dvc/digest.ts";
import { type DvcPointer, readDvcPointer } from "../../adapters/trackers/dvc/pointer.ts";
import { InputError } from "../../core/errors.ts";
import { withoutSecrets } from "../../core/drafts/redact-addresses.ts";
import type { DatasetVersion } from "../../schemas/generated/types.ts";

/** Where a dataset version comes from. */
export type DatasetSource =
  | { readonly type: "dvc"; readonly path: string }
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "uri"; readonly uri: string; readonly digest: string };

/** Which bytes a dataset version is, and where they are kept. */
export interface DatasetFacts {
  readonly digest: string;
  readonly sizeBytes?: number | undefined;
  readonly files?: number | undefined;
  readonly source?: NonNullable<DatasetVersion["source"]> | undefined;
  readonly description?: string | undefined;
  readonly notes: readonly string[];
}

/** @throws InputError when there is nothing, or DVC records no digest */
export async function describeDataset(source: DatasetSource): Promise<DatasetFacts> {
  switch (source.type) {
    case "dvc":
      return describePointer(await readDvcPointer(resolve(source.path)));
    case "file":
      return describeFile(resolve(source.path), source.path);
    case "uri":
      return { digest: source.digest, source: { type: "uri", uri: withoutSecrets(source.uri) }, notes: [] };
  }
}

/** The commit counts only where it holds the pointer as it is now: one that does not would lead to other data. */
async function describePointer({ file, target, record, description, origin }: DvcPointer): Promise<DatasetFacts> {
  const { digest = "", sizeBytes, files } = record;
  const facts = { digest, sizeBytes, files: files ?? (digest.endsWith(".dir") ? undefined : 1), description };
  const address = origin?.type === "repository" ? publicAddress(origin.repository) : undefined;
  if (origin?.type === "repository" && address !== undefined) {
    const { commit, path } = origin;
    return { ...facts, source: { type: "dvc", repository: address, ...(commit && { commit }), path }, notes: [] };
  }
  const uri = origin?.type === "uri" ? { uri: withoutSecrets(origin.uri) } : {};
  const [at, code] = await Promise.all([findCommitted(file), readCodeState(dirname(file))]);
  if (at === undefined) {
    const notes = [`${basename(file)} is in no git repository, so the entry does not say where it is kept.`];
    return { ...facts, ...(uri.uri && { source: { type: "dvc", ...uri } }), notes };
  }
  const repository = code?.repository;
  const isCommitted = at.isCommitted && code !== undefined;
  return {
    ...facts,
    source: {
      type: "dvc",
      ...(repository !== undefined && { repository }),
      ...(isCommitted && { commit: code.commit }),
      path: posix.join(at.prefix, relative(dirname(file), target).replaceAll(sep, "/")),
      ...uri,
    },
    notes: isCommitted
      ? []
      : [
          `${basename(file)} is not committed as it is here, so the entry names no commit that it could be checked with.`,
        ],
  };
}

/** A file by its SHA-256; a folder by the digest that DVC gives it, which every tool of DVC's can check. */
async function describeFile(file: string, named: string): Promise<DatasetFacts> {
  const stats = await statsAt(file);
  if (stats === undefined) {
    const hint = "Name a file or folder that exists; paths count from the current folder.";
    throw new InputError({ code: "file-missing", message: `There is no file ${named}`, hint, path: named });
  }
  if (stats.isDirectory()) return { ...(await dvcDigest(file)), notes: [] };
  const digest = `sha256:${await reading(file, async () => sha256OfFile(await realpath(file)))}`;
  const [at, code] = await Promise.all([findCommitted(file), readCodeState(dirname(file))]);
  if (at?.isCommitted !== true || code === undefined) return { digest, sizeBytes: stats.size, files: 1, notes: [] };
  const { repository, commit } = code;
  const source = {
    type: "git" as const,
    ...(repository !== undefined && { repository }),
    commit,
    path: `${at.prefix}${basename(file)}`,
  };
  return { digest, sizeBytes: stats.size, files: 1, source, notes: [] };
}
