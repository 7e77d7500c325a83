import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";

const actions = join(import.meta.dirname, "../../../action");

export interface StepOptions {
  readonly action: string;
  /** The workspace: a clone. */
  readonly folder: string;
  readonly event: { readonly name: string; readonly payload: object };
  /** What the workflow gives; the rest is as action.yml has it. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly token: string;
  readonly apiUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Kills the process, as a runner does that is cut off. */
  readonly signal?: AbortSignal;
}

export interface Step {
  readonly exitCode: number;
  /** All that was printed. */
  readonly log: string;
  /** Lines that the runner takes for commands, wherever they stand. */
  readonly commands: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** The environment of a step that runs so much later than it is. */
export function hoursLater(hours: number): Record<string, string> {
  const LATER_MS = String(hours * 3_600_000);
  return { LATER_MS, NODE_OPTIONS: `--import=${join(import.meta.dirname, "../../support/later.ts")}` };
}

/** Runs a sub-action as the runner does: the built file in a process of Node 24, everything else by environment. */
export async function runStep(options: StepOptions): Promise<Step> {
  const files = await mkdtemp(join(tmpdir(), "modelyard-step-"));
  onTestFinished(() => rm(files, { recursive: true, force: true }));
  await mkdir(join(files, "home"));
  const at = (name: string) => join(files, name);
  await writeFile(at("event.json"), JSON.stringify(options.event.payload));
  await Promise.all(["output", "summary"].map((name) => writeFile(at(name), "")));
  const environment = {
    PATH: process.env["PATH"],
    HOME: at("home"),
    TMPDIR: tmpdir(),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: options.folder,
    GITHUB_EVENT_NAME: options.event.name,
    GITHUB_EVENT_PATH: at("event.json"),
    GITHUB_OUTPUT: at("output"),
    GITHUB_STEP_SUMMARY: at("summary"),
    GITHUB_API_URL: options.apiUrl,
    GITHUB_SERVER_URL: options.apiUrl,
    GITHUB_REPOSITORY: "acme/models",
    GITHUB_REF_NAME: "main",
    GITHUB_RUN_ID: "77",
    ...(await inputsOf(options)),
    ...options.environment,
  };
  const ran = await run(join(actions, "dist", `${options.action}.js`), options, environment);
  return {
    ...ran,
    commands: ran.log.split("\n").filter((line) => line.trimStart().startsWith("::") || line.includes("##[")),
    outputs: readOutputs(await readFile(at("output"), "utf8")),
    summary: await readFile(at("summary"), "utf8"),
  };
}

async function inputsOf({ action, inputs = {}, token }: StepOptions): Promise<Record<string, string>> {
  const file = parse(await readFile(join(actions, action, "action.yml"), "utf8")) as {
    inputs: Readonly<Record<string, { default?: string }>>;
  };
  const unknown = Object.keys(inputs).filter((name) => !(name in file.inputs));
  if (unknown.length > 0) throw new Error(`${action} has no input ${unknown.join(", ")}`);
  const given = Object.entries(file.inputs).map(([name, { default: value = "" }]) => [
    `INPUT_${name.toUpperCase()}`,
    inputs[name] ?? value.replace("${{ github.token }}", token),
  ]);
  return Object.fromEntries(given) as Record<string, string>;
}

function run(
  file: string,
  { folder: cwd, signal }: StepOptions,
  env: NodeJS.ProcessEnv,
): Promise<{ exitCode: number; log: string }> {
  const options = { cwd, env, signal, killSignal: "SIGKILL", maxBuffer: 64 * 1024 * 1024 } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [file], options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
      resolve({ exitCode, log: stdout + stderr });
    });
  });
}

/** `name<<delimiter`, the value's lines, the delimiter. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === "") continue;
    const [, name = "", delimiter = ""] = /^([^<=]+)<<(ghadelimiter_.+)$/.exec(line) ?? [];
    if (delimiter === "") throw new Error(`an output that was not written as one: ${line}`);
    outputs[name] = lines.splice(0, lines.indexOf(delimiter)).join("\n");
    lines.shift();
  }
  return outputs;
}
