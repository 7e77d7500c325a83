import { type DatabaseCopy, numberIn, pairs, textIn } from "./database.ts";
import type { Row } from "../../../files/sqlite.ts";
import type { ListedVersion, RegisteredModel } from "../store.ts";

/** Reads everything in a database's registry. A deleted version leaves its row behind, in a stage of its own. */
export function readRegistryTables(database: DatabaseCopy): readonly RegisteredModel[] {
  return database.rows("registered_models", "1 ORDER BY name").map((model) => {
    const name = textIn(model, "name") ?? "";
    const versions = database.rows(
      "model_versions",
      "name = ? AND current_stage != 'Deleted_Internal' ORDER BY version",
      name,
    );
    return {
      name,
      description: textIn(model, "description"),
      tags: pairs(database.rows("registered_model_tags", "name = ?", name), "key", "value"),
      aliases: pairs(database.rows("registered_model_aliases", "name = ?", name), "alias", "version"),
      versions: versions.map((version) => listedVersion(database, name, version)),
    };
  });
}

function listedVersion(database: DatabaseCopy, name: string, row: Row): ListedVersion {
  const version = textIn(row, "version") ?? "";
  return {
    name,
    version,
    stage: textIn(row, "current_stage") ?? "",
    source: textIn(row, "source") ?? "",
    location: textIn(row, "storage_location"),
    runId: textIn(row, "run_id"),
    description: textIn(row, "description"),
    status: textIn(row, "status") ?? "READY",
    user: textIn(row, "user_id"),
    createdMs: numberIn(row, "creation_time"),
    updatedMs: numberIn(row, "last_updated_time"),
    tags: pairs(database.rows("model_version_tags", "name = ? AND version = ?", name, version), "key", "value"),
  };
}
