import { readRepositorySettings, type RepositorySettings } from "../../adapters/github/settings/settings.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import { findCodeOwners, CODEOWNERS_PATHS } from "../../core/registry/codeowners.ts";
import { readRegistry } from "../../core/registry/reading/partial.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import { type Clone, cloneOf } from "../workspace/clone.ts";
import { EDITOR_SCHEMAS, outdatedAmong } from "../workspace/editor-schemas.ts";
import { type Location, folderIn } from "../workspace/location.ts";
import { type Environment, connectToLocation, openLocation } from "../workspace/open-location.ts";
import { unignoredStore } from "../workspace/unignored-store.ts";
import { observeStore } from "./observe-store.ts";
import { findParts } from "./parts.ts";
import type { Setup } from "./setup.ts";
import { type Workflow, readWorkflow } from "./workflow.ts";

const WORKFLOWS = ".github/workflows";

/** Looks at everything that the checks need; where something cannot be seen, the reason is kept. Nothing is changed. */
export async function observeSetup(location: Location, environment: Environment): Promise<Setup> {
  const github = await observeGitHub(location, environment);
  const tree = await openLocation(location, environment);
  const clone = cloneOf(location);
  const folder = folderIn(location);
  const { root, prefix } = await repositoryRoot(clone, tree);
  const [registry, codeOwners, found, branch, git] = await Promise.all([
    readRegistry(tree),
    root.read(CODEOWNERS_PATHS).then(findCodeOwners),
    readWorkflows(root),
    branchOf(clone, github),
    clone === undefined ? undefined : observe(() => clone.gitVersion()),
  ]);
  return {
    registry,
    findings: checkRegistry(registry),
    prefix,
    codeOwners: codeOwners === undefined ? undefined : { path: codeOwners.path, text: codeOwners.source.text },
    workflows: found.workflows,
    brokenWorkflows: found.broken,
    parts: findParts(found.workflows),
    defaultBranch: branch,
    gitVersion: git,
    github,
    store: await observeStore(registry, github, { location, environment }),
    unignoredStore: folder === undefined ? undefined : await unignoredStore(folder),
    outdatedSchemas: outdatedAmong(await tree.read(EDITOR_SCHEMAS.map(([path]) => path))),
  };
}

async function observe<Value>(look: () => Promise<Value>): Promise<Observed<Value>> {
  try {
    return { known: true, value: await look() };
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return { known: false, reason: `${error.message}. ${error.hint}` };
  }
}

async function observeGitHub(location: Location, environment: Environment): Promise<Observed<RepositorySettings>> {
  const origin = await cloneOf(location)?.origin();
  const host = origin === undefined ? undefined : new URL(origin).hostname;
  // A name on another server says nothing of the repository of that name on GitHub.
  if (host !== undefined && host !== "github.com" && environment["GITHUB_API_URL"] === undefined) {
    return { known: false, reason: `origin is on ${host}; for a GitHub server of yours set GITHUB_API_URL` };
  }
  return observe(async () => readRepositorySettings(await connectToLocation(location, environment)));
}

/** GitHub looks for workflows and CODEOWNERS at the root of the repository, wherever the registry is. */
async function repositoryRoot(clone: Clone | undefined, tree: Tree): Promise<{ root: Tree; prefix: string }> {
  if (clone === undefined) return { root: tree, prefix: "" };
  const prefix = await clone.prefix();
  const up = "../".repeat(prefix.split("/").length - 1);
  return { root: prefix === "" ? tree : openFolder(`${clone.folder}/${up}`), prefix };
}

async function readWorkflows(root: Tree): Promise<{ workflows: readonly Workflow[]; broken: readonly string[] }> {
  const listed = await root.list(WORKFLOWS);
  const paths = listed.map(({ path }) => path).filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  const contents = await root.read(paths);
  const workflows: Workflow[] = [];
  const broken: string[] = [];
  for (const [path, bytes] of contents) {
    const workflow = readWorkflow(path, new TextDecoder().decode(bytes));
    if (workflow === undefined) broken.push(path);
    else workflows.push(workflow);
  }
  return { workflows, broken };
}

async function branchOf(clone: Clone | undefined, github: Observed<RepositorySettings>): Promise<string> {
  if (github.known) return github.value.repository.defaultBranch;
  return (await clone?.defaultBranch()) ?? "main";
}
