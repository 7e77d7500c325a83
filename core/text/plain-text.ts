/** What most texts consist of: one column each, and no commands. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** All that stands between two words, and line breaks and tabs of every kind among it. */
const SPACES = /[\s\u0085]+/g;
const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]/;

/**
 * Text as one line: a line break or tab is a space, with the spaces around it. Spaces alone stay as they are.
 *
 * @example joinLines("churn \r\n  fraud") // "churn fraud"
 */
export function joinLines(text: string): string {
  return text.replace(SPACES, (spaces) => (BREAK.test(spaces) ? " " : spaces));
}

/**
 * Characters that command a terminal or reorder what is shown: the control characters (C0, DEL, C1), the marks and
 * overrides of text direction (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters) and halves of
 * surrogate pairs.
 */
const COMMANDS = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Untrusted text as one line that a terminal shows and does not obey: line breaks become a space, control characters go.
 *
 * @example plainText("churn\n\u001b[2Jfraud") // "churn [2Jfraud"
 */
export function plainText(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : joinLines(text).replace(COMMANDS, "");
}

/** What terminals draw two columns wide: East Asian Wide and Fullwidth (https://www.unicode.org/reports/tr11/) and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
/** Half-width Katakana and Hangul: one column each, also the sound marks that Unicode joins to the letter before. */
const HALF_WIDE = /^[\uff61-\uffdc]+$/;
const WITHOUT_WIDTH = /^[\p{M}\p{Cf}\p{Cc}]+$/u;

/**
 * How many columns of a terminal `text` takes: letters with their accents one, Chinese, Japanese, Korean and emoji two.
 *
 * @example displayWidth("模型 v1") // 7
 */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    if (HALF_WIDE.test(segment)) width += segment.length;
    else if (!WITHOUT_WIDTH.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}
