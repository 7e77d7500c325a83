import { InputError } from "../../core/errors.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";

export interface VersionFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly content: ModelVersion;
}

interface RegisteredVersion {
  readonly model: string;
  readonly version: string;
  /** @throws InputError `registry-file-broken` where the file cannot be used */
  readonly read: () => Promise<VersionFile>;
}

/** Read at once, and let go before the next: a registry may have more versions than memory holds. */
const VERSIONS_AT_ONCE = 1000;

type RegisteredName = Omit<RegisteredVersion, "read">;

/** All versions that the registry has, by model and then by name. */
export async function registeredNames(reader: RegistryReader): Promise<readonly RegisteredName[]> {
  const names: RegisteredName[] = [];
  for (const model of await reader.models()) {
    for (const version of await reader.versionNames(model)) names.push({ model, version });
  }
  return names;
}

/** Reads versions one after the other. */
export async function* versionsOf(
  reader: RegistryReader,
  names: readonly RegisteredName[],
): AsyncIterable<RegisteredVersion> {
  for (let first = 0; first < names.length; first += VERSIONS_AT_ONCE) {
    const part = names.slice(first, first + VERSIONS_AT_ONCE);
    const read = new RegistryReader(reader.tree);
    await read.preload(part.map(pathOfVersion));
    for (const name of part) yield { ...name, read: () => readVersion(read, name) };
  }
}

export function pathOfVersion(name: { readonly model: string; readonly version: string }): string {
  return pathOf({ kind: "model-version", ...name });
}

async function readVersion(
  reader: RegistryReader,
  name: { readonly model: string; readonly version: string },
): Promise<VersionFile> {
  const path = pathOfVersion(name);
  const content = await reader.version(name.model, name.version);
  const bytes = await reader.versionFile(name.model, name.version);
  if (content !== undefined && bytes !== undefined) return { path, bytes, content };
  throw new InputError({
    code: "registry-file-broken",
    message: `${path} could not be read`,
    hint: "Run modelyard validate: it says what is wrong and where.",
    path,
  });
}
