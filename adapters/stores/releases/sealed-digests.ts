import { parseChecksums } from "../../../core/store/checksums.ts";
import { CHECKSUMS_FILE } from "../../../core/registry/names/artifact-path.ts";
import { type AssetDescription, downloadAsset } from "../../github/client/bytes.ts";
import type { GitHubClient } from "../../github/client/client.ts";

/** A release has at most a thousand assets, and the name of each has at most 255 bytes. */
const MAX_CHECKSUMS_BYTES = 1024 * 1024;

/**
 * The digest of each asset of a published release as it was when the release was sealed.
 *
 * @returns nothing where the release has no list of them, or one that is too large to be ours
 */
export async function sealedDigests(
  client: GitHubClient,
  assets: readonly AssetDescription[],
): Promise<ReadonlyMap<string, string>> {
  const list = assets.find(({ name, state }) => name === CHECKSUMS_FILE && state === "uploaded");
  if (list === undefined || list.size > MAX_CHECKSUMS_BYTES) return new Map();
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadAsset(client, list, 0)) chunks.push(chunk);
  return parseChecksums(new TextDecoder().decode(Buffer.concat(chunks)));
}
