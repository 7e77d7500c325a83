import { compareText } from "../text/order.ts";
import { modelFolder } from "./names/paths.ts";
import { SourceText } from "../yaml/source-text.ts";

/** Where GitHub looks for it, in this order: the first one that exists counts. */
export const CODEOWNERS_PATHS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** Each registry of a repository has a section of its own. */
function begin(prefix: string): string {
  return `# modelyard: owners of models${prefix === "" ? "" : ` in ${prefix}`}, written by \`modelyard codeowners\``;
}

const END = "# modelyard: end";

/** The repository's CODEOWNERS file. */
export interface CodeOwners {
  readonly path: string;
  readonly source: SourceText;
}

export interface OwnedModel {
  readonly name: string;
  readonly owners: readonly string[];
}

/** The CODEOWNERS file among some files' bytes. */
export function findCodeOwners(contents: ReadonlyMap<string, Uint8Array>): CodeOwners | undefined {
  const path = CODEOWNERS_PATHS.find((candidate) => contents.has(candidate));
  if (path === undefined) return undefined;
  return { path, source: new SourceText(new TextDecoder("utf-8").decode(contents.get(path))) };
}

/**
 * The lines that make GitHub ask a model's owners for review, between two marks, each model's folder on one line.
 *
 * @example codeOwnersSection([{ name: "churn", owners: ["@alice"] }])
 * // "# modelyard: …\n/registry/models/churn/ @alice\n# modelyard: end\n"
 *
 * @param prefix where the registry lies in its repository: empty for the root, else with a closing slash
 */
export function codeOwnersSection(models: readonly OwnedModel[], prefix = ""): string {
  const owned = models.filter(({ owners }) => owners.length > 0).toSorted((a, b) => compareText(a.name, b.name));
  const lines = owned.map(({ name, owners }) => `/${prefix}${modelFolder(name)}/ ${owners.join(" ")}`);
  return [begin(prefix), ...lines, END, ""].join("\n");
}

/** Where our section stands in a CODEOWNERS file, in UTF-16 units; undefined where it has none. */
export function findSection(text: string, prefix = ""): { readonly start: number; readonly end: number } | undefined {
  const start = text.indexOf(begin(prefix));
  if (start === -1) return undefined;
  const end = text.indexOf(END, start);
  if (end === -1) return { start, end: text.length };
  const lineEnd = text.indexOf("\n", end);
  return { start, end: lineEnd === -1 ? text.length : lineEnd + 1 };
}

/** A CODEOWNERS file with our section brought up to date, everything else as it was. */
export function withSection(text: string, section: string, prefix = ""): string {
  const place = findSection(text, prefix);
  if (place !== undefined) return text.slice(0, place.start) + section + text.slice(place.end);
  return text === "" ? section : `${text.endsWith("\n") ? text : `${text}\n`}\n${section}`;
}
