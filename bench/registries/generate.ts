import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { openFileStore } from "../../adapters/stores/file-store.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { runGit } from "../measuring/git.ts";
import { artifactsOf, modelName, versionOfRound } from "./documents.ts";
import { importCommits } from "./fast-import.ts";
import { STORE_FOLDER, commitsOf, lastVersion, lastVersionFile, modelCount } from "./history.ts";

export interface GenerateOptions {
  /** Where the repository is made; created where it is missing. */
  readonly folder: string;
  readonly versions: number;
}

/** What was generated, and the names that the measurements need. */
export interface GeneratedRegistry {
  readonly folder: string;
  readonly versions: number;
  readonly models: number;
  /** A model with a version in each stage. */
  readonly model: string;
  /** What its production stage holds. */
  readonly production: string;
  /** A branch with one commit: the model's newest version promoted to production. */
  readonly promotionBranch: string;
  readonly promoted: string;
  /** A branch with one commit: a new version of the model. */
  readonly additionBranch: string;
}

/**
 * Makes a git repository with a registry of so many versions, ten for each model, two stages, and a history of merged pull
 * requests. The same call makes the same files.
 *
 * @example await generateRegistry({ folder: "/tmp/big", versions: 100_000 })
 */
export async function generateRegistry({ folder, versions }: GenerateOptions): Promise<GeneratedRegistry> {
  await mkdir(folder, { recursive: true });
  runGit(folder, ["init", "--quiet", "--initial-branch=main"]);
  runGit(folder, ["config", "user.name", "bench"]);
  runGit(folder, ["config", "user.email", "bench@acme.example"]);
  await importCommits(folder, commitsOf(versions), ["side"]);
  runGit(folder, ["reset", "--quiet", "--hard", "main"]);
  await publishPromoted(folder, versions);
  return describeRegistry(folder, versions);
}

/** Publishes the version that the promotion is about; without, the promotion would be refused. */
async function publishPromoted(folder: string, versions: number): Promise<void> {
  const { model: index, round } = lastVersion(versions);
  const name = { model: modelName(index), version: versionOfRound(round) };
  const store = openFileStore(join(folder, STORE_FOLDER));
  const artifacts: Artifact[] = [];
  for (const { path, bytes } of artifactsOf(index, round)) {
    const artifact = { path, size: bytes.length, sha256: sha256OfBytes(bytes) };
    await store.save(name, artifact, { open: (offsetBytes) => Readable.from([bytes.subarray(offsetBytes)]) });
    artifacts.push(artifact);
  }
  const versionFile = Buffer.from(lastVersionFile(versions).text);
  await store.seal(name, artifacts, { versionFile, commit: undefined, notes: "" });
}

/** The names in a registry that `generateRegistry` made. */
function describeRegistry(folder: string, versions: number): GeneratedRegistry {
  const models = modelCount(versions);
  const { model, round } = lastVersion(versions);
  return {
    folder,
    versions,
    models,
    model: modelName(model),
    production: versionOfRound(Math.max(0, round - 1)),
    promotionBranch: "promotion",
    promoted: versionOfRound(round),
    additionBranch: "addition",
  };
}
