import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isFile, isFolder } from "../../files/look-at.ts";
import { openDatabaseStore } from "./database/database-store.ts";
import { isFolderStore, openFolderStore } from "./folder/folder-store.ts";
import { decoded, pathOfAddress } from "./local-artifacts.ts";
import type { RestOptions } from "./server/rest.ts";
import { openServerStore } from "./server/server-store.ts";
import type { MlflowStore } from "./store.ts";

/**
 * @param uri As in MLFLOW_TRACKING_URI; a path of a folder or of a database too.
 * @returns more than one only for a folder, as `findStores` does
 */
export async function openStores(
  uri: string,
  options: RestOptions & { downloads: string },
): Promise<readonly [MlflowStore, ...MlflowStore[]]> {
  if (/^https?:/i.test(uri)) return [openServerStore(uri, options)];
  const path = localPath(uri);
  if (await isFile(path)) return [await openDatabaseStore(path, options.workspace)];
  if (await isFolder(path)) {
    const [first = openFolderStore(path), ...others] = await findStores(path, options.workspace);
    return [first, ...others];
  }
  const message = `There is no file and no folder ${path}.`;
  throw new InputError({ code: "file-missing", message, hint: "Check --tracking-uri.", path });
}

/**
 * The stores in a folder, which may be `mlruns` itself. First the one that MLflow would use: that of files where there is
 * one already, else `mlflow.db`. Projects have both where MLflow's default changed, or somebody once opened its pages there.
 * Source: mlflow/tracking/_tracking_service/utils.py.
 */
export async function findStores(folder: string, workspace?: string): Promise<readonly MlflowStore[]> {
  const stores: MlflowStore[] = [];
  for (const candidate of [folder, join(folder, "mlruns")])
    if (stores.length === 0 && (await isFolderStore(candidate))) stores.push(openFolderStore(candidate));
  const database = join(folder, "mlflow.db");
  if (await isFile(database)) stores.push(await openDatabaseStore(database, workspace));
  return stores;
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
  if (uri.startsWith("file:")) return decoded(uri.slice("file:".length));
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
