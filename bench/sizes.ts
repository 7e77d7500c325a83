/** How much is generated and how often each thing is measured. */
export interface Sizes {
  readonly name: string;
  readonly bigVersions: number;
  readonly smallVersions: number;
  /** A registry that is read without any cache, and once more by the `yaml` package for comparison. */
  readonly coldVersions: number;
  readonly historyCommits: number;
  readonly transferMib: number;
  readonly gtoVersions: number;
  /** Whether to install GTO where it is missing: that takes a while. */
  readonly installGto: boolean;
  /** Turns for what takes a second or more, and for what is quicker. */
  readonly turns: number;
  readonly quickTurns: number;
}

/** The sizes that the targets are about. */
export const FULL: Sizes = {
  name: "full",
  bigVersions: 100_000,
  smallVersions: 100,
  // With their models and stages some 10,000 files.
  coldVersions: 6_900,
  historyCommits: 10_000,
  transferMib: 1024,
  gtoVersions: 1_500,
  installGto: true,
  turns: 3,
  quickTurns: 15,
};

/** A minute's worth: the same jobs on less. */
export const QUICK: Sizes = {
  name: "quick",
  bigVersions: 6_000,
  smallVersions: 100,
  coldVersions: 690,
  historyCommits: 2_000,
  transferMib: 128,
  gtoVersions: 300,
  installGto: false,
  turns: 2,
  quickTurns: 5,
};

/** Next to nothing: whether everything runs, not how fast. */
export const SMOKE: Sizes = {
  name: "smoke",
  bigVersions: 40,
  smallVersions: 10,
  coldVersions: 20,
  historyCommits: 20,
  transferMib: 1,
  gtoVersions: 20,
  installGto: false,
  turns: 1,
  quickTurns: 1,
};
