import { dirname, join, relative, sep } from "node:path";
import { exists, findGitFolder } from "../git-folder.ts";

/**
 * Whether any file of attributes may have a say in what these files look like when git checks them out
 * (https://git-scm.com/docs/gitattributes). Nothing is read, and no process is started.
 *
 * @param paths from the folder
 */
export function attributesAtWork(
  folder: string,
  paths: readonly string[],
  { XDG_CONFIG_HOME: config, HOME: home }: Readonly<Record<string, string | undefined>>,
): boolean {
  const at = findGitFolder(folder);
  if (at === undefined) return false;
  const own = config ?? (home === undefined ? undefined : join(home, ".config"));
  const elsewhere = ["/etc/gitattributes", ...(own === undefined ? [] : [join(own, "git/attributes")])];
  const folders = new Set(paths.flatMap((path) => foldersDownTo(at.top, dirname(join(folder, path)))));
  const files = [
    // A linked work tree shares this folder with its repository.
    join(at.folder, "info/attributes"),
    join(at.folder, "../../info/attributes"),
    ...elsewhere,
    ...[...folders].map((each) => join(each, ".gitattributes")),
  ];
  return files.some(exists);
}

function foldersDownTo(top: string, folder: string): readonly string[] {
  const names = relative(top, folder).split(sep);
  return [top, ...names.map((_, index) => join(top, ...names.slice(0, index + 1)))];
}
