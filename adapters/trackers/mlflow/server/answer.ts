import { mappingsOf, type PlainValue } from "../../plain/document.ts";

/** Keys and values as the server lists them. */
export function pairs(value: PlainValue | undefined): Record<string, string> {
  return Object.fromEntries(mappingsOf(value).map((pair) => [text(pair["key"]) ?? "", text(pair["value"]) ?? ""]));
}

export function text(value: PlainValue | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** 64-bit integers are numbers here, but text in other versions of the protocol. */
export function number(value: PlainValue | undefined): number | undefined {
  const found = typeof value === "string" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}
