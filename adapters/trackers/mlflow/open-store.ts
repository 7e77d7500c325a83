import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isFile, isFolder } from "../plain/text-file.ts";
import { openDatabaseStore } from "./database/database-store.ts";
import { isFolderStore, openFolderStore } from "./folder/folder-store.ts";
import { pathOfAddress } from "./local-artifacts.ts";
import type { RestOptions } from "./server/rest.ts";
import { openServerStore } from "./server/server-store.ts";
import type { MlflowStore } from "./store.ts";

/** @param uri As in MLFLOW_TRACKING_URI; a path of a folder or of a database too. */
export async function openStore(uri: string, options: RestOptions & { downloads: string }): Promise<MlflowStore> {
  if (/^https?:/i.test(uri)) return openServerStore(uri, options);
  const path = localPath(uri);
  if (await isFile(path)) return openDatabaseStore(path, options.workspace);
  if (await isFolder(path)) return (await findStore(path, options.workspace)) ?? openFolderStore(path);
  const message = `There is no file and no folder ${path}.`;
  throw new InputError({ code: "file-missing", message, hint: "Check --tracking-uri.", path });
}

/**
 * The store that MLflow itself would use in a folder: the one of files where there is one already, else `mlflow.db`.
 * The folder may be `mlruns` itself. Source: mlflow/tracking/_tracking_service/utils.py.
 */
export async function findStore(folder: string, workspace?: string): Promise<MlflowStore | undefined> {
  for (const candidate of [folder, join(folder, "mlruns")])
    if (await isFolderStore(candidate)) return openFolderStore(candidate);
  const database = join(folder, "mlflow.db");
  return (await isFile(database)) ? openDatabaseStore(database, workspace) : undefined;
}

function localPath(uri: string): string {
  if (uri.startsWith("file://")) {
    const [path] = pathOfAddress(uri) ?? [];
    if (path !== undefined) return path;
    const message = `${JSON.stringify(uri)} is no address of a folder of this machine.`;
    throw new InputError({
      code: "mlflow-address-invalid",
      message,
      hint: "Write it as file:///PATH, or just PATH.",
    });
  }
  if (uri.startsWith("file:")) return uri.slice("file:".length);
  const { path } = /^sqlite(?:\+\w+)?:\/\/\/(?<path>[^?]+)/.exec(uri)?.groups ?? {};
  if (path !== undefined) return path;
  if (!/^[\w+.-]{2,}:/.test(uri)) return uri;
  const message = `A store at ${uri.replace(/:.*$/s, ":…")} cannot be read directly.`;
  throw new InputError({
    code: "mlflow-store-unknown",
    message,
    hint: "Name the tracking server in front of it (http…), a folder, or a sqlite:/// database.",
  });
}
