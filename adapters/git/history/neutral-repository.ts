import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { findGitFolder } from "../git-folder.ts";
import { type GitAnswer, git, tryGit } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";

/** No settings: neither of files, nor of the environment, nor of `git -c`. */
const NO_SETTINGS = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_COUNT: "0",
  GIT_CONFIG_PARAMETERS: "",
  GIT_ATTR_NOSYSTEM: "1",
};

/**
 * Asks git for something of a repository's objects alone, as a server that has only these would answer: a merge obeys the
 * attributes of what is checked out, of `.git/info/attributes` and of the user, and merge drivers of the configuration.
 * What git writes goes to the repository's own objects.
 *
 * @param args paths in them count from nowhere
 * @throws OutsideError `git-failed`
 */
export async function askObjectsAlone({ folder }: OpenRepository, args: readonly string[]): Promise<GitAnswer> {
  const words = ["-c", `core.attributesFile=${devNull}`, ...args];
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--git-path", "shallow"];
  const [objects = "", shallow = ""] = (await git(asked, { cwd: folder })).split("\n");
  // Only with its own settings git knows where the objects are that a partial clone lacks.
  if (await isPartial(folder)) {
    const bare = ["--bare", ...words];
    return tryGit(bare, { cwd: folder, environment: { GIT_DIR: join(objects, ".."), GIT_ATTR_NOSYSTEM: "1" } });
  }
  const neutral = await mkdtemp(join(tmpdir(), "modelyard-git-"));
  try {
    await layOut(neutral, findGitFolder(folder)?.objectFormat ?? (await objectFormatOf(folder)));
    const place = { GIT_DIR: neutral, GIT_OBJECT_DIRECTORY: objects, GIT_SHALLOW_FILE: shallow };
    return await tryGit(words, { cwd: neutral, environment: { ...NO_SETTINGS, ...place } });
  } finally {
    await rm(neutral, { recursive: true, force: true });
  }
}

/** As little as git takes for a repository. */
async function layOut(folder: string, objectFormat: string): Promise<void> {
  const format = objectFormat === "sha1" ? "" : `[extensions]\n\tobjectFormat = ${objectFormat}\n`;
  const version = objectFormat === "sha1" ? 0 : 1;
  await Promise.all([
    writeFile(join(folder, "HEAD"), "ref: refs/heads/none\n"),
    writeFile(join(folder, "config"), `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n${format}`),
    mkdir(join(folder, "objects")),
    mkdir(join(folder, "refs")),
  ]);
}

async function objectFormatOf(folder: string): Promise<string> {
  return git(["rev-parse", "--show-object-format"], { cwd: folder });
}

async function isPartial(folder: string): Promise<boolean> {
  const asked = ["config", "--get-regexp", String.raw`^(remote\..*\.promisor|extensions\.partialclone)$`];
  return (await tryGit(asked, { cwd: folder })).exitCode === 0;
}
