import type { RegistryFile } from "../../registry/file.ts";
import { MAX_FILE_BYTES } from "../../tree/tree.ts";
import { identify } from "../../registry/paths.ts";
import type { TreeEntry } from "../../tree/tree.ts";
import type { ChangeOf } from "../change.ts";

/** The change to a registry file whose content in head cannot be told. */
export function unreadable(head: RegistryFile): ChangeOf<"unrecognised"> {
  const { path, identity } = head;
  return { type: "unrecognised", path, identity, reason: describeFault(head) };
}

function describeFault({ bytes, value, newerMajor, identity }: RegistryFile): string {
  if (bytes.length > MAX_FILE_BYTES) return "too large to be read";
  if (value === undefined) return "no readable YAML document";
  if (newerMajor !== undefined) {
    return `of ${identity.kind}/${newerMajor}, which is newer than this modelyard knows`;
  }
  return `not in the shape of ${identity.kind}/1`;
}

/** The change to an entry that is no regular file, or lies where a registry has no files. */
export function misplaced({ path, mode }: TreeEntry): ChangeOf<"unrecognised"> {
  return { type: "unrecognised", path, identity: identify(path), reason: describeMode(mode) };
}

function describeMode(mode: string): string {
  if (mode.startsWith("100")) return "at a place where a registry has no files";
  if (mode === "120000") return "a symbolic link";
  if (mode === "160000") return "a submodule";
  return "no regular file";
}
