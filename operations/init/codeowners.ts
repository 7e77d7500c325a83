import { join } from "node:path";
import { textAt } from "../../adapters/files/look-at.ts";
import { writeBelow } from "../../adapters/files/write-below.ts";
import { withRepositoryIfAny } from "../../adapters/git/open-repository.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { CODEOWNERS_PATHS, codeOwnersSection, withSection } from "../../core/registry/codeowners.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";

export interface CodeOwnersWritten {
  readonly path: string;
  readonly written: boolean;
  /** Models that name no owners, and so have no line. */
  readonly without: readonly string[];
}

/**
 * Writes the owners of all models into the repository's CODEOWNERS, in a section of its own. GitHub reads it at the root of
 * the repository and nowhere else, wherever the registry is.
 *
 * @param folder the registry's; the path of what was written counts from there
 */
export async function writeCodeOwners(
  folder: string,
  dryRun: boolean,
): Promise<CodeOwnersWritten & { readonly text: string }> {
  const reader = new RegistryReader(openFolder(folder));
  await reader.settings();
  const names = await reader.models();
  const models = await Promise.all(
    names.map(async (name) => ({ name, owners: (await reader.model(name))?.owners ?? [] })),
  );
  const prefix = await withRepositoryIfAny(folder, (repository) => Promise.resolve(repository?.prefix ?? ""));
  const { path, before } = await existing(folder, "../".repeat(prefix.split("/").length - 1));
  const text = withSection(before, codeOwnersSection(models, prefix), prefix);
  const written = !dryRun && text !== before;
  if (written) await writeBelow(folder, path, text);
  return { path, written, text, without: models.filter(({ owners }) => owners.length === 0).map(({ name }) => name) };
}

async function existing(folder: string, up: string): Promise<{ path: string; before: string }> {
  for (const path of CODEOWNERS_PATHS.map((each) => up + each)) {
    const before = await textAt(join(folder, path));
    if (before !== undefined) return { path, before };
  }
  return { path: up + CODEOWNERS_PATHS[0], before: "" };
}
