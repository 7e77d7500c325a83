import { join } from "node:path";
import type { PlainMapping } from "../../plain/document.ts";
import { readTextFile } from "../../plain/text-file.ts";
import { isFolder } from "../../../files/look-at.ts";
import { pathsBelow } from "../local-artifacts.ts";

/** Files by their path below a folder: MLflow puts the metric `val/acc` into a folder `val`. */
export async function readTexts(folder: string): Promise<Record<string, string>> {
  if (!(await isFolder(folder))) return {};
  const names = await pathsBelow(folder);
  const texts = names.map(async (name) => [name, await readTextFile(join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(texts));
}

export function textIn(mapping: PlainMapping, key: string): string | undefined {
  const value = mapping[key];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberIn(mapping: PlainMapping, key: string): number | undefined {
  const value = mapping[key];
  return typeof value === "number" ? value : undefined;
}
