import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { DraftParts, ParameterValue } from "../../../core/drafts/draft-parts.ts";
import { isMapping, type PlainMapping, readDocument } from "../plain/document.ts";
import { metricsFrom } from "../plain/metrics.ts";
import { parametersFrom } from "../plain/parameters.ts";
import { isTable, readLastRow } from "../plain/table.ts";
import { namedFileError } from "../../files/errors.ts";
import { isFile, isFolder } from "../../files/look-at.ts";
import { expectInside } from "./boundary.ts";

/** What brings back a file that DVC keeps. */
export const GET_FROM_DVC = "run dvc checkout or dvc pull";

/** Values that several files hold, with `/` in `file`. */
interface Found<Value> {
  readonly file: string;
  readonly values: Readonly<Record<string, Value>>;
}

/**
 * Reads files of metrics as DVC does: by extension, anything else as YAML; a folder stands for all files in it.
 *
 * @param verified Those that are what DVC recorded.
 */
export async function readDvcMetrics(
  { folder, root }: { readonly folder: string; readonly root: string },
  files: readonly string[],
  verified: ReadonlySet<string> = new Set(),
): Promise<DraftParts> {
  const found: Found<number>[] = [];
  const notes: string[] = [];
  for (const file of await expanded(folder, files)) {
    const path = join(folder, file);
    await expectInside(path, { root, isVerified: verified.has(file) });
    if (!(await isFile(path))) {
      notes.push(`The metrics in ${file} are not here, so they are not recorded: ${GET_FROM_DVC}.`);
      continue;
    }
    const parts = metricsFrom(await metricValues(path), path);
    found.push({ file, values: parts.metrics ?? {} });
    notes.push(...parts.notes);
  }
  const metrics = combined(found);
  return { ...(Object.keys(metrics).length > 0 && { metrics }), notes };
}

/** A file may hold one number and no name for it. */
async function metricValues(path: string): Promise<PlainMapping> {
  if (isTable(path)) return (await readLastRow(path)).row;
  const value = await readDocument(path, "yaml");
  return isMapping(value) ? value : { [basename(path, extname(path))]: value };
}

/** Parameters as a lock has them: by the file that they came from. */
export function lockedParameters(byFile: Readonly<Record<string, PlainMapping>>): DraftParts {
  const found: Found<ParameterValue>[] = [];
  const notes: string[] = [];
  for (const [file, given] of Object.entries(byFile)) {
    const parts = Object.keys(given).length === 0 ? { notes: [] } : parametersFrom(given, file);
    found.push({ file, values: parts.parameters ?? {} });
    notes.push(...parts.notes);
  }
  const parameters = combined(found);
  return { ...(Object.keys(parameters).length > 0 && { parameters }), notes };
}

/** Where two files have the same key with different values, the file's name distinguishes them. */
function combined<Value>(found: readonly Found<Value>[]): Record<string, Value> {
  const entries = found.flatMap(({ file, values }) =>
    Object.entries(values).map(([key, value]) => ({ file, key, value })),
  );
  const isShared = (key: string, value: Value): boolean =>
    entries.some((other) => other.key === key && JSON.stringify(other.value) !== JSON.stringify(value));
  return Object.fromEntries(
    entries.map(({ file, key, value }) => [
      isShared(key, value) ? `${file.replace(/\.[^./]*$/, "")}.${key}` : key,
      value,
    ]),
  );
}

async function expanded(folder: string, files: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const file of new Set(files)) {
    const path = join(folder, file);
    if (!(await isFolder(path))) all.push(file);
    else for (const name of (await namesIn(path)).sort()) all.push(`${file}/${name}`);
  }
  return all;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw namedFileError(folder, error);
  });
}
