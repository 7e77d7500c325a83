/** Something that whoever ran the command can put right: shown as its message alone, without a stack trace. */
export class Failure extends Error {
  readonly exitCode: number = 1;
}

/** The command line is wrong. */
export class UsageError extends Failure {
  override readonly exitCode = 2;
}
