/**
 * Runs `work`, in which errors get no stack trace. A YAML reader makes an error for each mistake, most of its time goes into
 * their traces, and a damaged file has a hundred thousand mistakes.
 */
export function withoutStacks<Value>(work: () => Value): Value {
  // V8's; elsewhere it is a property that nobody reads.
  const errors = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    if (stackTraceLimit !== undefined) errors.stackTraceLimit = stackTraceLimit;
  }
}
