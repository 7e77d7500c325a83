import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** The built command line. */
export const program = join(import.meta.dirname, "../../dist/modelyard.js");

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with its own cache, in which real commands run; it goes when the test ends. */
export interface Workspace {
  readonly folder: string;
  /** Runs the built command line. */
  modelyard(...words: string[]): Promise<Ran>;
  /** The same with more in its environment. */
  modelyardWith(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<Ran>;
  /** Runs the built command line and parses what --json printed. */
  json(...words: string[]): Promise<{ exitCode: number; data: Record<string, unknown> }>;
  git(...words: string[]): Promise<string>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
}

/** A clean environment: nobody's own settings reach the programs under test. */
export function testEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    TMPDIR: tmpdir(),
    MODELYARD_CACHE: join(folder, ".cache"),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "alice",
    GIT_AUTHOR_EMAIL: "alice@example.com",
    GIT_COMMITTER_NAME: "alice",
    GIT_COMMITTER_EMAIL: "alice@example.com",
  };
}

export async function createWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "modelyard-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = testEnvironment(folder);
  const modelyardWith = (more: NodeJS.ProcessEnv, ...words: string[]) =>
    runProgram(process.execPath, [program, ...words], { cwd: folder, env: { ...env, ...more } });
  const modelyard = (...words: string[]) => modelyardWith({}, ...words);
  return {
    folder,
    modelyard,
    modelyardWith,
    async json(...words) {
      const { exitCode, stdout } = await modelyard(...words, "--json");
      return { exitCode, data: JSON.parse(stdout) as Record<string, unknown> };
    },
    async git(...words) {
      const ran = await runProgram("git", words, { cwd: folder, env });
      if (ran.exitCode !== 0) throw new Error(`git ${words.join(" ")}: ${ran.stderr}`);
      return ran.stdout.trim();
    },
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    read: (path) => readFile(join(folder, path), "utf8"),
  };
}

/** A workspace with a git repository, a registry with a file store, and one drafted and committed version, churn 1.0.0. */
export async function createRegistry(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", "store/\n.cache/\nout/\n");
  await workspace.modelyard("init", "--store", "file:store");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start the registry");
  await draftVersion(workspace, "1.0.0", "first weights");
  return workspace;
}

/** Drafts and commits a version of churn whose one artifact holds `bytes`. */
export async function draftVersion(workspace: Workspace, version: string, bytes: string): Promise<void> {
  await workspace.write("out/model.bin", bytes);
  await workspace.write("out/metrics.json", JSON.stringify({ auc: 0.9 }));
  const ran = await workspace.modelyard(
    "draft",
    "churn",
    "--version",
    version,
    "--artifact",
    "out/model.bin",
    "--metrics",
    "out/metrics.json",
    "--owner",
    "@alice",
  );
  if (ran.exitCode !== 0) throw new Error(`${ran.stdout}${ran.stderr}`);
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", `--message=Add churn ${version}`);
}

export async function runProgram(
  file: string,
  words: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(file, [...words], { ...options, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}
