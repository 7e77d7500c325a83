import { join, sep } from "node:path";
import type { DraftParts } from "../../../core/drafts/draft-parts.ts";
import { isMapping, type PlainMapping, readMapping } from "../plain/document.ts";
import { listing } from "../../../core/text/listing.ts";
import { readEnvironment } from "../plain/environment/environment.ts";
import { signatureFrom } from "../plain/signature.ts";
import { isFile } from "../../files/look-at.ts";
import { pathsBelow } from "./local-artifacts.ts";

/** MLflow's client leaves it in the folder, also in the store's own one, when it loads a registered version. */
const CLIENT_NOTE = "registered_model_meta";

/** What a model's folder says of itself. */
export interface ModelFolder {
  readonly parts: DraftParts;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
}

/**
 * Reads a folder with an `MLmodel` file: its files become the artifacts, by their paths in it, so that MLflow loads the
 * model from wherever it is pulled to.
 *
 * @see https://mlflow.org/docs/latest/ml/model/
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const file = join(folder, "MLmodel");
  // The links in it are refused before anything is read through one.
  const paths = (await pathsBelow(folder)).filter((path) => path !== CLIENT_NOTE);
  const description = await readMapping(file, "yaml");
  const artifacts = paths.map((path) => ({ path, file: join(folder, path) }));
  const { signature, notes: signatureNotes } = isMapping(description["signature"])
    ? signatureFrom(description["signature"], file, "mlflow")
    : { notes: ["The model was logged without a signature: pass signature= or input_example= to log_model."] };
  const { environment, notes: environmentNotes } = await readModelEnvironment(folder);
  const createdAt = utcTime(textIn(description, "utc_time_created"));
  return {
    parts: {
      artifacts,
      ...(createdAt !== undefined && { createdAt }),
      ...(signature && { signature }),
      ...(environment && { environment }),
      // Where the folder lies is nobody's concern: it may have been fetched for the moment.
      notes: [...flavorNote(description), ...metadataNote(description), ...signatureNotes, ...environmentNotes].map(
        (note) => note.replaceAll(`${folder}${sep}`, ""),
      ),
    },
    runId: textIn(description, "run_id"),
    modelId: textIn(description, "model_id"),
  };
}

/** The first of the files that MLflow writes for this, which is also the most telling one. */
async function readModelEnvironment(folder: string): Promise<DraftParts> {
  for (const name of ["python_env.yaml", "conda.yaml", "requirements.txt"]) {
    const path = join(folder, name);
    if (await isFile(path)) return readEnvironment({ path });
  }
  return { notes: [] };
}

function flavorNote(description: PlainMapping): string[] {
  const flavors = isMapping(description["flavors"]) ? Object.keys(description["flavors"]) : [];
  return flavors.length === 0 ? [] : [`MLflow loads this model as ${flavors.sort().join(", ")}.`];
}

/** What people put there is for programs of their own. */
function metadataNote({ metadata = null }: PlainMapping): string[] {
  if (metadata === null || (isMapping(metadata) && Object.keys(metadata).length === 0)) return [];
  const names = isMapping(metadata) ? `: ${listing(Object.keys(metadata).sort(), ",")}` : "";
  return [`The model's metadata has no place in an entry${names}; it stays in the file MLmodel.`];
}

/** Python's `str` of a time in UTC that does not say so: `2026-11-23 21:24:31.682854`. */
function utcTime(value: string | undefined): string | undefined {
  const { day, time } = /^(?<day>\d{4}-\d\d-\d\d)[ T](?<time>\d\d:\d\d:\d\d)/.exec(value ?? "")?.groups ?? {};
  return day === undefined ? undefined : `${day}T${time}Z`;
}

function textIn(mapping: PlainMapping, key: string): string | undefined {
  const value = mapping[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}
