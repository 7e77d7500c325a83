import { assemble, divide } from "./assemble.ts";
import { type RegistryFile, readRegistryFile, unreadFile } from "../file.ts";
import { compareText } from "../../text/order.ts";
import { NOTHING_OUTSIDE, OUTSIDE_PATHS, type OutsideFiles, readOutside } from "../outside.ts";
import { identify } from "../names/paths.ts";
import type { Registry } from "../registry.ts";
import { MAX_FILE_BYTES, REGISTRY_FOLDER, type Tree, type TreeEntry, isPlainFile } from "../../tree/tree.ts";

/**
 * A registry that is read bit by bit: what was not listed is not there, and what was listed and not read is there with
 * nothing in it.
 */
export class PartialRegistry {
  readonly #tree: Tree;
  readonly #entries = new Map<string, TreeEntry>();
  readonly #files = new Map<string, RegistryFile>();
  #outside: Promise<OutsideFiles> | undefined;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Takes in what the tree lists at and below `places`. */
  async list(places: readonly string[]): Promise<void> {
    const listed = await Promise.all(places.map((place) => this.#tree.list(place)));
    for (const entry of listed.flat()) this.#entries.set(entry.path, entry);
  }

  /** The paths of all registry files that were listed. */
  paths(): readonly string[] {
    return [...this.#entries.keys()].filter((path) => this.has(path));
  }

  /** Whether a registry file was listed at a path. */
  has(path: string): boolean {
    const entry = this.#entries.get(path);
    return entry !== undefined && isPlainFile(entry) && identify(path) !== undefined;
  }

  /** Whether a file was read; one that was only listed may say anything. */
  hasRead(path: string): boolean {
    return this.#files.has(path);
  }

  /** Reads those of the files that were listed and not read yet. */
  async read(paths: Iterable<string>): Promise<void> {
    const wanted = [...new Set(paths)].flatMap((path) => {
      const identity = this.has(path) && !this.hasRead(path) ? identify(path) : undefined;
      const entry = this.#entries.get(path);
      return entry === undefined || identity === undefined ? [] : [{ entry, identity }];
    });
    // A file over the limit is never fetched: its size alone says what is wrong.
    const readable = wanted.filter(({ entry }) => entry.sizeBytes <= MAX_FILE_BYTES).map(({ entry }) => entry.path);
    const contents = await this.#load(readable);
    for (const { entry, identity } of wanted) {
      const unread = new Uint8Array(entry.sizeBytes > MAX_FILE_BYTES ? MAX_FILE_BYTES + 1 : 0);
      this.#files.set(entry.path, readRegistryFile(entry, identity, contents.get(entry.path) ?? unread));
    }
  }

  /** The contents of files, and of those outside of the registry on the way. */
  async #load(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (this.#outside !== undefined) return paths.length === 0 ? new Map() : this.#tree.read(paths);
    const contents = this.#tree.read([...paths, ...OUTSIDE_PATHS]);
    this.#outside = contents.then((found) => readOutside(this.#tree, found));
    return contents;
  }

  /** What was listed and read so far. */
  async registry(): Promise<Registry> {
    const entries = [...this.#entries.values()].sort((a, b) => compareText(a.path, b.path));
    const divided = divide(entries, (entry, identity) => this.#files.get(entry.path) ?? unreadFile(entry, identity));
    const outside = (await this.#outside) ?? NOTHING_OUTSIDE;
    return { ...assemble(this.#tree.id, entries, divided), ...outside };
  }
}

/** Reads every registry file of `tree`. Never throws for what people wrote: rules find that in the result. */
export async function readRegistry(tree: Tree): Promise<Registry> {
  const part = new PartialRegistry(tree);
  await part.list([REGISTRY_FOLDER]);
  await part.read(part.paths());
  return part.registry();
}
