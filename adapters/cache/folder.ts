import { devNull, homedir } from "node:os";
import { join } from "node:path";

/** Where modelyard keeps what it can fetch again: by the XDG base directory specification, unless MODELYARD_CACHE names another place. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { MODELYARD_CACHE: own, XDG_CACHE_HOME: caches } = environment;
  if (own !== undefined && own !== "") return own;
  return join(caches === undefined || caches === "" ? cachesAtHome() : caches, "modelyard");
}

function cachesAtHome(): string {
  try {
    return join(homedir(), ".cache");
  } catch {
    // A container's user may have no home. Nothing can be kept there, and a cache that cannot be written is none.
    return devNull;
  }
}
