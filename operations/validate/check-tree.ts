import { readFile } from "node:fs/promises";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { OUTSIDE_PATHS, readOutside } from "../../core/registry/outside.ts";
import type { RegistryFile } from "../../core/registry/file.ts";
import { type Finding, compareFindings } from "../../core/registry/finding.ts";
import { compareText } from "../../core/text/order.ts";
import { type CheckedDocument, outlineRegistry } from "../../core/registry/reading/outline.ts";
import { type ListedFile, readFilesOf, registryFilesAmong } from "../../core/registry/reading/read-files.ts";
import type { RegistryOutline } from "../../core/registry/registry.ts";
import { REGISTRY_FOLDER, type Tree, type TreeEntry } from "../../core/tree/tree.ts";
import { checkData, checkDocument, checkTogether } from "../../core/rules/index.ts";
import type { DataPointer } from "../../core/rules/rule.ts";

/** What was found out about files before, by path and content. */
export interface KnownDocuments {
  find(entry: TreeEntry): CheckedDocument | undefined;
  /** Takes note of all files of a tree, for the next time. */
  keep(documents: readonly (readonly [TreeEntry, CheckedDocument])[]): Promise<void>;
}

export interface CheckTreeOptions {
  /** What lies beside the registry, as far as it is at hand. */
  readonly readPointers: (registry: RegistryOutline) => Promise<readonly DataPointer[]>;
  readonly known?: KnownDocuments | undefined;
}

export interface CheckedTree {
  /** How many registry files there are. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

/** Files of which positions are held at once: each takes far more memory than its text. */
const FILES_IN_FULL = 500;

/**
 * Every rule on everything there is. Each file is read, checked by itself and let go; what holds files together is
 * checked on the little that they say of each other. Files that are known from before are not even read.
 */
export async function checkTree(tree: Tree, { readPointers, known }: CheckTreeOptions): Promise<CheckedTree> {
  const listed = await tree.list(REGISTRY_FOLDER);
  const entries = listed.toSorted((a, b) => compareText(a.path, b.path));
  const wanted = new Map(registryFilesAmong(entries).map((file) => [file.entry.path, file]));
  const documents = await checkDocuments(tree, [...wanted.values()], known);
  const outlines = new Map<string, object>();
  for (const [path, { outline }] of documents) if (outline !== undefined) outlines.set(path, outline);
  const outside = await readOutside(tree, await tree.read(OUTSIDE_PATHS));
  const registryWith = (files: ReadonlyMap<string, RegistryFile>) =>
    outlineRegistry({ treeId: tree.id, entries, outside, outlines, files });

  const bare = registryWith(new Map());
  const pointers = await readPointers(bare);
  const check = (registry: RegistryOutline) => [...checkTogether(registry), ...checkData(registry, pointers)];
  const together = check(bare);
  const findings = [...documents.values()].flatMap((document) => document.findings);
  const add = (more: readonly Finding[]) => {
    for (const finding of more) findings.push(finding);
  };
  add(together.filter(({ path }) => !wanted.has(path)));
  // Where in a file a finding stands is only known once the file is read in full.
  const places = [...new Set(together.map(({ path }) => path))].flatMap((path) => wanted.get(path) ?? []);
  for (let first = 0; first < places.length; first += FILES_IN_FULL) {
    const files = new Map<string, RegistryFile>();
    for await (const file of readFilesOf(tree, places.slice(first, first + FILES_IN_FULL))) files.set(file.path, file);
    add(check(registryWith(files)).filter(({ path }) => files.has(path)));
  }
  return { files: wanted.size, findings: findings.sort(compareFindings) };
}

async function checkDocuments(
  tree: Tree,
  wanted: readonly ListedFile[],
  known: KnownDocuments | undefined,
): Promise<ReadonlyMap<string, CheckedDocument>> {
  const documents = new Map<string, CheckedDocument>();
  const unknown: ListedFile[] = [];
  for (const { entry, identity } of wanted) {
    const document = known?.find(entry);
    if (document === undefined) unknown.push({ entry, identity });
    else documents.set(entry.path, document);
  }
  for await (const file of readFilesOf(tree, unknown)) documents.set(file.path, checkDocument(file));
  await known?.keep(
    wanted.flatMap(({ entry }) => {
      const document = documents.get(entry.path);
      return document === undefined ? [] : [[entry, document] as const];
    }),
  );
  return documents;
}

/**
 * What tells these checks from those of any other modelyard: the program's own bytes, which name the parts that they
 * need by digest. Undefined where it runs from its sources.
 */
export async function identifyChecks(): Promise<string | undefined> {
  const { filename } = import.meta;
  return filename.endsWith(".js") ? sha256OfBytes(await readFile(filename)) : undefined;
}
