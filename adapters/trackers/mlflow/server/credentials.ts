import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../../core/errors.ts";
import { isAbsent } from "../../../files/errors.ts";
import type { MlflowCredentials } from "./rest.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What MLflow's own client would prove who asks with: `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, each else
 * from `~/.mlflow/credentials`; without both of them `MLFLOW_TRACKING_TOKEN`.
 *
 * @see https://github.com/mlflow/mlflow, mlflow/utils/credentials.py
 * @throws InputError `mlflow-credentials-unreadable`
 */
export async function findMlflowCredentials(environment: Environment): Promise<MlflowCredentials | undefined> {
  const own = [filled(environment["MLFLOW_TRACKING_USERNAME"]), filled(environment["MLFLOW_TRACKING_PASSWORD"])];
  const kept = own.includes(undefined) ? await readCredentialsFile(environment) : undefined;
  const username = own[0] ?? filled(kept?.get("mlflow_tracking_username"));
  const password = own[1] ?? filled(kept?.get("mlflow_tracking_password"));
  if (username !== undefined && password !== undefined) return { type: "basic", username, password };
  const token = filled(environment["MLFLOW_TRACKING_TOKEN"]);
  return token === undefined ? undefined : { type: "bearer", token };
}

async function readCredentialsFile({ HOME, USERPROFILE }: Environment): Promise<ReadonlyMap<string, string>> {
  const home = filled(HOME) ?? filled(USERPROFILE);
  if (home === undefined) return new Map();
  const path = join(home, ".mlflow", "credentials");
  try {
    return sectionOf(await readFile(path, "utf8"), "mlflow");
  } catch (error) {
    if (isAbsent(error)) return new Map();
    const { message } = error as Error;
    throw new InputError({
      code: "mlflow-credentials-unreadable",
      message: `${path} cannot be read: ${message}`,
      hint: "Make it readable, or set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.",
      path,
    });
  }
}

/** The keys of one section, in lower case, as Python's configparser reads them: a `%%` stands for one `%`. */
function sectionOf(text: string, wanted: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let isWanted = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\[(.+)\]/.exec(line)?.[1];
    if (section !== undefined) isWanted = section === wanted;
    const { key, value } = /^(?<key>[^\s#;=:][^=:]*)[=:](?<value>.*)$/.exec(line)?.groups ?? {};
    if (isWanted && key !== undefined) values.set(key.trim().toLowerCase(), (value ?? "").trim().replaceAll("%%", "%"));
  }
  return values;
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
