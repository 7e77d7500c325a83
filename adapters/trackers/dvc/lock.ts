import { posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isElsewhere } from "./elsewhere.ts";
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
 * folder is only known once a template is filled in are left out.
 *
 * @param path From the lock's folder, with `/`.
 * @example recordInLock({ lock, definition }, "data/prepared") // { path: "data/prepared", digest: "md5:5ea4….dir", … }
 * @returns undefined where it records nothing of it, or is no lock
 */
export function recordInLock(texts: PipelineTexts, path: string): DvcRecord | undefined {
  try {
    return lockedOuts(texts).find((out) => out.path === path);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * All that the stages of a lock make, by paths from the lock's folder; of the same stages as {@link recordInLock}.
 *
 * @throws InputError where one of the two is not valid: what it holds is not known then, and not nothing
 */
export function lockedOuts({ lock, definition }: PipelineTexts): DvcRecord[] {
  const content = mappingIn(lock, "dvc.lock");
  const defined = mappingOf(mappingIn(definition ?? "", "dvc.yaml")["stages"]);
  // DVC 1 had the stages at the top.
  const stages = Object.entries("schema" in content ? mappingOf(content["stages"]) : content);
  return stages.flatMap(([name, run]) => {
    const folder = folderOf(defined, name);
    if (folder === undefined) return [];
    return readRecords(mappingOf(run)["outs"]).map((out) => within(folder, out));
  });
}

/**
 * All paths that a lock's stages name, from the lock's folder: what they read and make, and the files of their parameters.
 *
 * @throws InputError as `lockedOuts`
 */
export function lockedPaths({ lock, definition }: PipelineTexts): string[] {
  const content = mappingIn(lock, "dvc.lock");
  const defined = mappingOf(mappingIn(definition ?? "", "dvc.yaml")["stages"]);
  const stages = Object.entries("schema" in content ? mappingOf(content["stages"]) : content);
  return stages.flatMap(([name, run]) => {
    const folder = folderOf(defined, name);
    const { deps, outs, params } = mappingOf(run);
    const paths = [...readRecords(deps), ...readRecords(outs)].map(({ path }) => path);
    return folder === undefined
      ? []
      : [...paths, ...Object.keys(mappingOf(params))]
          .filter((path) => !isElsewhere(path))
          .map((path) => posix.join(folder, path));
  });
}

function within(folder: string, out: DvcRecord): DvcRecord {
  return isElsewhere(out.path) ? out : { ...out, path: posix.join(folder, out.path).replace(/\/$/, "") };
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

function mappingIn(text: string, path: string): PlainMapping {
  return mappingOf(parseText(text, { format: "yaml", path }));
}
