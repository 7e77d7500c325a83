import { posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isMapping, type PlainMapping, parseText, mappingOf } from "../plain/document.ts";
import { type DvcRecord, readRecords } from "./record.ts";

/** The texts of a pipeline's two files. */
export interface PipelineTexts {
  /** `dvc.lock` */
  readonly lock: string;
  /** `dvc.yaml` beside it, which says in which folders the stages run. */
  readonly definition: string | undefined;
}

/**
 * What a lock records of a file or directory that a stage makes: such data have no pointer of their own. Stages whose
 * folder is only known once a template is filled in are passed over.
 *
 * @param path From the lock's folder, with `/`.
 * @example recordInLock({ lock, definition }, "data/prepared") // { path: "data/prepared", digest: "md5:5ea4….dir", … }
 * @returns undefined where it records nothing of it, or is no lock
 */
export function recordInLock(texts: PipelineTexts, path: string): DvcRecord | undefined {
  return lockedOuts(texts).find((out) => out.path === path);
}

/** All that the stages of a lock make, by paths from the lock's folder; of the same stages as {@link recordInLock}. */
export function lockedOuts({ lock, definition }: PipelineTexts): DvcRecord[] {
  const content = mappingIn(lock);
  const defined = mappingOf(mappingIn(definition ?? "")["stages"]);
  // DVC 1 had the stages at the top.
  const stages = Object.entries("schema" in content ? mappingOf(content["stages"]) : content);
  return stages.flatMap(([name, run]) => {
    const folder = folderOf(defined, name);
    if (folder === undefined) return [];
    return readRecords(mappingOf(run)["outs"]).map((out) => within(folder, out));
  });
}

function within(folder: string, out: DvcRecord): DvcRecord {
  return { ...out, path: posix.join(folder, out.path).replace(/\/$/, "") };
}

/** The folders, from the nearest up to the top, whose pipeline may make what lies at `path`; "" is the top. */
export function foldersAbove(path: string): readonly string[] {
  const parts = posix.dirname(path).split("/");
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  return path.includes("/") ? [...folders, ""] : [""];
}

function folderOf(defined: PlainMapping, name: string): string | undefined {
  const entry = mappingOf(defined[name] ?? defined[name.split("@")[0] ?? name]);
  const { wdir = "." } = isMapping(entry["do"]) ? entry["do"] : entry;
  return typeof wdir === "string" && !wdir.includes("${") ? wdir : undefined;
}

function mappingIn(text: string): PlainMapping {
  try {
    return mappingOf(parseText(text, { format: "yaml", path: "dvc.lock" }));
  } catch (error) {
    if (error instanceof InputError) return {};
    throw error;
  }
}
