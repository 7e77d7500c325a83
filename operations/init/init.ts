import { PROJECT_OWNER } from "../../core/project.ts";
import { existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { writeBelow } from "../../adapters/files/write-below.ts";
import { defaultBranchName, folderInRepository, isInGit } from "../../adapters/git/repository.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { nearestName } from "../../core/import/names.ts";
import { isName } from "../../core/registry/names/names.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { SCHEMA_FILES } from "../../core/registry/schemas.ts";
import { textLiteral } from "../../core/yaml/plain-scalar.ts";
import { promoteWorkflow } from "./promote-workflow.ts";
import { registryWorkflow } from "./registry-workflow.ts";
import type { UsesAction } from "./workflow-actions.ts";

export interface InitOptions {
  readonly folder: string;
  /** `file:PATH`, `s3://BUCKET/PREFIX` or `github-releases`. */
  readonly store: string;
  /** In lifecycle order. */
  readonly stages: readonly string[];
}

export interface Initialized {
  readonly written: readonly string[];
  /** Files that were there already and stayed as they are. */
  readonly kept: readonly string[];
  /** Where the folder lies in its repository: empty for the root, else a path with a closing slash. */
  readonly prefix: string;
}

const uses: UsesAction = (action) => `${PROJECT_OWNER}/modelyard/action/${action}@v1`;

/** Where `init` puts the schemas for editors. */
const SCHEMA_FOLDER = ".modelyard/schemas";

/**
 * Writes what a new registry needs. Files that exist are never touched, so running it again adds what is missing.
 *
 * @throws InputError `stage-name-invalid`, `store-invalid`
 */
export async function init(options: InitOptions): Promise<Initialized> {
  const { prefix, branch } = await whereInGit(options.folder);
  const workflows: [string, string][] = [
    [".github/workflows/registry.yml", registryWorkflow({ uses, branch })],
    [".github/workflows/promote.yml", promoteWorkflow({ uses })],
  ];
  const files = new Map([
    [pathOf({ kind: "registry" }), settingsText(options)],
    ...SCHEMA_FILES.map(({ name, text }): [string, string] => [`${SCHEMA_FOLDER}/${name}`, text]),
    [".vscode/settings.json", editorSettings()],
    // GitHub reads workflows at the root of the repository alone.
    ...(prefix === "" ? workflows : []),
  ]);
  const written: string[] = [];
  const kept: string[] = [];
  for (const [path, text] of files) {
    const file = join(options.folder, path);
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists && (await readFile(file, "utf8")) === text) continue;
    if (exists) kept.push(path);
    else {
      await writeBelow(options.folder, path, text);
      written.push(path);
    }
  }
  return { written, kept, prefix };
}

/** A registry can be started in a folder that is not there yet, before its repository, and without git. */
async function whereInGit(folder: string): Promise<{ prefix: string; branch: string }> {
  const above = nearestFolder(folder);
  const way = relative(above, folder).split(sep).join("/");
  try {
    if (!(await isInGit(above))) return { prefix: "", branch: "main" };
    const prefix = (await folderInRepository(above)) + (way === "" ? "" : `${way}/`);
    return { prefix, branch: (await defaultBranchName(above)) ?? "main" };
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return { prefix: "", branch: "main" };
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

function settingsText({ folder, store, stages }: InitOptions): string {
  const bad = stages.find((stage) => !isName(stage));
  if (bad !== undefined || stages.length === 0) {
    throw new InputError({
      code: "stage-name-invalid",
      message: `${JSON.stringify(bad ?? "")} cannot be a stage's name`,
      hint: "Names have lower-case letters, digits, - and _. In their order with commas between: --stages staging,production.",
    });
  }
  const twice = stages.find((stage, index) => stages.indexOf(stage) !== index);
  if (twice !== undefined) {
    throw new InputError({
      code: "stage-name-invalid",
      message: `The stage ${twice} is named twice`,
      hint: "Name each stage once, in their order: --stages staging,production.",
    });
  }
  const lines = stages.map((stage, index) =>
    stageText(stage, stages[index - 1], index === stages.length - 1 && index > 0),
  );
  return `# yaml-language-server: $schema=../${SCHEMA_FOLDER}/registry-1.json
schema: registry/1
name: ${textLiteral(registryName(folder))}
stages:                           # in lifecycle order; a model holds one version in each
${lines.join("\n")}
artifacts:
  store: ${storeText(store)}
`;
}

function stageText(stage: string, before: string | undefined, isLast: boolean): string {
  if (before === undefined) return `  - name: ${textLiteral(stage)}`;
  const gates = [`      after: ${textLiteral(before)}`.padEnd(34) + `# the version must have held ${before} first`];
  if (isLast) {
    gates.push("      approvals: 1".padEnd(34) + "# approving reviews by the model's owners");
    gates.push("      require: [signature, metrics, code]");
    gates.push("      formats: safe".padEnd(34) + "# no format that runs code when it is loaded");
  }
  return [`  - name: ${textLiteral(stage)}`, "    gates:", ...gates].join("\n");
}

function storeText(store: string): string {
  if (store === "github-releases") return store;
  const path = store.startsWith("file:") ? store.slice("file:".length) : "";
  if (path !== "") return `{type: file, path: ${JSON.stringify(path)}}`;
  const [, bucket, prefix = ""] = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]+)(?:\/(.*))?$/.exec(store) ?? [];
  if (bucket !== undefined) {
    return `{type: s3, bucket: ${JSON.stringify(bucket)}${prefix === "" ? "" : `, prefix: ${JSON.stringify(prefix)}`}}`;
  }
  throw new InputError({
    code: "store-invalid",
    message: `${JSON.stringify(store)} is not a store`,
    hint: "Write --store github-releases, --store s3://BUCKET/PREFIX, or --store file:PATH with a folder that everybody who drafts and deploys can reach.",
  });
}

/** A name for the registry from its folder's. */
function registryName(folder: string): string {
  return nearestName(basename(resolve(folder))) ?? "models";
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
