import type { RegistryFileByKind } from "../../../schemas/generated/types.ts";
import { type RegistryFile, contentOf } from "../../registry/file.ts";
import type { Kind } from "../../registry/paths.ts";

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
