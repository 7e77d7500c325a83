/** How often a request is sent that fails for a passing reason, and how long the waits between are. */
export interface RetrySettings {
  /** The first wait before a repetition; each later one is twice as long. Tests make it short. */
  readonly firstWaitMs?: number;
  /** How often a request is sent in all before its failure stands. */
  readonly attempts?: number;
}

/**
 * The wait after an attempt that failed, in milliseconds.
 *
 * @param attempt 1 for the first
 * @example backoffMs(3, 500) // 2000
 */
export function backoffMs(attempt: number, firstWaitMs: number): number {
  return firstWaitMs * 2 ** (attempt - 1);
}

export async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
