import { modelFolder } from "../../core/registry/names/paths.ts";
import { type AttributesFile, REGISTRY_FOLDER, type Tree, type TreeEntry } from "../../core/tree/tree.ts";
import { attributesAbove } from "./attributes-above.ts";
import { blobsAmong } from "../git/objects/blobs.ts";
import { listCommit } from "../git/objects/list-commit.ts";
import { listParts } from "../git/objects/list-parts.ts";
import { type GitObjects, withObjects } from "../git/objects/objects.ts";
import type { OpenRepository } from "../git/open-repository.ts";
import { folderInRepository, resolveCommit } from "../git/repository.ts";

export interface CommitTree extends Tree {
  /** The commit's full id. */
  readonly commit: string;
}

/**
 * The tree of a git commit. Nothing is checked out.
 *
 * @param folder the registry's root in the repository's work tree, or a bare repository
 * @param revision a branch, tag or commit
 * @throws InputError `revision-unknown`
 */
export async function openCommit(folder: string, revision: string): Promise<CommitTree> {
  const [commit, prefix] = await Promise.all([resolveCommit(folder, revision), folderInRepository(folder)]);
  return commitTree({ folder, prefix, commit, useObjects: (work) => withObjects(folder, work) });
}

/** The tree of a commit of a repository that is open already. */
export function treeIn({ folder, prefix, objects }: OpenRepository, commit: string): CommitTree {
  return commitTree({ folder, prefix, commit, useObjects: (work) => work(objects) });
}

/** Lets git take apart the folder of all models, ahead of the questions for what lies in it. */
export async function lookAhead({ prefix, objects }: OpenRepository, commits: readonly string[]): Promise<void> {
  await objects.describe(commits.map((commit) => `${commit}:${prefix}${modelFolder("-")}`));
}

interface CommitPlace {
  readonly folder: string;
  /** A registry may lie in a folder of a larger repository: the tree's paths are relative to that folder. */
  readonly prefix: string;
  readonly commit: string;
  readonly useObjects: <T>(work: (objects: GitObjects) => Promise<T>) => Promise<T>;
}

function commitTree({ folder, prefix, commit, useObjects }: CommitPlace): CommitTree {
  const blobIds = new Map<string, string>();
  const objectAt = (inRepository: string) => `${commit}:${inRepository}`;
  const list = inOneGo(async (paths) => {
    const asked = paths.map((path) => prefix + path);
    // One process for the whole listing is faster.
    const entries = paths.includes(REGISTRY_FOLDER)
      ? await listCommit(folder, commit, asked)
      : await useObjects((objects) => listParts(objects, commit, asked));
    return entries.map(({ path: fromRoot, blobId, mode, sizeBytes }) => {
      const path = fromRoot.slice(prefix.length);
      blobIds.set(path, blobId);
      return { path, blobId, mode, sizeBytes };
    });
  });
  return {
    id: commit,
    commit,
    list,
    async read(paths) {
      if (paths.length === 0) return new Map();
      // By its id git finds an object at once; by its path, only through every folder on the way.
      const objects = new Map(paths.map((path) => [path, blobIds.get(path) ?? `${commit}:${prefix}${path}`]));
      const blobs = await useObjects((opened) => blobsAmong(opened, objects.values()));
      const contents = new Map<string, Uint8Array>();
      for (const [path, object] of objects) {
        const bytes = blobs.get(object);
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
    async readAttributes() {
      const places = attributesAbove(prefix);
      const asked = places.map(({ inRepository }) => objectAt(inRepository));
      const blobs = await useObjects((opened) => blobsAmong(opened, asked));
      return places.flatMap(({ path, prefix: from, inRepository }): AttributesFile[] => {
        const bytes = blobs.get(objectAt(inRepository));
        return bytes === undefined ? [] : [{ path, prefix: from, bytes }];
      });
    },
  };
}

type ListAll = (paths: readonly string[]) => Promise<readonly TreeEntry[]>;

/** Answers all listings that are asked for before the next turn of the event loop from one. */
function inOneGo(listAll: ListAll): Tree["list"] {
  let asked: Set<string> = new Set();
  let answer: Promise<readonly TreeEntry[]> | undefined;
  return async (path) => {
    asked.add(path);
    answer ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const paths = [...asked];
        asked = new Set();
        answer = undefined;
        listAll(paths).then(resolve, reject);
      });
    });
    const entries = await answer;
    return entries.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  };
}
