import { posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { OpenRepository } from "../../git/open-repository.ts";
import { isElsewhere } from "../dvc/elsewhere.ts";
import { interpolate, templateValues } from "../dvc/template.ts";
import { isMapping, type PlainMapping, type PlainValue, parseText } from "../plain/document.ts";
import { committedTexts } from "./committed-texts.ts";

/** What the files of a commit say of an artifact. */
export interface GtoAnnotation {
  /** From the repository's root, with `/`. */
  readonly path: string | undefined;
  readonly description: string | undefined;
  /** Its labels and its type. */
  readonly tags: readonly string[];
  /** The file that says it has data of its own besides. */
  readonly customIn: string | undefined;
}

/**
 * Reads what a commit says of an artifact: in GTO's own `artifacts.yaml` until 2023, since then under `artifacts:` in the
 * `dvc.yaml` of the folder that its name begins with.
 *
 * @param artifact such as `churn`, or `models:churn` for one of the folder `models`
 * @throws InputError when the file is not valid
 */
export async function readGtoAnnotation(
  repository: OpenRepository,
  commit: string,
  artifact: string,
): Promise<GtoAnnotation | undefined> {
  const [, place = "", name = artifact] = /^(?:(.*):)?([^:]+)$/.exec(artifact) ?? [];
  const pipeline = posix.join(place, "dvc.yaml");
  const texts = await committedTexts({ repository, commit }, ["artifacts.yaml", pipeline]);
  const index = parsed(texts.get("artifacts.yaml"), `artifacts.yaml at ${commit.slice(0, 7)}`);
  if (index !== undefined && isMapping(index[artifact]))
    return annotation(index[artifact], { folder: "", file: "artifacts.yaml" });
  const project = parsed(texts.get(pipeline), `${pipeline} at ${commit.slice(0, 7)}`);
  const entry = isMapping(project?.["artifacts"]) ? project["artifacts"][name] : undefined;
  if (!isMapping(entry)) return undefined;
  const said = typeof entry["path"] === "string" ? entry["path"] : "";
  const path = said.includes("${") ? interpolate(said, await valuesAt(project?.["vars"])) : said;
  return annotation({ ...entry, path }, { folder: place, file: pipeline });

  function valuesAt(vars: PlainValue | undefined): Promise<PlainMapping> {
    return templateValues(vars, async (file) => {
      const at = posix.join(place, file);
      const found = (await committedTexts({ repository, commit }, [at])).get(at);
      const format = ({ ".json": "json", ".toml": "toml" } as const)[posix.extname(at)] ?? "yaml";
      const value = found === undefined ? undefined : parseText(found, { format, path: at });
      return isMapping(value) ? value : undefined;
    });
  }
}

function parsed(content: string | undefined, path: string): PlainMapping | undefined {
  if (content === undefined) return undefined;
  const value = parseText(content, { format: "yaml", path });
  if (isMapping(value)) return value;
  if (value === null) return undefined;
  const message = `${path} has no keys at its top`;
  throw new InputError({ code: "file-not-a-mapping", message, hint: "Name the file with --artifact.", path });
}

function annotation(
  entry: PlainMapping,
  { folder, file }: { readonly folder: string; readonly file: string },
): GtoAnnotation {
  const [path, type] = [text(entry["path"]), text(entry["type"])];
  const labels = Array.isArray(entry["labels"]) ? entry["labels"].flatMap((label) => text(label) ?? []) : [];
  const hasCustom = [entry["custom"], entry["meta"]].some((own) => own !== undefined && own !== null);
  return {
    path: path === undefined ? undefined : fromTop(folder, path),
    description: text(entry["description"]) ?? text(entry["desc"]),
    tags: [...new Set([...labels, ...(type === undefined ? [] : [type])])],
    customIn: hasCustom ? file : undefined,
  };
}

/** An address, or a place on one machine, stays as it is. */
function fromTop(folder: string, path: string): string {
  if (isElsewhere(path)) return path;
  return posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
}

function text(value: PlainValue | undefined): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
