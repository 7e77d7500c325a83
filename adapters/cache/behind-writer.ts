import type { FileHandle } from "node:fs/promises";
import { notWritten } from "../files/atomic.ts";

/** How much is written at once. */
const WRITE_BYTES = 1024 * 1024;

/** Writes behind: while one batch goes to the disk, the next is fetched and hashed. */
export class BehindWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= WRITE_BYTES) await this.#flush();
  }

  /** @throws OutsideError `file-not-written` */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#settled();
  }

  async #flush(): Promise<void> {
    await this.#settled();
    this.#writing = this.#file.writeFile(Buffer.concat(this.#batch));
    // The next call reports it.
    this.#writing.catch(() => {});
    this.#batch = [];
    this.#batchBytes = 0;
  }

  async #settled(): Promise<void> {
    await this.#writing.catch((error: Error) => Promise.reject(notWritten(this.#path, error)));
  }
}
