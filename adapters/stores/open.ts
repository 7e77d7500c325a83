import { isAbsolute, join, resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { DigestMemory } from "../cache/digest-memory.ts";
import { cacheFolder } from "../cache/folder.ts";
import { openFileStore } from "./file-store.ts";

export interface StoreContext {
  /**
   * The registry's root: relative store paths count from it, and its `origin` names the GitHub repository. Undefined for a
   * registry that is read without a clone.
   */
  readonly root: string | undefined;
  /** The GitHub repository `owner/name`, where it is not `origin`'s. */
  readonly repository?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the store that registry.yaml names.
 *
 * @throws InputError `store-out-of-reach`, `github-repository-unknown`
 */
export async function openStore(
  { artifacts: { store } }: RegistrySettings,
  { root, environment, repository }: StoreContext,
): Promise<ArtifactStore> {
  const memory = new DigestMemory(join(cacheFolder(environment), "digests"));
  if (store === "github-releases") {
    // GitHub's client is large: whoever keeps artifacts in a folder never loads it.
    const [{ connectToGitHub }, { openReleaseStore }] = await Promise.all([
      import("../github/client/connect.ts"),
      import("./releases/release-store.ts"),
    ]);
    return openReleaseStore(await connectToGitHub({ folder: root ?? ".", environment, repository }), { memory });
  }
  if (store.type === "file") return openFileStore(placeOf(store.path, root), memory);
  const [{ openS3Store }, { placeOf: placeOfBucket }] = await Promise.all([
    import("./s3/s3-store.ts"),
    import("./s3/settings.ts"),
  ]);
  return openS3Store(placeOfBucket(store, environment), { memory });
}

function placeOf(path: string, root: string | undefined): string {
  if (root !== undefined) return resolve(root, path);
  if (isAbsolute(path)) return path;
  throw new InputError({
    code: "store-out-of-reach",
    message: `The artifacts lie in the folder ${path} beside the registry, which is not on this machine`,
    hint: "Clone the repository and name its folder with -C, or keep artifacts where everybody can reach them: github-releases or s3.",
  });
}
