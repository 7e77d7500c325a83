/** Loaded before a program under test: for it, it is later than it is, by so many milliseconds. */
const laterMs = Number(process.env["LATER_MS"]);
const Now = Date;

globalThis.Date = class extends Now {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(Now.now() + laterMs);
    else super(...(given as [string]));
  }

  static override now(): number {
    return Now.now() + laterMs;
  }
} as DateConstructor;
