/**
 * So many buffers and no more: whoever wants another waits until one comes back. This bounds what a store holds in memory,
 * however many files it sends at once.
 */
export class BufferPool {
  #left: number;
  readonly #waiting: (() => void)[] = [];
  readonly #free: Buffer[] = [];

  constructor(count: number) {
    this.#left = count;
  }

  async take(sizeBytes: number): Promise<Buffer> {
    if (this.#left > 0) this.#left--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const index = this.#free.findIndex(({ length }) => length === sizeBytes);
    const [buffer] = index === -1 ? [] : this.#free.splice(index, 1);
    if (buffer !== undefined) return buffer;
    // One of another size goes, so that there are never more buffers than places.
    this.#free.shift();
    return Buffer.allocUnsafeSlow(sizeBytes);
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
    const next = this.#waiting.shift();
    if (next === undefined) this.#left++;
    else next();
  }
}
