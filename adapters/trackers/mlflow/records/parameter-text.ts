import type { ParameterValue } from "../../../../core/drafts/draft-parts.ts";

/** Python's own way to write an integer or a float, so that the text follows from the number again. */
const pythonInteger = /^(?:0|-?[1-9]\d*)$/;
const pythonFloat = /^-?(?:0|[1-9]\d*)\.(?:0|\d*[1-9])$|^-?[1-9](?:\.\d*[1-9])?e[+-]\d{2,3}$/;

/**
 * MLflow keeps parameters as the text that Python's `str` gave. What can only have been a number, a boolean or None
 * becomes one again; everything else, such as a version `1.10` or a digest, stays text.
 *
 * @example
 * parameterFromText("1e-05"); // 0.00001
 * parameterFromText("1.10"); // "1.10"
 */
export function parameterFromText(text: string): ParameterValue {
  if (text === "True") return true;
  if (text === "False") return false;
  if (text === "None") return null;
  const number = Number(text);
  if (pythonInteger.test(text) && Number.isSafeInteger(number)) return number;
  const digits = (text.split("e", 1)[0] ?? "").replaceAll(/\D/g, "").replace(/^0+/, "");
  return pythonFloat.test(text) && digits.length <= 17 && Number.isFinite(number) ? number : text;
}
