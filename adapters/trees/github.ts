import { OutsideError } from "../../core/errors.ts";
import { compareText } from "../../core/text/order.ts";
import { type AttributesFile, type Tree, type TreeEntry, isPlainFile } from "../../core/tree/tree.ts";
import { attributesAbove } from "./attributes-above.ts";
import type { ListedEntry, RepositoryFiles } from "../github/repository/repository-files.ts";

export interface GitHubTreeOptions {
  /** A branch, tag or commit; the default branch where it is not given. */
  readonly ref?: string | undefined;
  /** The folder of the repository that holds `registry/`, with a closing slash; empty for the repository's root. */
  readonly prefix?: string | undefined;
}

/**
 * The tree of a branch, tag or commit on GitHub, without a clone. A single file costs one small request; a listing walks
 * down to its folder and takes what is below at once, and from then on the files of that folder are read by the ids that
 * were listed, so that what was listed and what is read belong together. No link is followed, unless there is no token:
 * one that was not listed then leads to a file of the same repository, because GitHub follows it.
 */
export function openGitHubTree(files: RepositoryFiles, { ref, prefix = "" }: GitHubTreeOptions = {}): Tree {
  const listings = new Map<string, Promise<Listing>>();

  const list = async (folder: string): Promise<Listing> => {
    const found = await findEntry(files, ref, prefix + folder);
    if (found === undefined) return new Map();
    if (found.type !== "tree") return new Map([[folder, entryOf(folder, found)]]);
    const entries = (await listBelow(files, found.sha)).map((entry) => entryOf(`${folder}/${entry.path}`, entry));
    return new Map(entries.sort((a, b) => compareText(a.path, b.path)).map((entry) => [entry.path, entry]));
  };

  const readAttributes = async (): Promise<readonly AttributesFile[]> => {
    const places = attributesAbove(prefix);
    const found = await files.filesAt(
      ref,
      places.map(({ inRepository }) => inRepository),
    );
    return places.flatMap(({ path, prefix: from, inRepository }) => {
      const bytes = found.get(inRepository);
      return bytes === undefined ? [] : [{ path, prefix: from, bytes }];
    });
  };

  return {
    // Nothing is above the repository's root: what stands there is read with the rest.
    ...(prefix === "" ? {} : { readAttributes }),
    id: `github:${files.client.name}${ref === undefined ? "" : `@${ref}`}`,
    async list(folder) {
      const known = listingOf(listings, folder);
      if (known !== undefined)
        return [...(await known).values()].filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
      const listing = list(folder);
      listings.set(folder, listing);
      listing.catch(() => listings.delete(folder));
      return [...(await listing).values()];
    },
    async read(paths) {
      const ids = new Map<string, string>();
      const unlisted: string[] = [];
      for (const path of paths) {
        const listing = await listingOf(listings, path);
        const entry = listing?.get(path);
        if (listing === undefined) unlisted.push(path);
        else if (entry !== undefined && isPlainFile(entry)) ids.set(path, entry.blobId);
      }
      const named = await files.filesAt(
        ref,
        unlisted.map((path) => prefix + path),
      );
      const blobs = await files.blobs([...new Set(ids.values())]);
      const contents = new Map(Array.from(named, ([path, bytes]) => [path.slice(prefix.length), bytes]));
      for (const [path, id] of ids) {
        const bytes = blobs.get(id);
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
  };
}

type Listing = ReadonlyMap<string, TreeEntry>;

/** The listing that covers a path: its own or that of a folder above it, if anybody asked for one. */
function listingOf(listings: ReadonlyMap<string, Promise<Listing>>, path: string): Promise<Listing> | undefined {
  for (let folder = path; folder !== ""; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const listing = listings.get(folder);
    if (listing !== undefined) return listing;
  }
  return undefined;
}

/** What is at a path, walked to from the root; a file, link or submodule on the way is no folder. */
async function findEntry(
  files: RepositoryFiles,
  ref: string | undefined,
  path: string,
): Promise<ListedEntry | undefined> {
  let { tree } = await files.rootTree(ref);
  let found: ListedEntry | undefined;
  for (const name of path.split("/")) {
    if (found !== undefined && found.type !== "tree") return undefined;
    if (found !== undefined) tree = (await files.tree(found.sha, { recursive: false })).tree;
    found = tree.find((entry) => entry.path === name);
    if (found === undefined) return undefined;
  }
  return found;
}

/** Everything below a tree; where that is too much for one answer, folder by folder. */
async function listBelow(files: RepositoryFiles, id: string): Promise<readonly ListedEntry[]> {
  const whole = await files.tree(id, { recursive: true });
  if (!whole.truncated) return whole.tree.filter(({ type }) => type !== "tree");
  const { tree, truncated } = await files.tree(id, { recursive: false });
  if (truncated) {
    throw new OutsideError({
      code: "github-listing-incomplete",
      message: `GitHub lists only a part of a folder of ${files.client.name}: it has too many files`,
      hint: "Clone the repository and read it there.",
    });
  }
  const found: ListedEntry[] = [];
  for (const entry of tree) {
    if (entry.type !== "tree") found.push(entry);
    else {
      const below = await listBelow(files, entry.sha);
      found.push(...below.map((child) => Object.assign({}, child, { path: `${entry.path}/${child.path}` })));
    }
  }
  return found;
}

function entryOf(path: string, { sha, mode, size }: ListedEntry): TreeEntry {
  return { path, blobId: sha, mode, sizeBytes: size ?? 0 };
}
