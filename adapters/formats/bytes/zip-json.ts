import { parseBoundedJson } from "./bounded-json.ts";
import { HeaderProblem } from "./header-problem.ts";
import type { RandomAccessFile } from "./random-access-file.ts";
import { openZipMember, readZipDirectory } from "./zip.ts";

const MAX_BYTES = 4 * 1024 * 1024;
const limits = { maxDepth: 128, maxValues: 500_000 };

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every object in a JSON value, at whatever depth. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (isMap(next)) yield next;
    if (typeof next === "object" && next !== null) for (const item of Object.values(next)) open.push(item);
  }
}

/**
 * The JSON in a member of a zip archive. Of two members with one name Python takes the last.
 *
 * @throws HeaderProblem when there is none, or it is broken or too long
 */
export async function readZipJson(file: RandomAccessFile, path: string): Promise<unknown> {
  const member = (await readZipDirectory(file)).findLast((candidate) => candidate.path === path);
  if (member === undefined) throw new HeaderProblem(`It has no ${path}.`);
  const content = await openZipMember(file, member, { limitBytes: MAX_BYTES });
  const bytes = await content.read(0, MAX_BYTES);
  if (content.sizeBytes > bytes.length) throw new HeaderProblem(`Its ${path} is longer than modelyard reads.`, "limit");
  return parseBoundedJson(new TextDecoder().decode(bytes), limits).value;
}
