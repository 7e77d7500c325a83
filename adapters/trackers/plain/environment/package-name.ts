/** A Python package's name as indexes compare it. Source: https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** The name that a requirement such as `Requests[socks]>=2.31 ; python_version > "3"` starts with, normalised. */
export function requirementName(requirement: string): string {
  return normalName(/^[A-Za-z0-9._-]*/.exec(requirement.trim())?.[0] ?? "");
}

/** How pip says that a package is in a folder of an archive or of a repository. */
export function inFolder(folder: string | null): string {
  return folder === null || folder === "" ? "" : `#subdirectory=${folder}`;
}
