/** A sentence takes fewer than a list by itself. */
const MAX_WORDS = { and: 8, or: 8, ",": 20 };

/**
 * Joins words, of which a thousand must not fill the screen.
 *
 * @param joint stands before the last one in a sentence; a comma where they stand by themselves, as after a colon
 * @example listing(["1.2.0", "1.3.0", "1.3.1"], "and") // "1.2.0, 1.3.0 and 1.3.1"
 * @example listing(["1.2.0", "1.3.0", "1.3.1"], "or", 1) // "1.2.0 or 2 more"
 */
export function listing(words: readonly string[], joint: "and" | "or" | ",", most = MAX_WORDS[joint]): string {
  const rest = words.length - most;
  if (rest > 0) return `${words.slice(0, most).join(", ")} ${joint === "," ? "and" : joint} ${rest} more`;
  if (joint === "," || words.length < 2) return words.join(", ");
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}

const MAX_VERSIONS = 8;

/**
 * Versions for a sentence, of many the highest.
 *
 * @param versions from the lowest to the highest
 * @example listVersions(["1.2.0", "1.3.0"]) // "1.2.0 and 1.3.0"
 */
export function listVersions(versions: readonly string[]): string {
  if (versions.length <= MAX_VERSIONS) return listing(versions, "and");
  return `${versions.length} versions, the highest ${listing(versions.slice(-3), "and")}`;
}
