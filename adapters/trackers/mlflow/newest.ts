import { notFound } from "./errors.ts";
import type { RegisteredVersion, WantedVersion } from "./store.ts";

/** Chooses among the versions of a registered model as MLflow's client does. */
export function newest(
  versions: readonly (RegisteredVersion & { readonly stage: string })[],
  {
    name,
    wanted,
    aliases,
    store,
  }: { name: string; wanted: WantedVersion; aliases: Readonly<Record<string, string>>; store: string },
): RegisteredVersion {
  const found = versions
    .filter((each) => isWanted(each, wanted, aliases))
    .sort((a, b) => Number(a.version) - Number(b.version))
    .at(-1);
  if (!found) throw notFound(`${describeWanted(wanted)} of registered model ${name}`, store);
  const { stage: _, ...version } = found;
  return version;
}

function isWanted(
  { version, stage }: { version: string; stage: string },
  wanted: WantedVersion,
  aliases: Readonly<Record<string, string>>,
): boolean {
  switch (wanted.type) {
    case "version":
      return version === wanted.version;
    case "alias":
      return aliases[wanted.alias]?.trim() === version;
    case "stage":
      return stage.toLowerCase() === wanted.stage.toLowerCase();
    case "latest":
      return true;
    default:
      return wanted satisfies never;
  }
}

export function describeWanted(wanted: WantedVersion): string {
  switch (wanted.type) {
    case "version":
      return `version ${wanted.version}`;
    case "alias":
      return `version with the alias ${wanted.alias}`;
    case "stage":
      return `version in the stage ${wanted.stage}`;
    case "latest":
      return "version";
    default:
      return wanted satisfies never;
  }
}
