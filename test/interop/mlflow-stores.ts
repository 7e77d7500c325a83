import { once } from "node:events";
import { cp, mkdir } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folderWith } from "../support/folder.ts";
import type { EnvironmentName } from "./programs.ts";
import { type In, programEnvironment, runProgram, startServer } from "./run-program.ts";

/** A repository in which somebody trains, and where their MLflow keeps its records. */
export interface Training extends In {
  /** As in MLFLOW_TRACKING_URI; none: MLflow's own choice. */
  readonly trackingUri?: string;
}

/** Sets up a training with a kind of store. */
export type Store = (name: EnvironmentName) => Promise<Training>;

/** The training scripts in a repository, as a person has them. */
async function project(name: EnvironmentName, own: Readonly<Record<string, string>> = {}): Promise<Training> {
  const folder = await folderWith({});
  await cp("test/interop/python", folder, { recursive: true });
  const at = { folder, environment: programEnvironment(name, own) };
  await runProgram(["git", "init", "--quiet"], at);
  await runProgram(["git", "add", "."], at);
  await runProgram(["git", "commit", "--quiet", "--message", "Train"], at);
  return at;
}

export const ownChoice: Store = (name) => project(name);

export const files: Store = async (name) => {
  const environment = { MLFLOW_ALLOW_FILE_STORE: "true", MLFLOW_TRACKING_URI: "./records" };
  return { ...(await project(name, environment)), trackingUri: "records" };
};

export const database: Store = async (name) => {
  const trackingUri = "sqlite:///records.db";
  return { ...(await project(name, { MLFLOW_TRACKING_URI: trackingUri })), trackingUri };
};

interface ServerOptions {
  readonly options?: readonly string[];
  /** Whose server it is; without it, of the same release as the client. */
  readonly by?: EnvironmentName;
}

export function server({ options = [], by }: ServerOptions = {}): Store {
  return async (name) => {
    const at = await project(name);
    const records = ["--backend-store-uri", "sqlite:///records.db"];
    const trackingUri = await startMlflow(at.folder, [...records, ...options], programEnvironment(by ?? name));
    return { ...at, environment: { ...at.environment, MLFLOW_TRACKING_URI: trackingUri }, trackingUri };
  };
}

/** The client finds user and password where `mlflow` looks for them: in the home folder. */
export const serverWithPassword: Store = async (name) => {
  const at = await project(name);
  const password = "correct-horse 100% #battery";
  const own = { MLFLOW_FLASK_SERVER_SECRET_KEY: "for this test", MLFLOW_AUTH_ADMIN_PASSWORD: password };
  const trackingUri = await startMlflow(at.folder, ["--app-name", "basic-auth"], programEnvironment(name, own));
  const HOME = await folderWith({
    ".mlflow/credentials": `[mlflow]\nmlflow_tracking_username = admin\nmlflow_tracking_password = ${password.replace("%", "%%")}\n`,
  });
  return { ...at, environment: { ...at.environment, MLFLOW_TRACKING_URI: trackingUri, HOME }, trackingUri };
};

/** A server that only answers those who bring a token, as one behind a company's gateway does. */
export function behindToken(store: Store): Store {
  return async (name) => {
    const at = await store(name);
    const token = "s3cret.t0ken";
    const trackingUri = await startGateway(at.trackingUri ?? "", `Bearer ${token}`);
    const own = { MLFLOW_TRACKING_URI: trackingUri, MLFLOW_TRACKING_TOKEN: token };
    return { ...at, environment: { ...at.environment, ...own }, trackingUri };
  };
}

async function startGateway(target: string, authorization: string): Promise<string> {
  const gateway = createServer((incoming, answer) => {
    if (incoming.headers.authorization !== authorization) {
      answer.writeHead(401).end("Who are you?");
      return;
    }
    const { method, headers, url } = incoming;
    const outgoing = request(`${target}${url}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", (error) => answer.destroy(error));
    incoming.pipe(outgoing);
  }).listen(0, "127.0.0.1");
  await once(gateway, "listening");
  onTestFinished(() => {
    gateway.close();
    gateway.closeAllConnections();
  });
  return `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
}

async function startMlflow(
  folder: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const own = join(folder, "server");
  await mkdir(own);
  const words = (port: number): readonly [string, ...string[]] => [
    "mlflow",
    "server",
    "--port",
    String(port),
    "--workers",
    "1",
    ...options,
  ];
  return startServer(words, "/health", { folder: own, environment });
}
