import type { RegistryFileByKind } from "../../../schemas/generated/types.ts";
import { assemble, divide } from "./assemble.ts";
import type { OutsideFiles } from "../outside.ts";
import { type RegistryFile, contentOf, unreadFile } from "../file.ts";
import type { Finding } from "../finding.ts";
import type { Kind } from "../names/paths.ts";
import type { DataOrigin, RegistryOutline, VersionLinks } from "../registry.ts";
import type { TreeEntry } from "../../tree/tree.ts";

/** All that is left to know of a file once it was checked by itself. */
export interface CheckedDocument {
  /** Undefined where the file is not whole. */
  readonly outline: object | undefined;
  /** What the rules on a single file say of it. */
  readonly findings: readonly Finding[];
}

/**
 * What a file says that other files may have to fit: all of it, but of versions only what they name. Plain data, to be
 * kept as JSON; undefined where the file is not whole.
 *
 * @example outlineOf(versionFile) // { datasets: [{ name: "customers", version: "4" }] }
 */
export function outlineOf(file: RegistryFile): object | undefined {
  const outline = partsOf(file);
  // A piece of a text would keep the whole text in memory; a copy does not.
  return outline === undefined ? undefined : (JSON.parse(JSON.stringify(outline)) as object);
}

function partsOf(file: RegistryFile): object | undefined {
  const { kind } = file.identity;
  if (kind === "model-version") {
    const version = contentOf(file, kind);
    return version === undefined ? undefined : linksOf(version);
  }
  if (kind === "dataset-version") {
    const version = contentOf(file, kind);
    return version === undefined ? undefined : originOf(version);
  }
  return contentOf(file, kind);
}

function linksOf({ base, datasets }: VersionLinks): VersionLinks {
  // Those that name no registered version keep their place: others are found by theirs.
  const named = datasets?.map(({ name, version }) =>
    name === undefined || version === undefined ? {} : { name, version },
  );
  return { ...(base === undefined ? {} : { base }), ...(named === undefined ? {} : { datasets: named }) };
}

function originOf({ source, digest }: DataOrigin): DataOrigin {
  return { digest, ...(source === undefined ? {} : { source }) };
}

export interface OutlineParts {
  readonly treeId: string;
  readonly entries: readonly TreeEntry[];
  readonly outside: OutsideFiles;
  /** By path; a file without one is there and not whole. */
  readonly outlines: ReadonlyMap<string, object>;
  /** The files that were read and kept; places are known in these alone. */
  readonly files: ReadonlyMap<string, RegistryFile>;
}

/** A registry without the bulk of its files, for the rules on how they fit together. */
export function outlineRegistry({ treeId, entries, outside, outlines, files }: OutlineParts): RegistryOutline {
  const divided = divide(entries, (entry, identity) => files.get(entry.path) ?? unreadFile(entry, identity));
  // What outlines leave out, the narrower type of the result leaves out as well.
  const contentIn = <K extends Kind>({ path }: RegistryFile, _kind: K) =>
    outlines.get(path) as RegistryFileByKind[K] | undefined;
  return { ...assemble(treeId, entries, divided, contentIn), ...outside };
}
