import { InputError } from "../errors.ts";
import { isName } from "../registry/names/names.ts";
import type { StageMapping } from "./foreign.ts";

/**
 * The nearest name that this registry allows: lower case, and `-` for all that is no letter, digit or `_`.
 *
 * @returns undefined where nothing is left of it
 * @example nearestName("Churn Model (EU)") // "churn-model-eu"
 */
export function nearestName(foreign: string): string | undefined {
  const name = foreign
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replace(/^[-_]+/, "")
    .slice(0, 64)
    .replace(/[-_]+$/, "");
  return isName(name) ? name : undefined;
}

/**
 * The names that models get here: what was asked for, or the name there where it is allowed, else the nearest one. Of several
 * that would get the same name, the one that has it already gets it; else none does.
 *
 * @returns undefined for a model that can have no name, or would share it
 */
export function modelNames(
  foreign: Iterable<string>,
  renames: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | undefined> {
  const wanted = Array.from(new Set(foreign), (name) => ({ name, own: renames.get(name) ?? nearestName(name) }));
  const certain = wanted.filter(({ name, own }) => renames.has(name) || name === own);
  const count = (among: typeof wanted, own: string | undefined) => among.filter((each) => each.own === own).length;
  return new Map(
    wanted.map((each) => {
      const { name, own } = each;
      const isFree = certain.includes(each) ? count(certain, own) === 1 : count(wanted, own) === 1;
      return [name, isFree ? own : undefined];
    }),
  );
}

/**
 * The stage that stands for a foreign one; null where it is left out on purpose.
 *
 * @example stageName("Production", new Map()) // "production"
 * @example stageName("@champion", new Map([["@champion", "production"]])) // "production"
 */
export function stageName(foreign: string, mapping: StageMapping): string | null | undefined {
  const chosen = mapping.get(foreign);
  return chosen === undefined ? nearestName(foreign.replace(/^@/, "")) : chosen;
}

/**
 * Reads `FROM=TO` pairs; the last `=` parts them, since foreign names may have some.
 *
 * @throws InputError `usage`
 */
export function parsePairs(option: string, pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const [, from, to] = /^(.+)=([^=]*)$/.exec(pair) ?? [];
      if (from !== undefined && to !== undefined) return [from, to];
      const message = `${JSON.stringify(pair)} maps nothing to anything`;
      throw new InputError({ code: "usage", message, hint: `Write --${option} THERE=HERE.` });
    }),
  );
}
