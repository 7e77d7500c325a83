import { isScalar } from "yaml";
import { type KeyPath, type RegistryFile, nodeAt } from "../../registry/file.ts";
import type { Fix } from "../../registry/finding.ts";
import { numberText, textLiteral } from "../../yaml/plain-scalar.ts";
import { placeAt } from "../../registry/schemas.ts";
import { isText } from "./plain-scalars.ts";
import { valueAt } from "./shape-errors.ts";

/**
 * What somebody meant who wrote `text` where a shared definition of the schemas wants another form.
 *
 * @example meantByForm(["Sha256"], "sha256:6F1B…") // the same digits in lower case, without the prefix
 */
export function meantByForm(definitions: readonly string[], text: string): string | undefined {
  for (const definition of definitions) {
    const meant = FORMS[definition]?.(text.trim());
    if (meant !== undefined && meant !== text) return meant;
  }
  return undefined;
}

const FORMS: Readonly<Record<string, (text: string) => string | undefined>> = {
  Sha256: (text) => /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase(),
  Commit: (text) => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) ? text.toLowerCase() : undefined),
  Digest: (text) => {
    const hex = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i.exec(text)?.[0].toLowerCase();
    return hex === undefined ? undefined : `${hex.length === 32 ? "md5" : "sha256"}:${hex}`;
  },
  Owner: (text) => (/^[A-Za-z0-9][A-Za-z0-9-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/.test(text) ? `@${text}` : undefined),
  Duration: (text) => {
    const match = /^([1-9][0-9]{0,5}) ?(m|min|minutes?|h|hrs?|hours?|d|days?)$/i.exec(text);
    return match === null ? undefined : `${match[1] ?? ""}${(match[2] ?? "").charAt(0).toLowerCase()}`;
  },
  Time: utc,
};

/** `2026-06-30T16:03:11+02:00` → the same instant in UTC. A time without a zone could be anywhere. */
function utc(text: string): string | undefined {
  const match =
    /^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})? ?([Zz]|[-+][0-9]{2}:?[0-9]{2})$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, day = "", clock = "", fraction = "", zone = ""] = match;
  const offset = /^[Zz]$/.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const milliseconds = Date.parse(`${day}T${clock}${offset}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return `${new Date(milliseconds).toISOString().slice(0, 19)}${fraction}Z`;
}

const TRUE = /^(?:true|yes|y|on|1)$/i;
const FALSE = /^(?:false|no|n|off|0)$/i;

/** How a scalar would be written as a value of `type`, where its letters leave no doubt. */
export function meantByType(type: string, value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).trim();
  if (type === "boolean") return TRUE.test(text) ? "true" : FALSE.test(text) ? "false" : undefined;
  if (type !== "number" && type !== "integer") return undefined;
  const digits = text.replaceAll("_", "").replaceAll(/,(?=[0-9]{3}(?:[,.]|$))/g, "");
  if (!/^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(digits)) return undefined;
  const number = Number(digits);
  const fits = Number.isFinite(number) && (type === "number" || Number.isSafeInteger(number));
  return fits ? numberText(number) : undefined;
}

/** A fix that writes `text` in place of the scalar at `keyPath`. */
export function replaceScalar(file: RegistryFile, keyPath: KeyPath, text: string): Fix | undefined {
  const node = nodeAt(file, keyPath);
  if (!isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const isInLine = !file.source.text.slice(start, end).includes("\n");
  return start < end && isInLine ? { description: `write ${text}`, edits: [{ start, end, text }] } : undefined;
}

/** A fix that makes a list or map of the one text at `keyPath`, where the schema wants a list of texts or a map with one key. */
export function wrapScalar(file: RegistryFile, keyPath: KeyPath, type: string): Fix | undefined {
  const value = valueAt(file, keyPath);
  if (typeof value !== "string" || value === "") return undefined;
  const { kind } = file.identity;
  if (type === "array") {
    const { alternatives, definitions } = placeAt(kind, [...keyPath, 0]);
    const items = value
      .split(",")
      .map((item) => item.trim())
      .map((item) => meantByForm(definitions, item) ?? item);
    const fits = items.every((item) => alternatives.some((alternative) => isText(alternative, item)));
    return fits ? replaceScalar(file, keyPath, `[${items.map((item) => JSON.stringify(item)).join(", ")}]`) : undefined;
  }
  const [node] = placeAt(kind, keyPath).alternatives;
  const [key, ...others] = node?.required ?? [];
  if (type !== "object" || key === undefined || others.length > 0) return undefined;
  const fits = placeAt(kind, [...keyPath, key]).alternatives.some((alternative) => isText(alternative, value));
  return fits ? replaceScalar(file, keyPath, `{${key}: ${textLiteral(value)}}`) : undefined;
}
