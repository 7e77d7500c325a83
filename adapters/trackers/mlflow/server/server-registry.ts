import type { PlainMapping } from "../../plain/document.ts";
import { number, pairs, text } from "./answer.ts";
import type { MlflowRest } from "./rest.ts";
import type { ListedVersion, RegisteredModel } from "../store.ts";
import { mappingsOf, mappingOf } from "../../plain/document.ts";

const api = "/api/2.0/mlflow";

/** Reads everything in a server's registry: the models page by page, then the versions of each. */
export async function readRegisteredModels(rest: MlflowRest): Promise<readonly RegisteredModel[]> {
  const models = await allPages(rest, `${api}/registered-models/search`, {
    parameters: { max_results: "1000" },
    field: "registered_models",
  });
  const read: RegisteredModel[] = [];
  for (const model of models) {
    const name = text(model["name"]) ?? "";
    const versions = await allPages(rest, `${api}/model-versions/search`, {
      parameters: { filter: `name=${quoted(name)}`, max_results: "1000" },
      field: "model_versions",
    });
    read.push({
      name,
      description: text(model["description"]),
      tags: pairs(model["tags"]),
      aliases: aliasesOf(model),
      versions: versions.map((version) => listedVersion(name, version)),
    });
  }
  return read;
}

async function allPages(
  rest: MlflowRest,
  path: string,
  { parameters, field }: { parameters: Readonly<Record<string, string>>; field: string },
): Promise<PlainMapping[]> {
  const found: PlainMapping[] = [];
  for (let page: string | undefined = ""; page !== undefined;) {
    const answer = await rest.get(path, { ...parameters, ...(page !== "" && { page_token: page }) });
    found.push(...mappingsOf(answer[field]));
    page = text(answer["next_page_token"]);
  }
  return found;
}

function aliasesOf(model: PlainMapping): Record<string, string> {
  const aliases = mappingsOf(model["aliases"]).map((each) => [text(each["alias"]) ?? "", text(each["version"]) ?? ""]);
  return Object.fromEntries(aliases) as Record<string, string>;
}

function listedVersion(name: string, version: PlainMapping): ListedVersion {
  return {
    name,
    version: text(version["version"]) ?? "",
    source: text(version["source"]) ?? "",
    runId: text(version["run_id"]),
    description: text(version["description"]),
    stage: text(version["current_stage"]) ?? "",
    status: text(version["status"]) ?? "READY",
    user: text(version["user_id"]),
    createdMs: number(version["creation_timestamp"]),
    updatedMs: number(version["last_updated_timestamp"]),
    tags: pairs(mappingOf(version)["tags"]),
  };
}

/** MLflow's filters take either quote, and have no escape for it. */
function quoted(name: string): string {
  return name.includes("'") ? `"${name}"` : `'${name}'`;
}
