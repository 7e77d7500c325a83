import { PassThrough } from "node:stream";
import { gitFailure, tryGit } from "../git.ts";

/** What git says of an object. */
export interface ObjectHeader {
  readonly id: string;
  /** `blob`, `tree`, `commit` or `tag`. */
  readonly type: string;
  readonly sizeBytes: number;
}

export interface GitObject extends ObjectHeader {
  readonly bytes: Buffer;
}

/**
 * In a registry of many models each commit has a large folder, for which the C library on Linux gets memory from the
 * system and gives it back at once. Keeping it halves the time of a walk; other systems pass this over.
 */
export const KEEP_MEMORY = { MALLOC_MMAP_THRESHOLD_: "67108864", MALLOC_TRIM_THRESHOLD_: "268435456" };

const COMMAND = ["cat-file", "--batch-command", "--buffer"];
const LINE_BREAK = 10;

/** Objects that are asked for at once. */
interface Question {
  readonly wants: "info" | "contents";
  readonly names: readonly string[];
  readonly found: Map<string, GitObject>;
  /** How many of the names were answered. */
  answered: number;
  readonly resolve: (found: ReadonlyMap<string, GitObject>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One `git cat-file --batch-command` that answers until it is closed: a process for each question would cost more than
 * most answers, and what git took apart for one, such as a large folder, it has at hand for the next.
 *
 * An object is asked for by its id, or by a place such as `<commit>:<path>`. Answers are by these names, without those
 * that name nothing. All methods throw OutsideError `git-failed` or `git-interrupted`.
 *
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export class GitObjects {
  readonly #input = new PassThrough();
  readonly #ended: Promise<void>;
  readonly #questions: Question[] = [];
  #failure: Error | undefined;
  /** What git wrote and nobody could read yet, because it is less than `#wantedBytes`. */
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  #wantedBytes = 1;

  /** @param folder in a git repository */
  constructor(folder: string) {
    const onOutput = (chunk: Buffer) => this.#take(chunk);
    const answer = tryGit(COMMAND, { cwd: folder, input: this.#input, onOutput, environment: KEEP_MEMORY });
    this.#ended = answer.then(
      (ended) => this.#end(gitFailure(COMMAND, ended)),
      (error: Error) => this.#end(error),
    );
  }

  /** What the objects are, and how large, without their bytes. */
  async describe(names: Iterable<string>): Promise<ReadonlyMap<string, ObjectHeader>> {
    return this.#ask("info", names);
  }

  /** The objects with their bytes. */
  async read(names: Iterable<string>): Promise<ReadonlyMap<string, GitObject>> {
    return this.#ask("contents", names);
  }

  /** Ends git; nothing can be asked for any more. */
  async close(): Promise<void> {
    this.#failure ??= new Error("objects are asked for that were closed");
    this.#input.end();
    await this.#ended;
  }

  async #ask(wants: Question["wants"], names: Iterable<string>): Promise<ReadonlyMap<string, GitObject>> {
    if (this.#failure !== undefined) throw this.#failure;
    // A line break would make it two questions.
    const askable = [...new Set(names)].filter((name) => !name.includes("\n"));
    if (askable.length === 0) return new Map();
    return new Promise((resolve, reject) => {
      this.#questions.push({ wants, names: askable, found: new Map(), answered: 0, resolve, reject });
      this.#input.write(`${askable.map((name) => `${wants} ${name}\n`).join("")}flush\n`);
    });
  }

  #take(chunk: Buffer): void {
    this.#unread.push(chunk);
    this.#unreadBytes += chunk.length;
    if (this.#unreadBytes < this.#wantedBytes) return;
    const bytes = this.#unread.length === 1 ? chunk : Buffer.concat(this.#unread);
    let read = 0;
    while (read < bytes.length) {
      const answer = this.#readAnswer(bytes, read);
      if (answer === undefined) break;
      read = answer;
    }
    this.#unread = read === bytes.length ? [] : [bytes.subarray(read)];
    this.#unreadBytes = bytes.length - read;
  }

  /** Reads the answer that begins at `start`, and returns where the next one does; undefined where it is not all there. */
  #readAnswer(bytes: Buffer, start: number): number | undefined {
    const question = this.#questions[0];
    const lineEnd = bytes.indexOf(LINE_BREAK, start);
    if (question === undefined || lineEnd === -1) return this.#want(bytes.length - start + 1);
    const header = bytes.toString("utf8", start, lineEnd);
    // Anything else is the name and `missing` or `ambiguous`.
    const [, id, type = "", size = ""] = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)$/.exec(header) ?? [];
    const sizeBytes = Number(size);
    const hasBytes = id !== undefined && question.wants === "contents";
    const end = hasBytes ? lineEnd + 1 + sizeBytes : lineEnd;
    if (end >= bytes.length) return this.#want(end + 1 - start);
    this.#want(1);
    if (id !== undefined) {
      const content = hasBytes ? bytes.subarray(lineEnd + 1, end) : Buffer.alloc(0);
      question.found.set(question.names[question.answered] ?? "", { id, type, sizeBytes, bytes: content });
    }
    question.answered += 1;
    if (question.answered === question.names.length) this.#questions.shift()?.resolve(question.found);
    return end + 1;
  }

  #want(bytes: number): undefined {
    this.#wantedBytes = bytes;
  }

  #end(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#questions.splice(0)) reject(error);
  }
}

/** Lets `work` ask for objects of the repository of `folder`. */
export async function withObjects<T>(folder: string, work: (objects: GitObjects) => Promise<T>): Promise<T> {
  const objects = new GitObjects(folder);
  try {
    return await work(objects);
  } finally {
    await objects.close();
  }
}
