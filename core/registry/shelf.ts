import type { Model, ModelVersion, RegistrySettings, Stage, Status } from "../../schemas/generated/types.ts";
import { InputError } from "../errors.ts";
import { type ContentOf, readContent } from "./content.ts";
import { compareText } from "./finding.ts";
import { type Identity, identify, modelFolder, namesInside, pathOf } from "./paths.ts";
import { REGISTRY_FOLDER, type Tree } from "./tree.ts";
import { DEFAULT_SCHEME, type VersionScheme, compareVersions } from "./version.ts";

/**
 * Reads single entries of a registry, each file when it is first asked for: what `resolve` and `pull` need costs two
 * or three small reads, however large the registry is. A broken file is an InputError here; `validate` explains it.
 */
export class Shelf {
  readonly tree: Tree;
  readonly #files = new Map<string, Uint8Array | undefined>();
  readonly #contents = new Map<string, Promise<unknown>>();
  readonly #listings = new Map<string, Promise<readonly string[]>>();

  constructor(tree: Tree) {
    this.tree = tree;
  }

  /** @throws InputError `registry-missing` where the tree holds no registry.yaml */
  async settings(): Promise<RegistrySettings> {
    const settings = await this.#content({ kind: "registry" });
    if (settings !== undefined) return settings;
    throw new InputError({
      code: "registry-missing",
      message: `There is no registry in ${this.tree.id.replace(/^folder:/, "")}: it has no ${pathOf({ kind: "registry" })}`,
      hint: "Run modelyard init there, or name the registry's folder with -C.",
    });
  }

  async model(model: string): Promise<Model | undefined> {
    return this.#content({ kind: "model", model });
  }

  async version(model: string, version: string): Promise<ModelVersion | undefined> {
    return this.#content({ kind: "model-version", model, version });
  }

  async stage(model: string, stage: string): Promise<Stage | undefined> {
    return this.#content({ kind: "stage", model, stage });
  }

  async status(model: string, version: string): Promise<Status | undefined> {
    return this.#content({ kind: "status", model, version });
  }

  /** A version file's exact bytes. */
  async versionFile(model: string, version: string): Promise<Uint8Array | undefined> {
    return this.#file({ kind: "model-version", model, version });
  }

  async scheme(model: string): Promise<VersionScheme> {
    return (await this.model(model))?.versioning ?? DEFAULT_SCHEME;
  }

  /** The names of all models that have any file, sorted. */
  async models(): Promise<readonly string[]> {
    const identities = (await this.#list(`${REGISTRY_FOLDER}/models`)).map(identify);
    return [...new Set(identities.flatMap((identity) => (identity && "model" in identity ? [identity.model] : [])))].sort(compareText);
  }

  /** The version names of a model, unordered. */
  async versionNames(model: string): Promise<readonly string[]> {
    return this.#names(`${modelFolder(model)}/versions`);
  }

  /** The stages that have a file for this model. */
  async stageNames(model: string): Promise<readonly string[]> {
    return this.#names(`${modelFolder(model)}/stages`);
  }

  /** All versions of a model from lowest to highest. */
  async versions(model: string): Promise<readonly ModelVersion[]> {
    const names = await this.versionNames(model);
    await this.preload(names.map((version) => pathOf({ kind: "model-version", model, version })));
    const versions = await Promise.all(names.map((version) => this.version(model, version)));
    const scheme = await this.scheme(model);
    return versions.filter((version) => version !== undefined).sort((a, b) => compareVersions(scheme, a, b));
  }

  /** Reads many files at once, where one by one would be slow. */
  async preload(paths: readonly string[]): Promise<void> {
    const wanted = paths.filter((path) => !this.#files.has(path));
    if (wanted.length === 0) return;
    const contents = await this.tree.read(wanted);
    for (const path of wanted) this.#files.set(path, contents.get(path));
  }

  async #content<I extends Identity>(identity: I): Promise<ContentOf<I> | undefined> {
    const bytes = await this.#file(identity);
    if (bytes === undefined) return undefined;
    const path = pathOf(identity);
    const content = await this.#read(identity, { path, bytes });
    // Path is identity: a file that speaks of something else, such as one that a link was followed to, is not taken for it.
    const itself = Object.entries(namesInside(identity)).every(([key, name]) => Object(content)[key] === name);
    if (content !== undefined && itself) return content;
    throw new InputError({
      code: "registry-file-broken",
      message: `${path} cannot be used as it is`,
      hint: "Run modelyard validate: it says what is wrong and where.",
      path,
    });
  }

  #read<I extends Identity>(identity: I, file: { path: string; bytes: Uint8Array }): Promise<ContentOf<I> | undefined> {
    const known = this.#contents.get(file.path);
    // A path has one identity, and with it one kind of content.
    if (known !== undefined) return known as Promise<ContentOf<I> | undefined>;
    const reading = readContent(identity, file);
    this.#contents.set(file.path, reading);
    return reading;
  }

  async #file(identity: Identity): Promise<Uint8Array | undefined> {
    const path = pathOf(identity);
    await this.preload([path]);
    return this.#files.get(path);
  }

  async #names(folder: string): Promise<readonly string[]> {
    const paths = await this.#list(folder);
    return paths
      .filter((path) => identify(path) !== undefined)
      .map((path) => path.slice(folder.length + 1, -".yaml".length));
  }

  #list(folder: string): Promise<readonly string[]> {
    const known = this.#listings.get(folder);
    if (known !== undefined) return known;
    const listing = this.tree.list(folder).then((entries) => entries.map((entry) => entry.path));
    this.#listings.set(folder, listing);
    return listing;
  }
}
