import { resolve } from "node:path";
import { InputError } from "../../core/errors.ts";

/** Where a registry is: in a folder, or in a repository on GitHub that nobody has cloned. */
export type Location =
  | {
      readonly kind: "folder";
      /** Absolute; it holds `registry/`. */
      readonly folder: string;
    }
  | {
      readonly kind: "github";
      readonly owner: string;
      readonly name: string;
      /** A branch, tag or commit; undefined: the default branch. */
      readonly ref: string | undefined;
    };

/** The location of a repository on GitHub. */
export type GitHubLocation = Extract<Location, { kind: "github" }>;

/**
 * Reads a location: `github:OWNER/NAME`, `github:OWNER/NAME@REF`, or a folder.
 *
 * @param workingFolder what a relative folder counts from
 * @throws InputError `location-invalid`
 * @example parseLocation("github:acme/models@main", "/work") // { kind: "github", owner: "acme", name: "models", ref: "main" }
 */
export function parseLocation(text: string, workingFolder: string): Location {
  if (!text.startsWith("github:")) return { kind: "folder", folder: resolve(workingFolder, text) };
  const match = /^github:([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)(?:@([^\s~^:?*[\\]+))?$/.exec(text);
  const [, owner = "", name = "", ref] = match ?? [];
  const isGood =
    match !== null && !/^\.{1,2}$/.test(owner) && !/^\.{1,2}$/.test(name) && !/^-|\.\.|@\{/.test(ref ?? "");
  if (isGood) return { kind: "github", owner, name, ref };
  throw new InputError({
    code: "location-invalid",
    message: `${JSON.stringify(text)} names no repository on GitHub`,
    hint: "Write github:OWNER/NAME, or github:OWNER/NAME@REF for another branch, a tag or a commit.",
  });
}

/** The folder of a location; undefined for a repository on GitHub. */
export function folderIn(location: Location): string | undefined {
  return location.kind === "folder" ? location.folder : undefined;
}

/** The repository `owner/name` that a location names; undefined for a folder, whose `origin` names it. */
export function repositoryIn(location: Location): string | undefined {
  return location.kind === "github" ? `${location.owner}/${location.name}` : undefined;
}

/** The branch, tag or commit that a location names; undefined for a folder, and for the default branch. */
export function refIn(location: Location): string | undefined {
  return location.kind === "github" ? location.ref : undefined;
}

/**
 * The folder of a location, for what works on files.
 *
 * @throws InputError `clone-needed` for a repository on GitHub
 */
export function folderOf(location: Location): string {
  const folder = folderIn(location);
  if (folder !== undefined) return folder;
  throw new InputError({
    code: "clone-needed",
    message: `This works in a clone of the repository, and not on ${nameOfLocation(location)}`,
    hint: "Clone it and name the folder with -C. Without a clone, use show, resolve, pull, history, and whatever takes --pr with it.",
  });
}

/** A location as people write it. */
export function nameOfLocation(location: Location): string {
  if (location.kind === "folder") return location.folder;
  const { owner, name, ref } = location;
  return `github:${owner}/${name}${ref === undefined ? "" : `@${ref}`}`;
}
