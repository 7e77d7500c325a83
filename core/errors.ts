import type { ErrorCode } from "./error-codes.ts";

/** What an error says: a stable code, what happened, what to do about it, and where. */
export interface ErrorDetails {
  /** Stable and kebab-case, so that scripts can tell errors apart. */
  readonly code: ErrorCode;
  /** What happened, as one sentence that names the thing. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** The file or address that it is about. */
  readonly path?: string | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The family of errors that end a command with a message instead of a stack trace.
 * What is wrong in a registry's files is a finding, not one of these.
 */
export abstract class ModelyardError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly path: string | undefined;
  readonly line: number | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
    this.path = details.path;
    this.line = details.line;
  }
}

/**
 * Wrong use, or an input that cannot be read as what it was given for: the user can put it right.
 *
 * @example
 * throw new InputError({
 *   code: "file-invalid",
 *   message: "metrics.json is not valid JSON: expected ',' at line 3",
 *   hint: "Write it again, or name another file with --metrics.",
 *   path: "metrics.json",
 *   line: 3,
 * });
 */
export class InputError extends ModelyardError {}

/** The network, the disk, a server or another program failed: trying again may help. */
export class OutsideError extends ModelyardError {}
