import type { Model, ModelVersion, RegistrySettings, Stage, Status } from "../../schemas/generated/types.ts";
import { InputError } from "../errors.ts";
import { type ContentOf, readContent } from "./content.ts";
import { compareText } from "../text/order.ts";
import { isName } from "./names/names.ts";
import { type Identity, identify, modelFolder, namesInside, pathOf } from "./names/paths.ts";
import { REGISTRY_FOLDER, type Tree } from "../tree/tree.ts";
import { DEFAULT_SCHEME, type VersionScheme, compareVersions } from "./versions/version.ts";

/**
 * Reads single entries of a registry, each file when it is first asked for: what `resolve` and `pull` need costs two
 * or three small reads, however large the registry is. A broken file is an InputError here; `validate` explains it.
 */
export class RegistryReader {
  readonly tree: Tree;
  readonly #files = new Map<string, Uint8Array | undefined>();
  readonly #contents = new Map<string, Promise<unknown>>();
  readonly #listings = new Map<string, Promise<readonly string[]>>();
  #models: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

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
    return [...(await this.#allModels()).keys()].sort(compareText);
  }

  /** Whether a model has any file; the rest of the registry is not looked at. */
  async hasModel(model: string): Promise<boolean> {
    // What is no name may be a way out of the folder; what is there all the same is found among the others.
    if (!isName(model)) return (await this.#allModels()).has(model);
    return (await this.#list(modelFolder(model))).some((path) => identify(path) !== undefined);
  }

  /** The version names of a model, as text is sorted. */
  async versionNames(model: string): Promise<readonly string[]> {
    return this.#names(model, "versions");
  }

  /** The stages that have a file for this model, as text is sorted. */
  async stageNames(model: string): Promise<readonly string[]> {
    return this.#names(model, "stages");
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

  async #names(model: string, folder: "versions" | "stages"): Promise<readonly string[]> {
    const whole = `${modelFolder(model)}/${folder}`;
    // Where all models were listed, nothing is listed again.
    const paths = this.#models === undefined ? await this.#list(whole) : ((await this.#models).get(model) ?? []);
    return paths
      .filter((path) => path.startsWith(`${whole}/`) && identify(path) !== undefined)
      .map((path) => path.slice(whole.length + 1, -".yaml".length))
      .sort(compareText);
  }

  /** The files of every model. */
  #allModels(): Promise<ReadonlyMap<string, readonly string[]>> {
    this.#models ??= this.#list(`${REGISTRY_FOLDER}/models`).then((paths) => {
      const models = new Map<string, string[]>();
      for (const path of paths) {
        const identity = identify(path);
        if (identity === undefined || !("model" in identity)) continue;
        const files = models.get(identity.model);
        if (files === undefined) models.set(identity.model, [path]);
        else files.push(path);
      }
      return models;
    });
    return this.#models;
  }

  #list(folder: string): Promise<readonly string[]> {
    const known = this.#listings.get(folder);
    if (known !== undefined) return known;
    const { tree } = this;
    const listing = tree.listPaths?.(folder) ?? tree.list(folder).then((entries) => entries.map((entry) => entry.path));
    this.#listings.set(folder, listing);
    return listing;
  }
}
