import { readFile } from "node:fs/promises";
import { devNull } from "node:os";
import { join, relative, sep } from "node:path";
import { ModelyardError } from "../../core/errors.ts";
import type { AttributesFile } from "../../core/tree/tree.ts";
import { findGitFolder } from "../git/git-folder.ts";
import { tryGit } from "../git/git.ts";
import { attributesAbove } from "./attributes-above.ts";

/** The git attributes that hold in a working folder: the machine's, the user's, those of the tree, and this clone's own. */
export async function readFolderAttributes(root: string): Promise<readonly AttributesFile[]> {
  const top = findGitFolder(root)?.top;
  const prefix = top === undefined || top === root ? "" : `${relative(top, root).split(sep).join("/")}/`;
  const own = attributesAbove(prefix).map(({ path, prefix: from }) => ({ path, prefix: from, file: join(root, path) }));
  const machine = top === undefined ? undefined : await ofThisMachine(root);
  const places = [
    ...(machine?.system === undefined ? [] : [{ path: machine.system, prefix, file: machine.system }]),
    ...(machine === undefined ? [] : [{ path: machine.user, prefix, file: machine.user }]),
    ...own,
    ...(machine === undefined ? [] : [{ path: machine.clone, prefix, file: machine.clone }]),
  ];
  const read = places.map(async ({ file, ...place }): Promise<AttributesFile[]> => {
    const bytes = await readFile(file).catch(() => undefined);
    return bytes === undefined ? [] : [{ ...place, bytes }];
  });
  return (await Promise.all(read)).flat();
}

interface MachineAttributes {
  readonly system: string | undefined;
  readonly user: string;
  readonly clone: string;
}

/** Undefined where git does not look into the repository: then it checks nothing out there either. */
async function ofThisMachine(root: string): Promise<MachineAttributes | undefined> {
  try {
    const [system, named, clone] = await Promise.all([
      systemAttributes(root),
      tryGit(["config", "--type=path", "--get", "core.attributesFile"], { cwd: root }),
      tryGit(["rev-parse", "--path-format=absolute", "--git-path", "info/attributes"], { cwd: root }),
    ]);
    if (clone.exitCode !== 0) return undefined;
    const user = named.exitCode === 0 ? lineOf(named.stdout) : usersAttributes();
    return { system, user, clone: lineOf(clone.stdout) };
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}

/** For all users of the machine, unless they are switched off. Before 2.42 git does not say where it looks for them. */
async function systemAttributes(root: string): Promise<string | undefined> {
  const off = process.env["GIT_ATTR_NOSYSTEM"];
  if (off !== undefined && !/^(?:|0|false|no|off)$/i.test(off)) return undefined;
  const { exitCode, stdout } = await tryGit(["var", "GIT_ATTR_SYSTEM"], { cwd: root });
  return exitCode === 0 ? lineOf(stdout) || undefined : "/etc/gitattributes";
}

/** Where git looks for them; a user without a home, as in some containers, has none there either. */
function usersAttributes(): string {
  const { XDG_CONFIG_HOME: settings, HOME: home } = process.env;
  if (settings !== undefined && settings !== "") return join(settings, "git/attributes");
  return home === undefined || home === "" ? devNull : join(home, ".config/git/attributes");
}

function lineOf(output: Buffer): string {
  return output.toString("utf8").replace(/\n$/, "");
}
