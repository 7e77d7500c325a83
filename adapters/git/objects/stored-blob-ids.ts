import { tryGit } from "../git.ts";

/**
 * The blob ids of files whose line ends git may store otherwise than they stand in the work tree (`core.autocrlf`,
 * `text` and `eol` in .gitattributes).
 *
 * @param plain by path: the id of the bytes as they stand here
 * @param below the folder that all of them are in; it and the paths are relative to `folder`
 */
export async function storedBlobIds(
  folder: string,
  below: string,
  plain: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const staged = await stagedBlobIds(folder, below);
  // One that was committed with these line ends keeps them, whatever the settings say of new ones.
  const others = [...plain].flatMap(([path, id]) => (staged.get(path) === id || !isPlainLine(path) ? [] : [path]));
  if (others.length === 0) return plain;
  const asked = ["hash-object", "--stdin-paths"];
  const { exitCode, stdout } = await tryGit(asked, { cwd: folder, input: `${others.join("\n")}\n` });
  const ids = stdout.toString("utf8").trim().split("\n");
  if (exitCode !== 0 || ids.length !== others.length) return plain;
  return new Map([...plain, ...others.map((path, index): [string, string] => [path, ids[index] ?? ""])]);
}

async function stagedBlobIds(folder: string, below: string): Promise<ReadonlyMap<string, string>> {
  const asked = ["--literal-pathspecs", "ls-files", "--stage", "-z", "--", below];
  const { stdout } = await tryGit(asked, { cwd: folder });
  const lines = stdout.toString("utf8").split("\0");
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, id, path] = /^\d+ ([0-9a-f]+) 0\t([^]+)$/.exec(line) ?? [];
      return id === undefined || path === undefined ? [] : [[path, id]];
    }),
  );
}

/** Git reads one path from each line, and one in quotes as an escaped text. */
function isPlainLine(path: string): boolean {
  return !path.includes("\n") && !path.startsWith('"');
}
