import type { Identity } from "./paths.ts";

const NAME = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Device names that Windows opens instead of a file, whatever the extension; raised digits count as digits. */
const WINDOWS_RESERVED = new Set([
  "con",
  "conin$",
  "conout$",
  "prn",
  "aux",
  "nul",
  ...Array.from("0123456789¹²³").flatMap((digit) => [`com${digit}`, `lpt${digit}`]),
]);

/** Whether a path segment, ignoring case and extension, is one that Windows cannot store. */
export function isReservedOnWindows(segment: string): boolean {
  const stem = segment.split(/[.:]/, 1)[0] ?? "";
  return WINDOWS_RESERVED.has(stem.trimEnd().toLowerCase()) || /[ .]$/.test(segment);
}

/**
 * Whether `text` may name a model, dataset or stage: lower-case letters, digits, `-` and `_`, at most 64,
 * and nothing that Windows reserves.
 *
 * @example isName("churn-eu") // true
 */
export function isName(text: string): boolean {
  return NAME.test(text) && !isReservedOnWindows(text);
}

/** A name in a file's path that cannot be one. */
export interface InvalidName {
  /** What the path names: `model`, `version`, … and the key that repeats it inside the file. */
  readonly of: keyof Names;
  readonly key: string;
  readonly name: string;
  /** Whether Windows is what refuses it. */
  readonly reserved: boolean;
}

/** The names in a path that are none; a version may be written in more ways than a name. */
export function invalidNames(identity: Identity): readonly InvalidName[] {
  const { kind, ...names } = identity;
  return Object.entries(names as Names).flatMap(([of, name]) => {
    const isGood = of === "version" ? isVersionText(name) : isName(name);
    if (isGood) return [];
    const key = kind === "model" || kind === "dataset" ? "name" : of;
    return [{ of: of as InvalidName["of"], key, name, reserved: isReservedOnWindows(name) }];
  });
}

type Names = Partial<Record<"model" | "dataset" | "stage" | "version", string>>;

function isVersionText(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z.-]{0,127}$/.test(text) && !isReservedOnWindows(text);
}
