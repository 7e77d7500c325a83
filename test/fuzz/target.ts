/** Bytes to try, and which valid input they were made from. */
export interface Input {
  readonly seed: string;
  readonly bytes: Uint8Array;
}

/** Something that reads untrusted bytes. */
export interface Target {
  readonly name: string;
  /** Valid inputs by name; what the name means is the target's own affair. */
  seeds(): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Fragments that lead deeper than random bytes would. */
  readonly words: readonly string[];
  /**
   * Reads one input. A `ModelyardError` is an answer; whatever else is thrown is a fault.
   *
   * @param folder An empty folder, the only one that may be written to.
   */
  run(input: Input, folder: string): Promise<void>;
}

// Tabs and line ends are text; direction marks and the rest of the control characters are not.
const UNREADABLE = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** @throws Error where people would be shown a control character */
export function expectReadable(what: string, text: string): void {
  const at = text.search(UNREADABLE);
  if (at === -1) return;
  throw new Error(
    `${what} shows U+${text.charCodeAt(at).toString(16)}: ${JSON.stringify(text.slice(at - 40, at + 40))}`,
  );
}
