import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../core/registry/finding.ts";
import type { CheckedDocument } from "../../core/registry/reading/outline.ts";
import type { TreeEntry } from "../../core/tree/tree.ts";
import { writeFileAtomically } from "../files/atomic.ts";
import { sha256OfBytes } from "../files/hash.ts";
import { isOwnFile } from "./own-file.ts";

const FORMAT = "modelyard-documents/1";
/** Some 600,000 files; what is beyond is checked anew each time. */
const MAX_CACHE_BYTES = 128 * 1024 * 1024;
const PART_LENGTH = 1024 * 1024;
/** One file for each registry that was checked lately. */
const MAX_REGISTRIES = 8;
/** What another machine that shares the folder may be ahead. */
const TOLERATED_MS = 60 * 60_000;

export interface CacheKey {
  /** Which registry it is: the folder's absolute path. */
  readonly registry: string;
  /** What tells the checks whose results these are from others. */
  readonly checks: string;
}

/**
 * What was found out about the files of one registry, by path and blob id, in one file: a line of JSON that says what the
 * rest is, with its SHA-256, then one line for each file. All of it can be found out again: a cache file that is damaged,
 * of another registry or of other checks is as if it were not there, and is replaced; a folder that cannot be written is
 * no failure. It holds the files of the last check and no more.
 */
export class DocumentCache {
  readonly #folder: string;
  readonly #file: string;
  readonly #key: CacheKey;
  /** The lines' ends by what they begin with: blob id and path. */
  readonly #lines: ReadonlyMap<string, string>;
  #used = 0;

  private constructor(folder: string, file: string, key: CacheKey, lines: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#file = file;
    this.#key = key;
    this.#lines = lines;
  }

  static async open(folder: string, key: CacheKey): Promise<DocumentCache> {
    const file = join(folder, `${sha256OfBytes(key.registry).slice(0, 32)}.jsonl`);
    return new DocumentCache(folder, file, key, (await readLines(file, key)) ?? new Map());
  }

  find(entry: TreeEntry): CheckedDocument | undefined {
    const line = this.#lines.get(beginningOf(entry));
    const document = line === undefined ? undefined : parseDocument(line);
    if (document !== undefined) this.#used++;
    return document;
  }

  async keep(documents: readonly (readonly [TreeEntry, CheckedDocument])[]): Promise<void> {
    const isSame = this.#used === documents.length && this.#lines.size === documents.length;
    if (isSame) {
      const now = new Date();
      await utimes(this.#file, now, now).catch(() => {});
      return;
    }
    await mkdir(this.#folder, { recursive: true }).catch(() => {});
    await chmod(this.#folder, 0o700).catch(() => {});
    await writeFileAtomically(this.#file, write(this.#key, documents), { mode: 0o600 }).catch(() => {});
    await removeOldest(this.#folder, this.#file);
  }
}

/** Git's ids have no tab in them, and JSON writes one as an escape. */
function beginningOf({ blobId, path }: TreeEntry): string {
  return `${blobId}\t${JSON.stringify(path)}`;
}

function write(
  { registry, checks }: CacheKey,
  documents: readonly (readonly [TreeEntry, CheckedDocument])[],
): readonly Buffer[] {
  const digest = createHash("sha256");
  const parts: Buffer[] = [];
  let lines = "";
  let sizeBytes = 0;
  // In parts, so that neither the text of all nor its bytes are held twice.
  const finishPart = () => {
    const part = Buffer.from(lines);
    digest.update(part);
    parts.push(part);
    sizeBytes += part.length;
    lines = "";
  };
  for (const [entry, { outline, findings }] of documents) {
    const said = findings.length === 0 ? [outline ?? null] : [outline ?? null, findings];
    lines += `${beginningOf(entry)}\t${JSON.stringify(said)}\n`;
    if (lines.length >= PART_LENGTH) finishPart();
    if (sizeBytes > MAX_CACHE_BYTES) break;
  }
  finishPart();
  const head = JSON.stringify({ format: FORMAT, registry, checks, sha256: digest.digest("hex") });
  return [Buffer.from(`${head}\n`), ...parts];
}

async function readLines(file: string, key: CacheKey): Promise<ReadonlyMap<string, string> | undefined> {
  if (!(await isOwnFile(file, 2 * MAX_CACHE_BYTES))) return undefined;
  const content = await readFile(file).catch(() => undefined);
  const end = content?.indexOf("\n") ?? -1;
  if (content === undefined || end === -1) return undefined;
  const head = parse(content.toString("utf8", 0, end)) as
    | Partial<CacheKey & { format: string; sha256: string }>
    | undefined;
  const isOurs = head?.format === FORMAT && head.registry === key.registry && head.checks === key.checks;
  const body = content.subarray(end + 1);
  if (!isOurs || head.sha256 !== sha256OfBytes(body)) return undefined;
  const text = body.toString("utf8");
  const lines = new Map<string, string>();
  for (let start = 0; start < text.length;) {
    const stop = text.indexOf("\n", start);
    const tab = text.indexOf("\t", text.indexOf("\t", start) + 1);
    lines.set(text.slice(start, tab), text.slice(tab + 1, stop));
    start = stop + 1;
  }
  return lines;
}

function parseDocument(line: string): CheckedDocument | undefined {
  const said = parse(line);
  if (!Array.isArray(said)) return undefined;
  const [outline, findings = NONE]: readonly unknown[] = said;
  if (typeof outline !== "object" || !Array.isArray(findings)) return undefined;
  // The digest was right, and the file is this user's own: this program wrote it.
  return { outline: outline ?? undefined, findings: findings as readonly Finding[] };
}

const NONE: readonly Finding[] = [];

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes all but those used lately, of which `own` is one whatever its time says: after a clock was set back, files from
 * before look newer. They count as the oldest, else they would stay until that time has come again.
 */
async function removeOldest(folder: string, own: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name))
    .filter((file) => file !== own);
  if (files.length < MAX_REGISTRIES) return;
  const now = new Date().getTime();
  const times = await Promise.all(
    files.map(async (file) => ({
      file,
      time: await stat(file).then(
        ({ mtimeMs }) => (mtimeMs > now + TOLERATED_MS ? 0 : mtimeMs),
        () => 0,
      ),
    })),
  );
  const oldest = times.sort((a, b) => b.time - a.time).slice(MAX_REGISTRIES - 1);
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true }).catch(() => {})));
}
