import { join } from "node:path";
import { localContent } from "../../adapters/files/local-content.ts";
import { ownStatsAt } from "../../adapters/files/look-at.ts";
import { InputError } from "../../core/errors.ts";
import { parseStoreAddress } from "../../core/store/store-address.ts";
import type { ArtifactStore, Content } from "../../core/store/store.ts";
import type { Artifact, ModelVersion, RegistrySettings } from "../../schemas/generated/types.ts";
import type { OpenStore } from "../workspace/store-context.ts";

/** Where artifacts come from that the store does not hold. */
export interface ArtifactSource {
  /**
   * The bytes of artifacts. They are compared with the registry's digests when they are read.
   *
   * @throws InputError `artifact-not-stored`, `not-a-file`
   * @throws OutsideError `file-unreadable` where nobody can know whether they are there
   */
  locate(missing: readonly Artifact[], version: ModelVersion): Promise<ReadonlyMap<Artifact, Content>>;
}

/**
 * What `--from` names: a folder that holds artifacts by their paths, or a store that has them by their digests.
 *
 * @param from a folder, `file:PATH` or `s3://BUCKET/PREFIX`; undefined: there is none
 */
export async function openSource(
  from: string | undefined,
  { settings, openStore }: { readonly settings: RegistrySettings; readonly openStore: OpenStore },
): Promise<ArtifactSource> {
  const store = from === undefined ? undefined : parseStoreAddress(from);
  // A folder may have that name, and a registry has one place for releases: its own repository.
  if (store === undefined || store === "github-releases") return folderSource(from);
  return storeSource(await openStore({ ...settings, artifacts: { ...settings.artifacts, store } }));
}

function storeSource(store: ArtifactStore): ArtifactSource {
  return {
    locate: (missing, version) =>
      Promise.resolve(
        new Map(missing.map((artifact) => [artifact, { open: (offset) => store.read(version, artifact, offset) }])),
      ),
  };
}

function folderSource(from: string | undefined): ArtifactSource {
  return {
    async locate(missing, { model, version }) {
      const found = new Map<Artifact, Content>();
      const nowhere: string[] = [];
      for (const artifact of missing) {
        const path = from === undefined ? undefined : join(from, artifact.path);
        if (path !== undefined && (await isRegularFile(path))) found.set(artifact, localContent(path));
        else nowhere.push(artifact.path);
      }
      if (nowhere.length === 0) return found;
      const where = from === undefined ? "the store does not hold them" : `neither the store nor ${from} holds them`;
      throw new InputError({
        code: "artifact-not-stored",
        message: `The bytes of ${nowhere.join(", ")} are missing: ${where}`,
        hint: `Run modelyard publish --from FOLDER where FOLDER holds the artifacts of ${model} ${version}.`,
      });
    },
  };
}

async function isRegularFile(path: string): Promise<boolean> {
  const stats = await ownStatsAt(path);
  if (stats === undefined || stats.isFile()) return stats !== undefined;
  // Reading a named pipe would wait for its writer, and a link may lead to anything.
  throw new InputError({
    code: "not-a-file",
    message: `${path} is no regular file`,
    hint: "Links are not followed: put the artifact itself there.",
    path,
  });
}
