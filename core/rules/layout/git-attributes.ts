import { type Problem, placed } from "../../registry/finding.ts";
import type { AttributesText } from "../../registry/outside.ts";
import { pathPattern } from "../../registry/path-pattern.ts";
import { pathOf } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { REGISTRY_FOLDER } from "../../tree/tree.ts";
import type { RegistryRule } from "../rule.ts";

export const gitAttributes: RegistryRule = {
  name: "git-attributes",
  severity: "error",
  scope: "registry",
  title: "Git checks out and merges registry files as they are",
  why: "With attributes such as `filter`, `ident` or `working-tree-encoding`, a checkout holds other bytes than the commit that was reviewed. With `merge=union`, two promotions of one stage no longer conflict.",
  hint: "Delete the line from .gitattributes, or narrow its pattern so that it matches nothing below registry/.",
  // Such lines are rare, and what they match is only known from all paths.
  reach: ({ after }) =>
    settingsOf(after).length > 0
      ? { paths: after.gitAttributes.map(({ path }) => path), needs: [{ list: [REGISTRY_FOLDER], read: () => true }] }
      : { paths: [] },
  *check(registry: RegistryOutline): Iterable<Problem> {
    const settings = settingsOf(registry);
    if (settings.length === 0) return;
    const paths = [...registry.entries.map(({ path }) => path), ...pathsToCome(registry)];
    for (const { attribute, written, file, start, end } of settingsThatHold(settings, paths)) {
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(start, end)),
        message: `${written} changes registry files ${WHEN[attribute]}`,
        hint: "Delete it, or narrow the pattern so that it matches nothing below registry/.",
      };
    }
  },
};

/** What changes the bytes of a file on their way between commit and checkout, or what a merge makes of it. */
const WHEN = {
  filter: "when git checks them out",
  ident: "when git checks them out",
  "working-tree-encoding": "when git checks them out",
  merge: "when git merges them",
  "export-subst": "when git archives them",
  "export-ignore": "when git archives them",
} as const;

type Attribute = keyof typeof WHEN;

/** An attribute that a line sets or takes away for what its pattern matches. */
interface Setting {
  readonly attribute: Attribute;
  readonly written: string;
  /** Whether it changes anything; `-filter` does not. */
  readonly isOn: boolean;
  readonly matches: (path: string) => boolean;
  readonly file: AttributesText;
  /** Of the line, in the file's text. */
  readonly start: number;
  readonly end: number;
}

/** The settings of such attributes in the order of their lines; none where none of them is on. */
function settingsOf({ gitAttributes: files }: RegistryOutline): readonly Setting[] {
  const lines = files.flatMap(linesOf);
  const macros = new Map<string, readonly string[]>();
  for (const { pattern, words } of lines) {
    const [, macro] = /^\[attr\](.+)$/.exec(pattern) ?? [];
    if (macro !== undefined) macros.set(macro, words);
  }
  const settings: Setting[] = [];
  const matchers = new Map<string, Setting["matches"]>();
  const expanded = new Map<string, readonly string[]>();
  for (const { pattern, words, ...at } of lines) {
    if (/^(?:\[attr\]|[#!])/.test(pattern)) continue;
    const meant = words.flatMap((word) => {
      const known = expanded.get(word) ?? expand(word, macros).filter((each) => readSetting(each) !== undefined);
      expanded.set(word, known);
      return known;
    });
    for (const written of meant) {
      const setting = readSetting(written);
      if (setting === undefined) continue;
      const key = `${String(setting.isOn)} ${pattern}`;
      const matches = matchers.get(key) ?? matcherOf(pattern, { isOn: setting.isOn });
      matchers.set(key, matches);
      settings.push({ ...setting, ...at, written, matches: (path) => matches(at.file.prefix + path) });
    }
  }
  return settings.some(({ isOn }) => isOn) ? settings : [];
}

interface AttributesLine extends Pick<Setting, "file" | "start" | "end"> {
  readonly pattern: string;
  readonly words: readonly string[];
}

function linesOf(file: AttributesText): readonly AttributesLine[] {
  let next = 0;
  return file.source.text.split("\n").flatMap((line) => {
    const start = next;
    next += line.length + 1;
    const [pattern, ...words] = wordsOf(line);
    return pattern === undefined ? [] : [{ pattern, words, file, start, end: start + line.trimEnd().length }];
  });
}

/** A word with all that it stands for: a macro may name others. */
function expand(word: string, macros: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set([word]);
  for (const each of found) for (const meant of macros.get(each) ?? []) found.add(meant);
  return [...found].reverse();
}

/** The pattern, which may be in quotes, and the attributes. */
function wordsOf(line: string): readonly string[] {
  const quoted = /^\s*("(?:[^"\\]|\\.)*")(.*)$/.exec(line);
  const rest = (quoted?.[2] ?? line).split(/[ \t\r]+/).filter((word) => word !== "");
  return quoted === null ? rest : [unquoted(quoted[1] ?? ""), ...rest];
}

/** As C quotes text; what is not understood there matches everything, so that nothing is missed. */
function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  return /\\[^"\\]/.test(inner) ? "*" : inner.replaceAll(/\\(["\\])/g, "$1");
}

function readSetting(word: string): Pick<Setting, "attribute" | "isOn"> | undefined {
  const [, sign = "", name = "", value] = /^([-!]?)([^=]+)(?:=(.*))?$/.exec(word) ?? [];
  if (!Object.hasOwn(WHEN, name)) return undefined;
  const attribute = name as Attribute;
  // "merge" by itself and "merge=text" are how git merges anyway; "merge=binary" always conflicts.
  const isUsual = attribute === "merge" && [undefined, "text", "binary"].includes(value);
  return { attribute, isOn: sign === "" && !isUsual };
}

/**
 * A line that matches a folder counts for all that is in it here, which git does only for archives: rather too much. One
 * that takes an attribute away counts for what git says that it matches, and rather for too little.
 */
function matcherOf(pattern: string, { isOn }: { readonly isOn: boolean }): Setting["matches"] {
  const known = pathPattern(pattern);
  // What is not known counts for everything where it changes files, so that nothing is missed.
  if (known === undefined) return () => isOn;
  const matches = (path: string) => path !== "" && known(path);
  if (isOn || /^\*{1,2}$|\/\*\*$/.test(pattern)) return matches;
  return (path) => matches(path) && !foldersOf(path).some(matches);
}

function foldersOf(path: string): readonly string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => `${names.slice(0, index + 1).join("/")}/`);
}

/** The settings that are on for one of the paths in the end: of each attribute the last line that matches counts. */
function settingsThatHold(settings: readonly Setting[], paths: readonly string[]): ReadonlySet<Setting> {
  const holding = new Set<Setting>();
  for (const path of paths) {
    const open = new Set(settings.map(({ attribute }) => attribute));
    for (let index = settings.length - 1; index >= 0 && open.size > 0; index--) {
      const setting = settings[index];
      if (setting === undefined || !open.has(setting.attribute) || !setting.matches(path)) continue;
      open.delete(setting.attribute);
      if (setting.isOn) holding.add(setting);
    }
  }
  return holding;
}

/** Paths that the registry may get: what matches them now would change them then. */
function pathsToCome({ models, datasets }: RegistryOutline): readonly string[] {
  const version = "0.0.0";
  const model = [...models.keys(), "a-model"].flatMap((name) => [
    pathOf({ kind: "model", model: name }),
    pathOf({ kind: "model-version", model: name, version }),
    pathOf({ kind: "stage", model: name, stage: "a-stage" }),
    pathOf({ kind: "status", model: name, version }),
  ]);
  const dataset = [...datasets.keys(), "a-dataset"].flatMap((name) => [
    pathOf({ kind: "dataset", dataset: name }),
    pathOf({ kind: "dataset-version", dataset: name, version }),
  ]);
  return [pathOf({ kind: "registry" }), ...model, ...dataset];
}
