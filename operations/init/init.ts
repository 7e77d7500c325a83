import { existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { writeBelow } from "../../adapters/files/write-below.ts";
import { withRepositoryIfAny } from "../../adapters/git/open-repository.ts";
import { defaultBranchName } from "../../adapters/git/repository.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { EDITOR_SCHEMAS, SCHEMA_FOLDER, refreshSchemas } from "../workspace/editor-schemas.ts";
import { requireRegistry } from "../workspace/find-registry.ts";
import { unignoredStore } from "../workspace/unignored-store.ts";
import { promoteWorkflow } from "./promote-workflow.ts";
import { registryWorkflow } from "./registry-workflow.ts";
import { type SettingsOptions, settingsText } from "./settings-text.ts";
import type { UsesAction } from "./workflow-actions.ts";

export interface InitOptions extends SettingsOptions {
  /** `OWNER/NAME` of the repository whose actions the workflows use. */
  readonly action: string;
}

export interface Initialized {
  readonly written: readonly string[];
  /** Files that were there already with just this content. */
  readonly same: readonly string[];
  /** Files that were there already with other content, and stayed as they are. */
  readonly kept: readonly string[];
  /** Where the folder lies in its repository: empty for the root, else a path with a closing slash. */
  readonly prefix: string;
  /** What is written as asked, and harms sooner or later. */
  readonly warnings: readonly string[];
}

/**
 * Writes what a new registry needs. Files that exist are never touched, so running it again adds what is missing.
 *
 * @throws InputError `stage-name-invalid`, `store-invalid`, `usage`
 */
export async function init(options: InitOptions): Promise<Initialized> {
  const { prefix, branch } = await whereInGit(options.folder);
  const uses = usesOf(options.action);
  const workflows: [string, string][] = [
    [".github/workflows/registry.yml", registryWorkflow({ uses, branch })],
    [".github/workflows/promote.yml", promoteWorkflow({ uses })],
  ];
  const files = new Map([
    [pathOf({ kind: "registry" }), settingsText(options)],
    ...EDITOR_SCHEMAS,
    [".vscode/settings.json", editorSettings()],
    // GitHub reads workflows at the root of the repository alone.
    ...(prefix === "" ? workflows : []),
  ]);
  const written: string[] = [];
  const kept: string[] = [];
  const same: string[] = [];
  for (const [path, text] of files) {
    const file = join(options.folder, path);
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists && (await readFile(file, "utf8")) === text) same.push(path);
    else if (exists) kept.push(path);
    else {
      await writeBelow(options.folder, path, text);
      written.push(path);
    }
  }
  return { written, same, kept, prefix, warnings: await warningsIn(options.folder) };
}

/**
 * Brings what this modelyard writes for editors up to date in a registry that there is. Nothing else is touched.
 *
 * @throws InputError `registry-missing`
 */
export async function upgrade(folder: string): Promise<Initialized> {
  await requireRegistry(folder, { mayBeGone: false });
  const { prefix } = await whereInGit(folder);
  return { written: await refreshSchemas(folder), same: [], kept: [], prefix, warnings: await warningsIn(folder) };
}

async function warningsIn(folder: string): Promise<readonly string[]> {
  const store = await unignoredStore(folder);
  return store === undefined ? [] : [`${store.message}. ${store.fix}`];
}

function usesOf(repository: string): UsesAction {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.+$)[A-Za-z0-9._-]{1,100}$/.test(repository)) {
    throw new InputError({
      code: "usage",
      message: `${JSON.stringify(repository)} is not a repository on GitHub`,
      hint: "Write --action OWNER/NAME: the repository that has modelyard's actions.",
    });
  }
  return (action) => `${repository}/action/${action}@v1`;
}

/** A registry can be started in a folder that is not there yet, before its repository, and without git. */
async function whereInGit(folder: string): Promise<{ prefix: string; branch: string }> {
  const above = nearestFolder(folder);
  const way = relative(above, folder).split(sep).join("/");
  try {
    return await withRepositoryIfAny(above, async (repository) => {
      if (repository === undefined) return { prefix: "", branch: "main" };
      const prefix = repository.prefix + (way === "" ? "" : `${way}/`);
      return { prefix, branch: (await defaultBranchName(above)) ?? "main" };
    });
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return { prefix: "", branch: "main" };
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

/** Tells the YAML extension of editors which schema checks which file, also where the first comment is missing. */
function editorSettings(): string {
  const schemas = Object.fromEntries([
    association("registry", "registry/registry.yaml"),
    association("model", "registry/models/*/model.yaml"),
    association("model-version", "registry/models/*/versions/*.yaml"),
    association("stage", "registry/models/*/stages/*.yaml"),
    association("status", "registry/models/*/status/*.yaml"),
    association("dataset", "registry/datasets/*/dataset.yaml"),
    association("dataset-version", "registry/datasets/*/versions/*.yaml"),
  ]);
  return `${JSON.stringify({ "yaml.schemas": schemas }, null, 2)}\n`;
}

function association(kind: string, ...globs: string[]): [string, unknown] {
  return [`./${SCHEMA_FOLDER}/${kind}-1.json`, globs.length === 1 ? globs[0] : globs];
}
