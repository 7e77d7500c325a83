import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { parse } from "yaml";
import { run } from "../../../cli/run.ts";
import { plainStyle } from "../../../core/text/style.ts";
import type { ModelVersion } from "../../../schemas/generated/types.ts";
import { expectReadable } from "../../fuzz/target.ts";
import { type Workspace, createWorkspace, testEnvironment } from "../../support/workspace.ts";
import type { Tracked, Tracker, Trained } from "./tracked.ts";

/** A registry without versions, and a training that one tracker keeps beside it. */
export interface TrackedWorld {
  readonly workspace: Workspace;
  readonly tracked: Tracked;
  /** Drafts `churn` at a version from what the tracker keeps. */
  draft(version: string, ...more: string[]): Promise<Outcome>;
  entry(version: string): Promise<ModelVersion>;
  /** All that is in the tracker's folder, byte for byte. */
  source(): Promise<Readonly<Record<string, string>>>;
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function createTrackedWorld(tracker: Tracker, trained: Trained): Promise<TrackedWorld> {
  const workspace = await createWorkspace();
  const folder = join(workspace.folder, "registry-root");
  await workspace.write("registry-root/registry/registry.yaml", REGISTRY);
  const downloads = join(workspace.folder, "tmp");
  await mkdir(downloads);
  const tracked = await tracker(workspace, trained);
  const source = () => contentOf(join(workspace.folder, tracked.source ?? "nothing"));
  return {
    workspace,
    tracked,
    source,
    async draft(version, ...more) {
      const before = await source();
      const words = [
        "draft",
        "churn",
        "-C",
        folder,
        "--version",
        version,
        "--author",
        "alice",
        ...tracked.words,
        ...more,
      ];
      const ran = await withTemporaryFolder(downloads, () => modelyard(workspace, words));
      expect(await source()).toEqual(before);
      // What was fetched is gone.
      expect(await readdir(downloads)).toEqual([]);
      if (!words.includes("--json")) expectReadable("stdout", ran.stdout);
      expectReadable("stderr", ran.stderr);
      return ran;
    },
    async entry(version) {
      return parse(
        await workspace.read(`registry-root/registry/models/churn/versions/${version}.yaml`),
      ) as ModelVersion;
    },
  };
}

const REGISTRY = `schema: registry/1
name: acme
stages: [{name: production}]
artifacts: {store: {type: file, path: store}}
`;

/** The command line in this process: what is no error of ours ends the test with its stack. */
export async function modelyard(workspace: Workspace, words: readonly string[]): Promise<Outcome> {
  const told = { stdout: "", stderr: "" };
  const exitCode = await run(
    words,
    {
      workingFolder: workspace.folder,
      environment: testEnvironment(workspace.folder),
      interactive: false,
      style: plainStyle,
      out: (text) => (told.stdout += text),
      err: (text) => (told.stderr += text),
      now: () => new Date("2026-11-24T12:00:00Z"),
      elapsedMs: () => performance.now(),
    },
    "0.0.0",
  );
  return { exitCode, ...told };
}

/** For programs in this process, `folder` is where temporary files go. */
async function withTemporaryFolder<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  const { TMPDIR } = process.env;
  process.env["TMPDIR"] = folder;
  try {
    return await work();
  } finally {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
  }
}

/** Each entry below a folder with its kind, mode, and content or target, as far as it may be read. */
async function contentOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  const described = paths.map(async (path) => {
    const at = join(folder, path);
    const stats = await lstat(at);
    const mode = stats.mode.toString(8);
    if (stats.isSymbolicLink()) return [path, `${mode} -> ${await readlink(at)}`] as const;
    if (!stats.isFile()) return [path, mode] as const;
    return [path, `${mode} ${await readFile(at).then(sha256, () => "closed")}`] as const;
  });
  return Object.fromEntries(await Promise.all(described));
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** An error that says what happened and what to do, and that nothing was written. */
export async function expectRefusal({ workspace }: TrackedWorld, { exitCode, ...told }: Outcome): Promise<void> {
  const isFinding = exitCode === 1;
  const said = isFinding ? told.stdout : told.stderr;
  expect({ exitCode, ...told }).toEqual({
    exitCode: expect.toBeOneOf([1, 2, 4]) as number,
    stdout: isFinding ? said : "",
    stderr: isFinding ? "" : said,
  });
  expect(said).toMatch(isFinding ? /^registry\/models\/churn\/versions\/\S+ {2}error/m : /^error: .+\n {2}\S.*\n$/);
  expect(said).not.toMatch(/^\s+at .+:\d+/m);
  const written = await readdir(join(workspace.folder, "registry-root"), { recursive: true });
  expect(written.sort((a, b) => a.localeCompare(b))).toEqual(["registry", "registry/registry.yaml"]);
}

/** A file or folder that nobody may read. */
export async function expectNamedAsClosed(world: TrackedWorld, outcome: Outcome): Promise<void> {
  expect(outcome.stderr).toMatch(/^error: \S+ (?:cannot|could not) be read: .*permission/i);
  await expectRefusal(world, outcome);
}
