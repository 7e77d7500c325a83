import { isMapping, type PlainValue } from "../document.ts";
import { requirementName, normalName } from "./package-name.ts";

/** A package that a project asks for by itself. */
export interface Declared {
  /** Normalised. */
  readonly name: string;
  readonly extras: readonly string[];
  /** A marker, where it is only asked for on some machines. */
  readonly condition?: string | undefined;
}

/**
 * A requirement as pip takes it.
 *
 * @example declaredRequirement("Requests[socks]>=2.31 ; sys_platform != 'win32'")
 * // { name: "requests", extras: ["socks"], condition: "sys_platform != 'win32'" }
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
export function declaredRequirement(requirement: string): Declared {
  const extras = /^[^[;@]*\[([^\]]*)\]/.exec(requirement)?.[1] ?? "";
  const condition = /(?:^[^;@]*|\s);\s*(.+)$/s.exec(requirement)?.[1]?.trim();
  return { name: requirementName(requirement), extras: listOf(extras), condition };
}

/**
 * An entry of Poetry's own table: a constraint, a table with it, or several for several machines. Optional ones are none.
 *
 * @see https://python-poetry.org/docs/dependency-specification/
 */
export function declaredForPoetry(name: string, value: PlainValue | undefined): readonly Declared[] {
  return [value].flat().flatMap((each): Declared[] => {
    if (!isMapping(each)) return [{ name: normalName(name), extras: [] }];
    if (each["optional"] === true) return [];
    const { extras, markers, python } = each;
    const conditions = [typeof markers === "string" ? inBrackets(markers) : "", pythonCondition(python)];
    return [
      {
        name: normalName(name),
        extras: Array.isArray(extras) ? extras.filter((extra) => typeof extra === "string") : [],
        condition: conditions.filter((part) => part !== "").join(" and ") || undefined,
      },
    ];
  });
}

/** What cannot be said as a marker asks for nothing: a superset of packages still reproduces the run. */
function pythonCondition(constraint: PlainValue | undefined): string {
  if (typeof constraint !== "string") return "";
  const parts = constraint.split(",").map((part) => /^\s*(<=|>=|<|>|==|!=)\s*(\d+\.\d+(?:\.\d+)?)\s*$/.exec(part));
  if (parts.includes(null)) return "";
  return parts.map((part) => `${pythonVariable(part?.[2] ?? "")} ${part?.[1]} '${part?.[2]}'`).join(" and ");
}

function pythonVariable(version: string): string {
  return /^\d+\.\d+$/.test(version) ? "python_version" : "python_full_version";
}

function inBrackets(marker: string): string {
  return marker.includes(" or ") ? `(${marker})` : marker;
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
