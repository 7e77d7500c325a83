import { resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { ArtifactStore } from "../../core/release/store.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { openFileStore } from "./file-store.ts";

export interface StoreSurroundings {
  /** The folder that relative store paths count from, and whose `origin` names the GitHub repository. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the store that registry.yaml names.
 *
 * @throws InputError `store-unsupported`, `github-repository-unknown`
 */
export async function openStore(
  { artifacts: { store } }: RegistrySettings,
  { root, environment }: StoreSurroundings,
): Promise<ArtifactStore> {
  if (store === "github-releases") {
    // GitHub's client is large: whoever keeps artifacts in a folder never loads it.
    const [{ connectToGitHub }, { openReleaseStore }] = await Promise.all([
      import("../github/connect.ts"),
      import("./releases/release-store.ts"),
    ]);
    return openReleaseStore(await connectToGitHub({ folder: root, environment }));
  }
  if (store.type === "file") return openFileStore(resolve(root, store.path));
  throw new InputError({
    code: "store-unsupported",
    message: `This modelyard cannot use the artifact store ${store.type} yet`,
    hint: "Use github-releases, or a file store: artifacts: {store: {type: file, path: …}} in registry.yaml.",
  });
}
