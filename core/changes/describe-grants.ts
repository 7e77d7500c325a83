import type { KeyPath } from "../registry/file.ts";
import { formatRunsCode } from "../formats/catalogue.ts";
import { listing } from "../text/listing.ts";
import type { ValueChange } from "./values.ts";

/** What an edit of `formats` allows, or allows no longer. */
export interface GrantChange {
  /** As parts of a sentence: "`formats` allows joblib for churn". */
  readonly words: readonly string[];
  readonly direction: "lowers" | "raises" | "changes";
}

/**
 * Who may load what by an edit of `formats`; undefined where the edit is of something else, or grants nothing.
 *
 * @param key the setting's, from `formats` on
 * @example describeGrants({ key: ["formats"], from: "safe", to: { allow: { churn: ["joblib"] } } })?.words // ["`formats` allows joblib for churn"]
 */
export function describeGrants({ key, from, to }: ValueChange): GrantChange | undefined {
  const [group, ...inner] = key;
  if (group !== "formats") return undefined;
  const [before, after] = [grantsIn(from, inner), grantsIn(to, inner)];
  const added = without(after, before);
  const removed = without(before, after);
  if (added.size + removed.size === 0) return undefined;
  const words = [
    ...[...added].map(([who, names]) => `\`formats\` allows ${listing(names, "and")} for ${who}`),
    ...[...removed].map(([who, names]) => `\`formats\` no longer allows ${listing(names, "and")} for ${who}`),
  ];
  const direction = removed.size === 0 ? "lowers" : added.size === 0 ? "raises" : "changes";
  return { words, direction };
}

type Grants = ReadonlyMap<string, readonly string[]>;

/** What a value at a place of `formats` grants, by model. */
function grantsIn(value: unknown, place: KeyPath): Grants {
  const [first, model, item] = place;
  if (first === "allow" && typeof model === "string") return ofModel(model, item === undefined ? value : [value]);
  if (first === "allow") return ofModels(value);
  if (first !== undefined) return ofModel("every model", [value]);
  if (Array.isArray(value)) return ofModel("every model", value);
  return typeof value === "object" && value !== null && "allow" in value ? ofModels(value.allow) : new Map();
}

function ofModels(value: unknown): Grants {
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).flatMap(([model, names]) => Array.from(ofModel(model, names))));
}

function ofModel(model: string, names: unknown): Grants {
  const list: readonly unknown[] = Array.isArray(names) ? names : [];
  const running = list.filter((name): name is string => {
    return typeof name === "string" && name !== "safe" && formatRunsCode(name);
  });
  return running.length === 0 ? new Map() : new Map([[model, running]]);
}

function without(grants: Grants, others: Grants): Grants {
  const left = [...grants].flatMap(([model, names]) => {
    const rest = names.filter((name) => others.get(model)?.includes(name) !== true);
    return rest.length === 0 ? [] : [[model, rest] as const];
  });
  return new Map(left);
}
