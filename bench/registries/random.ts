/** Numbers that look random and are the same in every run (mulberry32), so that two runs measure the same files. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A number with at most `digits` digits after the point, in [low, high). */
  decimal(low: number, high: number, digits: number): string {
    return String(Number((low + this.next() * (high - low)).toFixed(digits)));
  }

  /** A whole number in [low, high). */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low));
  }

  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.integer(0, 0x1000_0000).toString(16).padStart(7, "0");
    return text.slice(0, digits);
  }

  oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.integer(0, values.length)] ?? values[0];
  }
}
