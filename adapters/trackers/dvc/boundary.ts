import { access, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "../../../core/errors.ts";

/**
 * The folder that the paths in a project's files may lead to: that of its DVC repository, else of its git repository, else
 * the one that the files are in.
 *
 * @example await projectRoot("churn/pipelines/train") // "/home/alice/churn", which has a folder .dvc
 */
export async function projectRoot(folder: string): Promise<string> {
  return (await folderAbove(folder, ".dvc")) ?? (await folderAbove(folder, ".git")) ?? resolve(folder);
}

/** The nearest folder, this one or above, that holds something of that name. */
export async function folderAbove(folder: string, name: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const isHere = await access(join(at, name)).then(
      () => true,
      () => false,
    );
    if (isHere) return at;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * Refuses what lies outside of the project: whoever wrote its files could have any file of this machine taken into an entry.
 * Behind a link may be anything as well, unless its digest was found right: DVC can keep its cache elsewhere.
 *
 * @throws InputError `dvc-path-outside`
 */
export async function expectInside(
  file: string,
  { root, isVerified }: { readonly root: string; readonly isVerified: boolean },
): Promise<void> {
  const isInside =
    leadsInto(root, resolve(file)) && (isVerified || leadsInto(await realpath(root), await realTarget(file)));
  if (isInside) return;
  const message = `${file} lies outside of ${root}, which DVC's files here are about.`;
  throw new InputError({
    code: "dvc-path-outside",
    message,
    hint: "Name such a file yourself, with --artifact, --metrics or --params.",
    path: file,
  });
}

/** What is not there is judged by its name alone. */
async function realTarget(file: string): Promise<string> {
  const parent = dirname(resolve(file));
  return realpath(file).catch(() => realpath(parent).catch(() => parent));
}

function leadsInto(root: string, path: string): boolean {
  const below = relative(root, path);
  return below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
