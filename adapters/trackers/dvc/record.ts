import { mappingsOf, type PlainMapping, type PlainValue } from "../plain/document.ts";
import { manifestDigest } from "./manifest.ts";
import type { DvcAlgorithm } from "./md5.ts";

/** What a pointer or a lock records of one file or directory. */
export interface DvcRecord {
  /** As it stands there: relative to the stage's folder, or an address. */
  readonly path: string;
  /** `md5:<hex>` with `.dir` for a directory; `etag:…` and `checksum:…` for what lies outside; none before the first run. */
  readonly digest?: string;
  readonly algorithm: DvcAlgorithm;
  readonly sizeBytes?: number;
  readonly files?: number;
  readonly description?: string;
}

/** Reads the items under `outs` or `deps`. Source: dvc/output.py, dvc/schema.py. */
export function readRecords(value: PlainValue | undefined): DvcRecord[] {
  return mappingsOf(value).map(readRecord);
}

function readRecord(item: PlainMapping): DvcRecord {
  const { path, size, nfiles, desc } = item;
  const members = Array.isArray(item["files"]) ? mappingsOf(item["files"]) : undefined;
  const digest = members ? manifestDigest(members.map(manifestEntry)) : digestOf(item);
  const sizeBytes = size ?? members?.reduce((sum, { size: each }) => sum + (typeof each === "number" ? each : 0), 0);
  const files = nfiles ?? members?.length;
  return {
    path: text(path),
    ...(digest !== undefined && { digest }),
    algorithm: item["hash"] === "md5" || members ? "md5" : "md5-dos2unix",
    ...(typeof sizeBytes === "number" && { sizeBytes }),
    ...(typeof files === "number" && { files }),
    ...(typeof desc === "string" && { description: desc }),
  };
}

/** Of a directory in storage that keeps versions by itself, only the files are recorded. */
function manifestEntry(item: PlainMapping): { relpath: string; md5: string } {
  return { relpath: text(item["relpath"]), md5: text(item["md5"]).toLowerCase() };
}

function digestOf(item: PlainMapping): string | undefined {
  const md5 = text(item["md5"]).toLowerCase();
  if (/^[0-9a-f]{32}(?:\.dir)?$/.test(md5)) return `md5:${md5}`;
  for (const name of ["etag", "checksum"]) {
    const value = text(item[name]).replaceAll('"', "");
    if (/^[0-9A-Za-z+/=_-]+$/.test(value)) return `${name}:${value}`;
  }
  return undefined;
}

function text(value: PlainValue | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
