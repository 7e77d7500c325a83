import { findFormat, formatRunsCode } from "./catalogue.ts";
import type { Gates } from "../../schemas/generated/types.ts";
import { compareText } from "../text/order.ts";

/** What `formats` says, for one model. */
export interface FormatPolicy {
  /** Formats that run code when loaded are refused, except for those that are granted. */
  readonly safe: boolean;
  /** Formats that run code when loaded and are taken all the same, sorted. */
  readonly granted: readonly string[];
  /** The only formats that a model may be of; undefined: any that runs no code. Descriptions are always taken. */
  readonly only: readonly string[] | undefined;
}

type Setting = Gates["formats"];

/** Texts and pictures that lie beside a model and are none: no list of model formats refuses them. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(
  "mlflow-model yaml json toml csv text png jpeg parquet arrow".split(" "),
);

/** In a list: all formats that run nothing when loaded. */
export const SAFE = "safe";

/** What one `formats` asks for. A list that names a format which runs code is a grant: it refuses nothing that `safe` takes. */
export function readFormats(setting: Setting, model: string | undefined): FormatPolicy {
  if (setting === undefined) return { safe: false, granted: [], only: undefined };
  if (setting === "safe") return { safe: true, granted: [], only: undefined };
  if (!Array.isArray(setting)) {
    const own = model === undefined ? undefined : new Map(Object.entries(setting.allow)).get(model);
    return { safe: true, granted: runningFormats(own ?? []), only: undefined };
  }
  const granted = runningFormats(setting);
  return { safe: true, granted, only: setting.includes(SAFE) || granted.length > 0 ? undefined : setting };
}

function runningFormats(names: readonly string[]): readonly string[] {
  return names.filter((name) => findFormat(name) !== undefined && formatRunsCode(name)).toSorted(compareText);
}

/** What both ask for together. A model grants nothing: what it would take beyond the registry's policy stays refused. */
export function mergeFormatPolicies(registry: FormatPolicy, model: FormatPolicy): FormatPolicy {
  if (!registry.safe) return model;
  if (!model.safe) return registry;
  const { only } = registry;
  return {
    safe: true,
    granted: registry.granted.filter((name) => model.granted.includes(name)),
    only: only === undefined ? model.only : only.filter((name) => model.only?.includes(name) ?? true),
  };
}

/** The formats that a model's own setting would take and the registry's refuses. */
export function formatsBeyond(registry: FormatPolicy, model: FormatPolicy): readonly string[] {
  if (!registry.safe) return [];
  const { only } = registry;
  const running = model.granted.filter((name) => !registry.granted.includes(name));
  return [...running, ...(only === undefined ? [] : (model.only?.filter((name) => !only.includes(name)) ?? []))];
}

/** Why a file of this format is refused; undefined where it is taken. */
export function formatRefusal(
  format: string,
  { safe, granted, only }: FormatPolicy,
): "runs-code" | "not-listed" | undefined {
  if (!safe || granted.includes(format)) return undefined;
  if (formatRunsCode(format)) return "runs-code";
  return only === undefined || only.includes(format) || DESCRIPTIONS.has(format) ? undefined : "not-listed";
}

/**
 * The line of registry.yaml with which a stage takes formats of one model besides those that it takes now.
 *
 * @example grantLine("safe", "churn", ["joblib"]) // "formats: {allow: {churn: [joblib]}}"
 * @example grantLine(["safe", "joblib"], "churn", ["pickle"]) // "formats: [safe, joblib, pickle]"
 */
export function grantLine(setting: Setting, model: string, formats: readonly string[]): string {
  if (Array.isArray(setting)) return `formats: ${flowList([...setting, ...formats])}`;
  const now = setting === undefined || setting === "safe" ? {} : setting.allow;
  const before = new Map(Object.entries(now));
  const grants = new Map([...before, [model, [...(before.get(model) ?? []), ...formats]]]);
  const models = [...grants].map(([name, names]) => `${quoteKey(name)}: ${flowList(names)}`);
  return `formats: {allow: {${models.join(", ")}}}`;
}

function flowList(names: readonly string[]): string {
  return `[${[...new Set(names)].join(", ")}]`;
}

/** Names that YAML would read as a number, a time or a truth. */
function quoteKey(name: string): string {
  return /^[a-z][a-z0-9_-]*$/.test(name) && !/^(?:y|n|yes|no|on|off|true|false|null)$/.test(name) ? name : `"${name}"`;
}
