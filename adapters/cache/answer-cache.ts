import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../files/atomic.ts";
import { sha256OfBytes } from "../files/hash.ts";

/** What a server answered, and the mark by which it can say that nothing has changed since. */
export interface KnownAnswer {
  readonly etag: string;
  readonly bytes: Uint8Array;
}

/**
 * Answers of a server, one file each: a line of JSON with the question, the mark and the answer's SHA-256, then the
 * answer's bytes. Losing any of it costs a request: what cannot be read, or was damaged, is as if it were not there, and
 * a folder that cannot be written is no failure.
 */
export class AnswerCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(question: string): Promise<KnownAnswer | undefined> {
    const content = await readFile(this.#fileOf(question)).catch(() => undefined);
    const end = content?.indexOf("\n") ?? -1;
    if (content === undefined || end === -1) return undefined;
    const head = parseHead(content.toString("utf8", 0, end));
    const bytes = content.subarray(end + 1);
    const right = head?.question === question && head.sha256 === sha256OfBytes(bytes);
    return right && head.etag !== undefined ? { etag: head.etag, bytes } : undefined;
  }

  async write(question: string, { etag, bytes }: KnownAnswer): Promise<void> {
    const head = JSON.stringify({ question, etag, sha256: sha256OfBytes(bytes) });
    const content = Buffer.concat([Buffer.from(`${head}\n`), bytes]);
    await writeFileAtomically(this.#fileOf(question), content).catch(() => {});
  }

  #fileOf(question: string): string {
    const name = sha256OfBytes(question);
    return join(this.#folder, name.slice(0, 2), name.slice(2));
  }
}

function parseHead(text: string): { question?: string; etag?: string; sha256?: string } | undefined {
  try {
    const head: unknown = JSON.parse(text);
    return typeof head === "object" && head !== null ? head : undefined;
  } catch {
    return undefined;
  }
}
