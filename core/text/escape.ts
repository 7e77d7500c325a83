import { joinLines } from "./plain-text.ts";
import { withoutTrailing } from "./trailing.ts";

/**
 * Characters that nobody sees and that act all the same: controls, format characters (text direction, joiners, tags)
 * and halves of surrogate pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Joiners where a script or an emoji is not written right without them. */
const NEEDED =
  /(?<=[\p{Lo}\p{M}])[\u200c\u200d](?=[\p{Lo}\p{M}])|(?<=[\p{Emoji}\ufe0f])\u200d(?=\p{Extended_Pictographic})/gu;

/**
 * Untrusted text as one line that a terminal shows and does not obey: line breaks become a space, and what cannot be
 * seen is written out.
 *
 * @example escapeTerminal("churn\n\u001b[2Jfraud") // "churn \\u{1b}[2Jfraud"
 */
export function escapeTerminal(text: string): string {
  const line = joinLines(text);
  const kept = new Set([...line.matchAll(NEEDED)].map(({ index }) => index));
  return line.replace(UNSEEN, (character, index: number) =>
    kept.has(index) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * `escapeTerminal` for a text of any length. It is cut before it is escaped, which makes control characters eight times as
 * long, and after that.
 *
 * @example escapeStart("\u0001\u0001", 8) // "\\u{1}\\u…"
 */
export function escapeStart(text: string, most: number): string {
  return shorten(escapeTerminal(shorten(text, most)), most);
}

/**
 * `escapeTerminal` for text of several lines, such as a file.
 *
 * @example escapeTerminalLines("a: 1\nb: \u001b[2J\n") // "a: 1\nb: \\u{1b}[2J\n"
 */
export function escapeTerminalLines(text: string): string {
  return text.split("\n").map(escapeTerminal).join("\n");
}

/**
 * Untrusted text within a line of Markdown, as a reader sees it and with nothing live in it: no link, image, HTML,
 * mention, reference to an issue or commit, emoji code, emphasis, formula or table border. A word that could be any of
 * these becomes code, which GitHub leaves alone (https://github.github.com/gfm/,
 * https://docs.github.com/get-started/writing-on-github): unlike backslashes and entities, which the filters for mentions
 * and references see through. What stands between backticks already stays code.
 *
 * @example escapeMarkdown("see #12 (@alice), or `name`") // "see `#12` (`@alice`), or `name`"
 */
export function escapeMarkdown(text: string): string {
  const line = escapeTerminal(text).replaceAll(/\s+/gu, " ");
  const words = line.match(WORDS) ?? [];
  return words.map(escapeWord).join(" ").trim();
}

const BEFORE = `[("'“‘„«]*`;
const CODE = "`[^`|\\s](?:[^`|]*[^`|\\s])?`";

const LEADING = new RegExp(`^${BEFORE}`, "u");
const TRAILING = `)"'”’»,;.:!?…`;
const AFTER = `[${TRAILING}]*`;
/** Code with the punctuation around it, or what stands between two spaces. */
const WORDS = new RegExp(`${BEFORE}${CODE}${AFTER}(?=\\s|$)|\\S+`, "gu");
const WHOLLY_CODE = new RegExp(`^${CODE}$`, "u");

function escapeWord(word: string, index: number): string {
  // At a line's beginning it would number a list.
  if (index === 0 && /^\p{Nd}+[.)]$/u.test(word)) return markdownCode(word);
  // Brackets and quotes may stand before a word, and punctuation after it.
  const before = LEADING.exec(word)?.[0] ?? "";
  const core = withoutTrailing(word.slice(before.length), TRAILING);
  const after = word.slice(before.length + core.length);
  if (core === "" || isInert(core) || WHOLLY_CODE.test(core)) return word;
  return `${before}${markdownCode(core)}${after}`;
}

/** Letters, digits, all beyond ASCII, and the punctuation that means nothing inside a word. */
const PLAIN = /^(?:[A-Za-z0-9.,;'"/%()?!+-]|[^\p{ASCII}]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))+$/u;
const CLOCK_TIME = /^[0-9]{1,2}:[0-9]{2}$/;
const LIST_OR_RULE = /^[+-]+$/;
const LIVE = /www\.|GH-[0-9]|[0-9a-f]{7}/i;

function isInert(word: string): boolean {
  return CLOCK_TIME.test(word) || (PLAIN.test(word) && !LIST_OR_RULE.test(word) && !LIVE.test(word));
}

/**
 * Untrusted text as code in Markdown, in a table or outside one.
 *
 * @example markdownCode("@alice") // "`@alice`"
 */
export function markdownCode(text: string): string {
  const shown = escapeTerminal(text).trim();
  if (!/[`|]/.test(shown)) return shown === "" ? "" : `\`${shown}\``;
  // A code span knows no escapes: a backtick would end it, and a bar would end its table's cell. As entities they do neither.
  return shown.replace(/[^`|\s]+|[`|]/gu, (part) => (/[`|]/.test(part) ? `&#${part.codePointAt(0)};` : `\`${part}\``));
}

/**
 * The beginning of a text that is too long to be shown.
 *
 * @example shorten("churn", 4) // "chu…"
 */
export function shorten(text: string, most: number): string {
  // Far more than `most` characters are never looked at: the text may have been made to be long.
  const characters = Array.from(text.slice(0, most * 2 + 2));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
