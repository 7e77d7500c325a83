import { sha256OfBytes } from "../../adapters/files/hash.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Resolved } from "./resolve.ts";

/** `sha256:` and the digest of a resolved version's file: it names the version with all that is recorded of it. */
export async function versionFileDigest(reader: RegistryReader, { model, version }: Resolved): Promise<string> {
  const file = await reader.versionFile(model, version);
  if (file === undefined) throw new TypeError("a resolved version has a file");
  return `sha256:${sha256OfBytes(file)}`;
}
