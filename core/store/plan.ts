import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";
import type { StoredVersion } from "./store.ts";

/** What is still to be done for a version on the default branch to be published as it is registered. */
export type ReleasePlan =
  | { readonly action: "nothing" }
  | { readonly action: "publish"; readonly missing: readonly Artifact[] }
  /** Published, and the store no longer holds what was: the right bytes can be put back. */
  | { readonly action: "repair"; readonly missing: readonly Artifact[]; readonly reasons: readonly string[] }
  /** The store holds something else under this version's name: a person must look, nothing is changed. */
  | { readonly action: "refuse"; readonly reasons: readonly string[] };

/**
 * Compares a registered version with what the store holds of it.
 *
 * @param versionFileSha256 the digest of the registered version file's bytes
 */
export function planRelease(version: ModelVersion, versionFileSha256: string, stored: StoredVersion): ReleasePlan {
  if (stored.state === "absent") return { action: "publish", missing: version.artifacts };
  const held = new Map(stored.files.map((file) => [file.path, file]));
  const right = ({ path, size, sha256 }: Artifact) => {
    const file = held.get(path);
    return file?.complete === true && file.sizeBytes === size && (file.sha256 === undefined || file.sha256 === sha256);
  };
  const missing = version.artifacts.filter((artifact) => !right(artifact));
  if (stored.state === "draft") return { action: "publish", missing };

  const { sha256, damaged = [] } = stored.document;
  if (sha256 !== undefined && sha256 !== versionFileSha256) {
    return { action: "refuse", reasons: ["version.yaml in the store differs from the registered file"] };
  }
  const reasons = missing.map(({ path, size, sha256 }) => {
    const file = held.get(path);
    if (file === undefined) return `${path} is missing from the published version`;
    if (file.sizeBytes !== size) return `${path} has ${file.sizeBytes} bytes in the store, and ${size} in the registry`;
    return `${path} has sha256 ${file.sha256 ?? "unknown"} in the store, and ${sha256} in the registry`;
  });
  reasons.push(...damaged.map((name) => `${name} in the store is not as it was when the version was published`));
  return reasons.length === 0 ? { action: "nothing" } : { action: "repair", missing, reasons };
}
