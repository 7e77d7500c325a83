import ignore from "ignore";

/** Patterns become regular expressions that go back at each star: with more of them, a short path takes hours. */
const MAX_STARS = 4;
const MAX_PATTERN_LENGTH = 1000;

/**
 * Whether paths match a pattern as git writes it in `.gitignore`. A line that matches a folder counts for all that is in it.
 *
 * @returns undefined for a pattern that was made to cost time, or is none
 * @example pathPattern("registry/*")?.("registry/registry.yaml") // true
 */
export function pathPattern(pattern: string): ((path: string) => boolean) | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH || (pattern.match(/\*+/g)?.length ?? 0) > MAX_STARS) return undefined;
  const matcher = ignore().add(pattern);
  return (path) => matcher.ignores(path);
}
