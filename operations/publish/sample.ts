import { ModelyardError } from "../../core/errors.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import { pathOfVersion } from "./registered-versions.ts";

const HOUR_MS = 60 * 60 * 1000;

/** How many of the versions in stages a run looks at, and of the others; the next ones in the next hour. */
const MAX_STAGED = 50;
const MAX_OTHERS = 2;

/**
 * The versions that a run looks at again although they are published: somebody may have changed or deleted what the store
 * holds. All come in turn.
 *
 * @param paths of all version files
 * @param options.isDear whether each costs requests that a server counts: then it is one an hour, of those in stages every other
 */
export function sampleOf(
  paths: readonly string[],
  { staged, isDear, now }: { readonly staged: ReadonlySet<string>; readonly isDear: boolean; readonly now: string },
): ReadonlySet<string> {
  const hour = Math.floor(Date.parse(now) / HOUR_MS);
  const inStages = paths.filter((path) => staged.has(path));
  const others = paths.filter((path) => !staged.has(path));
  if (!isDear) return new Set([...inTurn(inStages, MAX_STAGED, hour), ...inTurn(others, MAX_OTHERS, hour)]);
  const isForStages = others.length === 0 || (inStages.length > 0 && hour % 2 === 0);
  return new Set(inTurn(isForStages ? inStages : others, 1, Math.floor(hour / 2)));
}

function inTurn(paths: readonly string[], count: number, hour: number): readonly string[] {
  if (paths.length <= count) return paths;
  return Array.from({ length: count }, (_, index) => paths[(hour * count + index) % paths.length] ?? "");
}

/** The version files that stages name. A stage file that cannot be read has findings of its own. */
export async function stagedPaths(reader: RegistryReader): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const model of await reader.models()) {
    for (const stage of await reader.stageNames(model)) {
      const version = await versionIn(reader, model, stage);
      if (version !== undefined) paths.add(pathOfVersion({ model, version }));
    }
  }
  return paths;
}

async function versionIn(reader: RegistryReader, model: string, stage: string): Promise<string | undefined> {
  try {
    return (await reader.stage(model, stage))?.version ?? undefined;
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}
