import { dirname, join, posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isMapping, type PlainMapping, type PlainValue, readMapping, mappingOf } from "../plain/document.ts";
import { isFile } from "../../files/look-at.ts";
import { expectInside, projectRoot } from "./boundary.ts";
import { type DvcRecord, readRecords } from "./record.ts";
import { interpolate, templateValues } from "./template.ts";

/** One run of a stage, as `dvc.lock` records it. All paths are relative to the folder of `dvc.yaml`, with `/`. */
export interface DvcStage {
  /** Such as `train`, or `train@xgboost` for one of a loop. */
  readonly name: string;
  readonly command: string;
  readonly deps: readonly DvcRecord[];
  readonly outs: readonly DvcRecord[];
  /** Paths of the outs that are metrics, and of those that are plots. */
  readonly metrics: readonly string[];
  readonly plots: readonly string[];
  /** By the file that they come from. */
  readonly parameters: Readonly<Record<string, PlainMapping>>;
}

/** An entry under `artifacts:`, with which people name the models of a project. */
export interface DvcAnnotation {
  readonly name: string;
  readonly path: string;
  readonly type?: string;
  readonly description?: string;
}

export interface DvcPipeline {
  /** The folder of `dvc.yaml`. */
  readonly folder: string;
  /** The project's folder, which it lies in. */
  readonly root: string;
  readonly stages: readonly DvcStage[];
  readonly annotations: readonly DvcAnnotation[];
  /** Files of metrics and parameters that belong to the project and to no stage. */
  readonly metrics: readonly string[];
  readonly parameters: readonly string[];
}

/**
 * Reads `dvc.yaml` with the `dvc.lock` beside it. The lock has names and values in full, so templates in `dvc.yaml` only
 * matter for which of the outs are metrics and plots.
 *
 * @param file The `dvc.yaml`; the lock's name is derived from it.
 * @throws InputError when a file is missing or not valid, or the stages have not been run yet.
 */
export async function readPipeline(file: string): Promise<DvcPipeline> {
  const folder = dirname(file);
  const definition = (await isFile(file)) ? await readMapping(file, "yaml") : {};
  const lockFile = file.replace(/\.ya?ml$/, ".lock");
  const lock = (await isFile(lockFile)) ? await readMapping(lockFile, "yaml") : {};
  const defined = mappingOf(definition["stages"]);
  // DVC 1 had the stages at the top.
  const locked = Object.entries("schema" in lock ? mappingOf(lock["stages"]) : lock);
  if (Object.keys(defined).length > 0 && locked.length === 0) {
    const message = `${file} has stages, but ${lockFile} records no run of them.`;
    throw new InputError({ code: "dvc-not-run", message, hint: "Run dvc repro first.", path: file });
  }
  const root = await projectRoot(folder);
  const values = await templateValues(definition["vars"], async (path) => {
    const at = join(folder, path);
    await expectInside(at, { root, isVerified: false });
    return (await isFile(at)) ? readMapping(at, "yaml") : undefined;
  });
  const resolved = (names: readonly string[]): string[] => names.map((name) => interpolate(name, values));
  return {
    folder,
    root,
    stages: locked.map(([name, run]) => readStage(name, mappingOf(run), { defined, values })),
    annotations: Object.entries(mappingOf(definition["artifacts"])).map(([name, item]) =>
      readAnnotation(name, mappingOf(item), values),
    ),
    metrics: resolved(pathsOf(definition["metrics"])),
    parameters: resolved(pathsOf(definition["params"])),
  };
}

function readStage(
  name: string,
  run: PlainMapping,
  { defined, values }: { defined: PlainMapping; values: PlainMapping },
): DvcStage {
  const [group = name, key = ""] = name.split("@");
  const entry = mappingOf(defined[name] ?? defined[group]);
  const definition = isMapping(entry["do"]) ? entry["do"] : entry;
  const own = { ...values, item: key, key };
  const wdir = typeof definition["wdir"] === "string" ? interpolate(definition["wdir"], own) : ".";
  const inFolder = (records: DvcRecord[]): DvcRecord[] =>
    records.map((each) => ({ ...each, path: below(wdir, each.path) }));
  const outs = readRecords(run["outs"]);
  const declared = (field: string): string[] => {
    const patterns = pathsOf(definition[field]).map((path) => pathPattern(interpolate(path, own)));
    const found = outs.filter(({ path }) => patterns.some((pattern) => pattern.test(path)));
    return found.map(({ path }) => below(wdir, path));
  };
  return {
    name,
    command: (Array.isArray(run["cmd"]) ? run["cmd"] : [run["cmd"] ?? `dvc repro ${name}`]).map(text).join(" && "),
    deps: inFolder(readRecords(run["deps"])),
    outs: inFolder(outs),
    metrics: declared("metrics"),
    plots: declared("plots"),
    parameters: Object.fromEntries(
      Object.entries(mappingOf(run["params"])).map(([file, given]) => [below(wdir, file), mappingOf(given)]),
    ),
  };
}

/** What stands for values that are not known here, such as the fields of a loop's item, may be anything. */
function pathPattern(path: string): RegExp {
  const parts = posix.normalize(path).split(/\$\{[^{}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^$()|[\]{}\\]/g, String.raw`\$&`)).join(".+")}/?$`);
}

function readAnnotation(name: string, item: PlainMapping, values: PlainMapping): DvcAnnotation {
  const { path, type, desc } = item;
  return {
    name,
    path: typeof path === "string" ? below("", interpolate(path, values)) : "",
    ...(typeof type === "string" && { type }),
    ...(typeof desc === "string" && { description: desc }),
  };
}

/** Lists hold paths, or paths with settings: `[a.json, {b.json: {cache: false}}]`. */
function pathsOf(value: PlainValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => (isMapping(item) ? Object.keys(item) : typeof item === "string" ? [item] : []));
}

function below(folder: string, path: string): string {
  return /^[\w+.-]+:\/\//.test(path) || posix.isAbsolute(path) ? path : posix.join(folder, path);
}

function text(value: PlainValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
