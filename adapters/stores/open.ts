import { resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { ArtifactStore } from "../../core/release/store.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { openFileStore } from "./file-store.ts";

/**
 * Opens the store that registry.yaml names.
 *
 * @param root the folder that relative store paths count from
 */
export function openStore({ artifacts: { store } }: RegistrySettings, root: string): ArtifactStore {
  if (typeof store !== "string" && store.type === "file") return openFileStore(resolve(root, store.path));
  const name = typeof store === "string" ? store : store.type;
  throw new InputError({
    code: "store-unsupported",
    message: `This modelyard cannot use the artifact store ${name} yet`,
    hint: "Use a file store: artifacts: {store: {type: file, path: …}} in registry.yaml.",
  });
}
