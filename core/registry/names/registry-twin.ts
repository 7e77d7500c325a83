import { REGISTRY_FOLDER } from "../../tree/tree.ts";
import { foldedPath } from "./artifact-path.ts";
import { plainSegment } from "./git-names.ts";

/**
 * Whether a path is none of the registry's, and Windows or macOS take it for one: there, both are one folder.
 *
 * @param path from the repository's root
 * @param prefix the repository's folder that holds `registry/`, with a closing slash; empty for its root
 * @example isTwinOfRegistry("Registry/models/churn/stages/production.yaml", "") // true
 */
export function isTwinOfRegistry(path: string, prefix: string): boolean {
  const own = `${prefix}${REGISTRY_FOLDER}`.split("/");
  const named = path.split("/").slice(0, own.length);
  if (named.length < own.length || named.every((segment, index) => segment === own[index])) return false;
  return named.every((segment, index) => foldedPath(plainSegment(segment)) === foldedPath(own[index] ?? ""));
}
