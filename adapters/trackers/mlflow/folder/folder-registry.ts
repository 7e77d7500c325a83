import { join } from "node:path";
import { readMapping } from "../../plain/document.ts";
import { isFile } from "../../../files/look-at.ts";
import { listFolder } from "../local-artifacts.ts";
import { numberIn, readTexts, textIn } from "./meta-file.ts";
import type { ListedVersion, RegisteredModel } from "../store.ts";

/** Source: mlflow/entities/model_registry/model_version_status.py; files have the number, or the word. */
const versionStatus = ["", "PENDING_REGISTRATION", "FAILED_REGISTRATION", "READY"];

/** Reads the folder `models` of a folder store: one folder for each registered model. */
export async function readRegistryFolder(folder: string): Promise<readonly RegisteredModel[]> {
  const models: RegisteredModel[] = [];
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    if (!entry.isFolder || !(await isFile(join(path, "meta.yaml")))) continue;
    const meta = await readMapping(join(path, "meta.yaml"));
    const name = textIn(meta, "name") ?? entry.name;
    models.push({
      name,
      description: textIn(meta, "description"),
      tags: await readTexts(join(path, "tags")),
      aliases: trimmed(await readTexts(join(path, "aliases"))),
      versions: await readVersions(path, name),
    });
  }
  return models;
}

/** The versions in the folder of a registered model. A deleted one leaves its file behind, in a stage of its own. */
export async function readVersions(folder: string, name: string): Promise<readonly ListedVersion[]> {
  const versions: ListedVersion[] = [];
  for (const entry of await listFolder(folder)) {
    const version = /^version-(\d+)$/.exec(entry.name)?.[1];
    if (version !== undefined) versions.push(await readVersion(join(folder, entry.name), { name, version }));
  }
  return versions.filter(({ stage }) => stage !== "Deleted_Internal");
}

async function readVersion(
  folder: string,
  { name, version }: { name: string; version: string },
): Promise<ListedVersion> {
  const meta = await readMapping(join(folder, "meta.yaml"));
  const modelId = textIn(meta, "model_id");
  const status = textIn(meta, "status") ?? "READY";
  return {
    name,
    version,
    stage: textIn(meta, "current_stage") ?? "",
    source: modelId === undefined ? (textIn(meta, "source") ?? "") : `models:/${modelId}`,
    location: textIn(meta, "storage_location"),
    runId: textIn(meta, "run_id"),
    description: textIn(meta, "description"),
    status: versionStatus[Number(status)] ?? status,
    user: textIn(meta, "user_id"),
    createdMs: numberIn(meta, "creation_timestamp"),
    updatedMs: numberIn(meta, "last_updated_timestamp"),
    tags: await readTexts(join(folder, "tags")),
  };
}

function trimmed(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim()]));
}
