import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { type EnvironmentName, programs } from "./programs.ts";

const run = promisify(execFile);

/** Nobody's own settings reach the programs, and nothing reports home. */
export function programEnvironment(
  name: EnvironmentName,
  own: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  return {
    PATH: `${programs(name)}:${process.env["PATH"]}`,
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "alice",
    GIT_AUTHOR_EMAIL: "alice@example.com",
    GIT_COMMITTER_NAME: "alice",
    GIT_COMMITTER_EMAIL: "alice@example.com",
    MLFLOW_DISABLE_TELEMETRY: "true",
    // Half a dozen processes beside the server, for what no training needs.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    DVC_NO_ANALYTICS: "true",
    DO_NOT_TRACK: "true",
    PYTHONWARNINGS: "ignore",
    ...own,
  };
}

export interface In {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs a program to its end and gives what it printed; with all that it said when it fails. */
export async function runProgram(words: readonly [string, ...string[]], { folder, environment }: In): Promise<string> {
  const [program, ...rest] = words;
  try {
    const { stdout } = await run(program, rest, { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${words.join(" ")} failed:\n${stdout ?? ""}\n${stderr ?? String(error)}`, { cause: error });
  }
}

/** Starts a server on a free port and waits until it answers; it ends with the test. */
export async function startServer(
  words: (port: number) => readonly [string, ...string[]],
  health: string,
  { folder, environment }: In,
): Promise<string> {
  const port = await freePort();
  const [program, ...rest] = words(port);
  const server = spawn(program, rest, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const said: string[] = [];
  server.stderr.on("data", (text: Buffer) => said.push(text.toString()));
  onTestFinished(async () => {
    if (server.exitCode !== null || server.pid === undefined) return;
    const ended = once(server, "exit");
    // The group: the server has workers.
    process.kill(-server.pid, "SIGKILL");
    await ended;
  });
  const address = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 240; attempt++) {
    const isUp = await fetch(address + health).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return address;
    if (server.exitCode !== null) break;
    await pause(500);
  }
  throw new Error(`${words(port).join(" ")} does not answer:\n${said.join("")}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
