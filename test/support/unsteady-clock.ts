/** Loaded before a program under test: each look at its clock finds it an hour further back than the one before. */
const HOUR_MS = 3_600_000;
const Now = Date;
let looks = 0;

const unsteadyMs = (): number => Now.now() - HOUR_MS * looks++;

globalThis.Date = class extends Now {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(unsteadyMs());
    else super(...(given as [string]));
  }

  static override now(): number {
    return unsteadyMs();
  }
} as DateConstructor;
