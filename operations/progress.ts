/** Tells whoever waits how a long step goes on. All sizes in bytes. */
export interface Progress {
  /** Begins a step such as `hashing` over `totalBytes`; calls of the returned function say how many more are done. */
  step(what: string, totalBytes: number): ProgressStep;
}

export interface ProgressStep {
  advance(bytes: number): void;
  end(): void;
}

/** Says nothing. */
export const silentProgress: Progress = { step: () => ({ advance: () => {}, end: () => {} }) };
