import { tryGit } from "./git.ts";
import { type GitObjects, withObjects } from "./objects/objects.ts";
import { isInGit, resolveCommit } from "./repository.ts";
import { commitCalled } from "./revisions.ts";

/** A repository that is asked many things: what holds for all of them is found out once, and one process knows its objects. */
export interface OpenRepository {
  readonly folder: string;
  /** Where the folder lies in its repository: a path with a closing slash, empty for the root. */
  readonly prefix: string;
  /** Whether old commits are missing. */
  isShallow(): Promise<boolean>;
  /** What a fetch may have changed is asked anew. */
  forget(): void;
  readonly objects: GitObjects;
  /**
   * The full id of the commit that a revision names.
   *
   * @throws InputError `revision-unknown`, `revision-ambiguous`
   */
  resolveCommit(revision: string): Promise<string>;
}

/**
 * Lets `work` ask a repository.
 *
 * @param at a folder in a work tree, or a bare repository; or a repository that is open already, and stays open
 * @throws InputError `revision-unknown` where it is not in a git repository
 */
export async function withRepository<T>(
  at: string | OpenRepository,
  work: (repository: OpenRepository) => Promise<T>,
): Promise<T> {
  if (typeof at !== "string") return work(at);
  const folder = at;
  return withObjects(folder, async (objects) => {
    const place = await tryGit(["rev-parse", "--is-shallow-repository", "--show-prefix"], { cwd: folder });
    // This says in which way it is no repository.
    if (place.exitCode !== 0) await resolveCommit(folder, "HEAD");
    const [shallow, prefix = ""] = place.stdout.toString("utf8").split("\n");
    let isShallow: Promise<boolean> | undefined = Promise.resolve(shallow === "true");
    return work({
      folder,
      prefix,
      isShallow: () => (isShallow ??= askShallow(folder)),
      forget() {
        isShallow = undefined;
      },
      objects,
      async resolveCommit(revision) {
        // Why one is not known, git itself tells best.
        return (await commitCalled(objects, revision, folder)) ?? resolveCommit(folder, revision);
      },
    });
  });
}

/**
 * The same where there may be no repository: what git does not keep is then simply not there.
 *
 * @param at a folder; or a repository that is open already, and stays open
 * @throws OutsideError where git cannot tell
 */
export async function withRepositoryIfAny<T>(
  at: string | OpenRepository,
  work: (repository: OpenRepository | undefined) => Promise<T>,
): Promise<T> {
  return typeof at === "string" && !(await isInGit(at)) ? work(undefined) : withRepository(at, work);
}

async function askShallow(folder: string): Promise<boolean> {
  const { stdout } = await tryGit(["rev-parse", "--is-shallow-repository"], { cwd: folder });
  return stdout.toString("utf8").trim() === "true";
}
