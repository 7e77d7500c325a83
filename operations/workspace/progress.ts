/** Tells whoever waits how a long step goes on. All sizes in bytes. */
export interface Progress {
  /** Begins a step such as `hashing` over `totalBytes`; calls of the returned function say how many more are done. */
  step(what: string, totalBytes: number): ProgressStep;
  /** The same over `total` things, each of which may have steps of its own: `importing` over 1,000 `versions`. */
  count(what: string, total: number, things: string): ProgressStep;
}

export interface ProgressStep {
  /** So many more bytes, or things, are done. */
  advance(count: number): void;
  end(): void;
}

/** Says nothing. */
export const silentProgress: Progress = { step: () => silentStep, count: () => silentStep };

const silentStep: ProgressStep = { advance: () => {}, end: () => {} };
