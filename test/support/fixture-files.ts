import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Tree } from "../../core/tree/tree.ts";
import { memoryTree } from "./memory-tree.ts";

/** What lies below every fixture: a registry without mistakes. */
const SHARED = join(import.meta.dirname, "../fixtures/registry");

/** Each line of this file names a file or folder of the layers below that a layer does not have. */
const ABSENT = "absent.txt";

type Files = Map<string, Uint8Array>;

/**
 * The files of the shared registry with these folders laid over it, one after the other: a file replaces the one below
 * it, and what `absent.txt` names is taken away before. How the folders look: test/fixtures/README.md.
 *
 * @throws where a folder repeats a file of the layers below, or takes away what is not there
 */
export function fixtureFiles(...folders: readonly string[]): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(folders.reduce(layOver, filesIn(SHARED)));
}

/** The same as a tree. */
export function fixtureTree(...folders: readonly string[]): Tree {
  return memoryTree(fixtureFiles(...folders));
}

function layOver(below: Files, folder: string): Files {
  const files = filesIn(folder);
  const absent = Buffer.from(files.get(ABSENT) ?? "").toString();
  files.delete(ABSENT);
  const result = new Map(below);
  for (const path of absent.split("\n").filter((line) => line !== "")) takeAway(path, result, folder);
  for (const [path, bytes] of files) {
    if (Buffer.from(result.get(path) ?? []).equals(bytes) && result.has(path))
      throw new Error(`${join(folder, path)} repeats the file below it: delete it`);
    result.set(path, bytes);
  }
  return result;
}

function takeAway(path: string, files: Files, folder: string): void {
  const gone = [...files.keys()].filter((file) => file === path || file.startsWith(`${path}/`));
  if (gone.length === 0) throw new Error(`${join(folder, ABSENT)} names ${path}, which is not below it`);
  for (const file of gone) files.delete(file);
}

/** Every file below `folder`; none where there is no folder, since git keeps no empty ones. */
function filesIn(folder: string): Files {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(folder, file).replaceAll("\\", "/"), readFileSync(file)];
    }),
  );
}
