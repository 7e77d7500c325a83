/**
 * How readers of YAML 1.1 and 1.2 take a scalar without quotes. Sources: https://yaml.org/spec/1.2.2/#103-core-schema,
 * https://yaml.org/type/ (1.1), and what readers in use do: those of Python want a point and a signed exponent in a float.
 */

/** Numbers that every reader takes for the same number. */
const NUMBER_FOR_ALL = /^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+][0-9]+)?)?$/;
const NUMBER_IN_1_2 = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const DATE =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?$/;

/** Forms that readers differ on, with what those of YAML 1.1 make of them. */
const DISPUTED: readonly (readonly [RegExp, (written: string) => string])[] = [
  [/^(?:[yY]|yes|Yes|YES|on|On|ON)$/, () => "true"],
  [/^(?:[nN]|no|No|NO|off|Off|OFF)$/, () => "false"],
  [DATE, (written) => (written.includes(":") ? "a time" : "a date")],
  [/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/, (written) => `the number ${sexagesimal(written)}`],
  [/^[-+]?0[0-7_]+$/, (written) => `the number ${signed(written, 0, 8)}`],
  [/^[-+]?0[bB][01_]+$/, (written) => `the number ${signed(written, 2, 2)}`],
  [/^[-+]?0[xX][0-9a-fA-F_]+$/, (written) => `the number ${signed(written, 2, 16)}`],
  [/^[-+]?0o[0-7]+$/, () => "text"],
  [/^[-+]?0O[0-7]+$/, () => "a number"],
  [/^[-+]?0[0-9]+$/, () => "text"],
  [/^[-+]?[0-9][0-9_,]*$/, (written) => `the number ${written.replaceAll(/[_,]/g, "")}`],
  [
    /^[-+]?(?:[0-9][0-9_,]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
    (written) => (NUMBER_IN_1_2.test(written) ? "text" : "a number"),
  ],
  [/^[-+]?(?:[0-9][0-9_,]*)?\.[0-9_]*$/, (written) => (NUMBER_IN_1_2.test(written) ? "text" : "a number")],
  [/^=$/, () => "a default value"],
  [/^<<$/, () => "a merge key"],
];

/**
 * What some readers take the plain scalar `written` for while others do not; undefined where all agree.
 *
 * @example disputedReading("no") // "false"
 * @example disputedReading("1.10") // undefined: a number, everywhere
 */
export function disputedReading(written: string): string | undefined {
  if (NUMBER_FOR_ALL.test(written) || NOT_FINITE.test(written)) return undefined;
  return DISPUTED.find(([form]) => form.test(written))?.[1](written) ?? numberInGo(written);
}

/** Readers in Go leave all underscores out where a text begins as a number does, and look again. */
function numberInGo(written: string): string | undefined {
  if (!written.includes("_") || !/^[-+.0-9]/.test(written)) return undefined;
  const bare = written.replaceAll("_", "");
  return NUMBER_IN_1_2.test(bare) || /^[-+]?0[xXbBoO][0-9a-fA-F]+$/.test(bare) ? "a number" : undefined;
}

/**
 * A finite number as every YAML reader takes it.
 *
 * @example numberText(1e-7) // "1.0e-7": without the point, some readers take it for text
 * @example numberText(2 ** 60) // "1.152921504606847e+18": as a whole number it would claim digits that it has not
 */
export function numberText(value: number): string {
  const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  const text = isInexact ? value.toExponential() : String(value);
  return text.replace(/^(-?[0-9]+)e/, "$1.0e");
}

/**
 * `text` as it may stand in a YAML file: plain where every reader takes that for the same text, else in double quotes.
 *
 * @example textLiteral("production") // production
 * @example textLiteral("no") // "no", with the quotes
 */
export function textLiteral(text: string): string {
  const isPlain = /^[a-z][a-z_-]*$/.test(text) && !/^(?:true|false|null)$/.test(text);
  return isPlain && disputedReading(text) === undefined ? text : JSON.stringify(text);
}

function signed(written: string, prefixLength: number, radix: number): string {
  const digits = written.replace(/^[-+]/, "").slice(prefixLength).replaceAll("_", "");
  return `${written.startsWith("-") ? "-" : ""}${Number.parseInt(digits, radix)}`;
}

/** Base 60: `1:30` is 90. */
function sexagesimal(written: string): string {
  const parts = written.replace(/^[-+]/, "").replaceAll("_", "").split(":");
  const total = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return `${written.startsWith("-") ? "-" : ""}${total}`;
}
