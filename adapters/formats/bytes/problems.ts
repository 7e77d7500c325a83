import { HeaderProblem } from "./header-problem.ts";

/** What a person should know of a file: one sentence. */
export interface Problem {
  readonly message: string;
}

const MAX_PROBLEMS = 20;
const MAX_COUNTED = 1000;
const MAX_QUOTED_CHARS = 80;

/** Text of the file inside a message: in quotes, without control characters, cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text);
}

/** Collects what is wrong with one file; a hostile one does not fill the report. */
export class Problems {
  readonly #messages = new Set<string>();
  #left = 0;
  #refusal: string | undefined;

  /** @throws HeaderProblem when there are so many that the file is not worth reading on */
  add(message: string): void {
    if (this.#left >= MAX_COUNTED) throw new HeaderProblem("It has too many faults to look at the rest.", "limit");
    this.#note(message);
  }

  /**
   * Adds what makes the file something else than a whole and harmless file of its format: it breaks off, bytes belong to
   * nothing, part of it was not looked at, or it holds a program that its own library runs. A file that would count as
   * safe is `unknown` then, for this reason.
   *
   * @throws HeaderProblem as `add`
   */
  refuse(message: string): void {
    this.#refusal ??= message;
    this.add(message);
  }

  /** The first reason why the file must not count as safe. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  #note(message: string): void {
    if (this.#messages.size < MAX_PROBLEMS || this.#messages.has(message)) this.#messages.add(message);
    else this.#left++;
  }

  /** What `read` returns; undefined, and a refusal, when the header is broken where it reads. */
  async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof HeaderProblem)) throw error;
      this.#refusal ??= error.message;
      this.#note(error.message);
      return undefined;
    }
  }

  list(): readonly Problem[] {
    const messages = [...this.#messages];
    if (this.#left > MAX_COUNTED) messages.push(`There are more than ${MAX_COUNTED} more; the rest was not looked at.`);
    else if (this.#left > 0) messages.push(`There are ${this.#left} more.`);
    return messages.map((message) => ({ message }));
  }
}
