import { HeaderProblem } from "./header-problem.ts";

/** What a person should know of a file: one sentence. */
export interface Problem {
  readonly message: string;
}

const maxProblems = 20;
const maxCounted = 1000;
const maxQuotedChars = 80;

/** Text of the file inside a message: in quotes, without control characters, cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > maxQuotedChars ? `${text.slice(0, maxQuotedChars)}…` : text);
}

/** Collects what is wrong with one file; a hostile one does not fill the report. */
export class Problems {
  readonly #messages = new Set<string>();
  #left = 0;

  /** @throws HeaderProblem when there are so many that the file is not worth reading on */
  add(message: string): void {
    if (this.#left >= maxCounted) throw new HeaderProblem("It has too many faults to look at the rest.", "limit");
    this.#note(message);
  }

  #note(message: string): void {
    if (this.#messages.size < maxProblems || this.#messages.has(message)) this.#messages.add(message);
    else this.#left++;
  }

  /** What `read` returns; undefined, and a problem, when the header is broken where it reads. */
  async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof HeaderProblem)) throw error;
      this.#note(error.message);
      return undefined;
    }
  }

  list(): readonly Problem[] {
    const messages = [...this.#messages];
    if (this.#left > maxCounted) messages.push(`There are more than ${maxCounted} more; the rest was not looked at.`);
    else if (this.#left > 0) messages.push(`There are ${this.#left} more.`);
    return messages.map((message) => ({ message }));
  }
}
