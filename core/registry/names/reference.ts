import { isName } from "./names.ts";

/** A parsed reference: which model, and how the version is chosen. What a selector means may depend on the registry. */
export interface Reference {
  readonly text: string;
  /** In MLflow's form, it may also be an alias, in any letters. */
  readonly model: string;
  readonly selector: Selector;
}

export type Selector =
  | { readonly by: "latest" }
  /** A version, a stage or a range, whichever the registry has under this text, in this order. */
  | { readonly by: "name"; readonly name: string }
  /** What looks like a range such as `^1.2`; whether it is one, the reader of ranges says. */
  | { readonly by: "range"; readonly range: string }
  /** MLflow's `models:/churn/Production` and `models:/churn@champion`: stages ignoring case. */
  | { readonly by: "stage"; readonly stage: string }
  /** MLflow's `models:/churn/3`: an integer version, or the integer derived from a semantic one. */
  | { readonly by: "integer"; readonly integer: number };

/**
 * Parses a reference in any of its forms.
 *
 * @returns a sentence that says what is wrong where the text is none
 * @example parseReference("churn@production")
 * @example parseReference("churn@^1.2")
 * @example parseReference("models:/churn/Production")
 */
export function parseReference(text: string): Reference | string {
  if (text.startsWith("models:")) return parseMlflow(text);
  const at = text.indexOf("@");
  if (at === -1) return `${JSON.stringify(text)} names no version or stage: write MODEL@VERSION or MODEL@STAGE`;
  const model = text.slice(0, at);
  const chosen = text.slice(at + 1);
  if (!isName(model)) return notAName(model);
  if (chosen === "latest") return { text, model, selector: { by: "latest" } };
  if (/^[0-9A-Za-z][0-9A-Za-z._-]*$/.test(chosen)) return { text, model, selector: { by: "name", name: chosen } };
  if (RANGE_LIKE.test(chosen)) return { text, model, selector: { by: "range", range: chosen } };
  return notChosen(chosen);
}

function notAName(text: string): string {
  return `${JSON.stringify(text)} is not a model's name`;
}

/** The characters of a version range, of which at least one is no space. */
const RANGE_LIKE = /^ *[-0-9A-Za-z.^~<>=|*+][-0-9A-Za-z.^~<>=|*+ ]*$/;

/** What is wrong with a text behind the `@` that chooses nothing. */
export function notChosen(text: string): string {
  return `${JSON.stringify(text)} is neither a version, a stage, "latest" nor a version range`;
}

/** What MLflow takes for a name, so far as none is longer than any that it keeps. */
const FOREIGN_NAME = /^[^/@:]{1,256}$/;

/** MLflow's URIs: `models:/NAME/VERSION`, `models:/NAME/STAGE`, `models:/NAME/latest`, `models:/NAME@ALIAS`. */
function parseMlflow(text: string): Reference | string {
  const match = /^models:\/+([^/@]+)(?:\/([^/@]+)|@([^/@]+))$/.exec(text);
  const [, model = "", suffix, alias] = match ?? [];
  if (match === null)
    return `${JSON.stringify(text)} is not of the form models:/NAME/VERSION, models:/NAME/STAGE or models:/NAME@ALIAS`;
  if (!FOREIGN_NAME.test(model)) return notAName(model);
  if (alias !== undefined) return { text, model, selector: { by: "stage", stage: alias } };
  if (suffix === undefined) return `${JSON.stringify(text)} names no version or stage`;
  if (suffix.toLowerCase() === "latest") return { text, model, selector: { by: "latest" } };
  if (/^[0-9]{1,15}$/.test(suffix)) return { text, model, selector: { by: "integer", integer: Number(suffix) } };
  return { text, model, selector: { by: "stage", stage: suffix } };
}
