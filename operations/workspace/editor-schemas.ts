import { writeBelow } from "../../adapters/files/write-below.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { SCHEMA_FILES } from "../../core/registry/schemas.ts";

/** Where `init` puts the schemas for editors. */
export const SCHEMA_FOLDER = ".modelyard/schemas";

/** The schemas for editors as this modelyard has them: paths in the registry's folder with their texts. */
export const EDITOR_SCHEMAS: readonly (readonly [path: string, text: string])[] = SCHEMA_FILES.map(({ name, text }) => [
  `${SCHEMA_FOLDER}/${name}`,
  text,
]);

/** The schemas for editors in a registry's folder that are not those of this modelyard. */
export async function outdatedSchemas(folder: string): Promise<readonly string[]> {
  return outdatedAmong(await openFolder(folder).read(EDITOR_SCHEMAS.map(([path]) => path)));
}

/**
 * Which schemas for editors are not those of this modelyard: old, altered, or missing beside others. None where a registry has
 * none at all, since nothing but editors needs them.
 *
 * @param there what a registry has of them, by path
 */
export function outdatedAmong(there: ReadonlyMap<string, Uint8Array>): readonly string[] {
  if (there.size === 0) return [];
  return EDITOR_SCHEMAS.flatMap(([path, text]) => {
    const bytes = there.get(path);
    const isSame = bytes !== undefined && withoutCarriageReturns(new TextDecoder().decode(bytes)) === text;
    return isSame ? [] : [path];
  });
}

/** Git may check them out with the line ends of Windows, which say nothing else. */
function withoutCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/**
 * Writes the schemas of this modelyard over those that a registry has.
 *
 * @returns the paths of those that were written
 */
export async function refreshSchemas(folder: string): Promise<readonly string[]> {
  const there = await openFolder(folder).read(EDITOR_SCHEMAS.map(([path]) => path));
  const outdated = there.size === 0 ? EDITOR_SCHEMAS.map(([path]) => path) : outdatedAmong(there);
  for (const [path, text] of EDITOR_SCHEMAS) if (outdated.includes(path)) await writeBelow(folder, path, text);
  return outdated;
}
