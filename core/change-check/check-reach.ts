import { CODEOWNERS_PATHS, findSection } from "../registry/codeowners.ts";
import { type RegistryFile, contentOf } from "../registry/file.ts";
import { type Finding, compareFindings } from "../registry/finding.ts";
import { invalidNames } from "../registry/names.ts";
import type { PartialRegistry } from "../registry/partial.ts";
import { identify, modelFolder, pathOf } from "../registry/paths.ts";
import type { Registry } from "../registry/registry.ts";
import { REGISTRY_FOLDER, isPlainFile } from "../tree/tree.ts";
import { checkFile, checkTogether } from "../rules/index.ts";
import { type Touched, datasetFolder } from "./touched.ts";

/** Checks what a change touches in head, and what that may break elsewhere. */
export class ChangeCheck {
  readonly #mergeBase: PartialRegistry;
  readonly #head: PartialRegistry;
  readonly #touched: Touched;
  /** What the change may break at paths that it does not touch: rules, and places by rule. */
  readonly #rules = new Set<string>();
  readonly #places = new Set<string>();

  constructor(mergeBase: PartialRegistry, head: PartialRegistry, touched: Touched) {
    this.#mergeBase = mergeBase;
    this.#head = head;
    this.#touched = touched;
  }

  async findings(): Promise<readonly Finding[]> {
    await this.#readReferences();
    await this.#readOwners();
    await this.#readMetrics();
    await this.#listWhereModesMatter();
    this.#spread(await this.#head.registry());
    const findings = await this.#check();
    // A place in a file is only known once it was read.
    const unread = findings.map(({ path }) => path).filter((path) => this.#head.has(path) && !this.#head.hasRead(path));
    if (unread.length === 0) return findings;
    await this.#head.read(unread);
    return this.#check();
  }

  async #check(): Promise<readonly Finding[]> {
    const head = await this.#head.registry();
    const touchedFiles = [...head.files.values()].filter(({ path }) => this.#touched.paths.has(path));
    const together = checkTogether(head).filter((finding) => this.#belongs(finding));
    return [...touchedFiles.flatMap((file) => checkFile(file)), ...together].sort(compareFindings);
  }

  #belongs({ rule, path }: Finding): boolean {
    return this.#touched.paths.has(path) || this.#rules.has(rule) || this.#places.has(`${rule} ${path}`);
  }

  /** Looks up what touched versions name: datasets, and versions that they were trained from. */
  async #readReferences(): Promise<void> {
    const { files } = await this.#head.registry();
    const versions = this.#touched.ofKind("model-version").map((path) => files.get(path));
    const named = versions.flatMap((file) => (file === undefined ? [] : namedBy(file)));
    await this.#head.list(named);
    const missing = named.filter((path) => !this.#head.has(path));
    if (missing.length === 0) return;
    // What there is instead is told to whoever has to mend it.
    const identities = missing.map(identify);
    const bases = identities.flatMap((identity) =>
      identity?.kind === "model-version" ? [`${modelFolder(identity.model)}/versions`] : [],
    );
    const datasets = identities.flatMap((identity) => (identity?.kind === "dataset-version" ? [identity.dataset] : []));
    await this.#head.list([...bases, ...(datasets.length > 0 ? [`${REGISTRY_FOLDER}/datasets`] : [])]);
    const folders = datasets.map((dataset) => `${datasetFolder(dataset)}/versions/`);
    await this.#head.read(this.#head.paths().filter((path) => folders.some((folder) => path.startsWith(folder))));
  }

  /** CODEOWNERS holds the owners of all models; it is looked at where it or an owner changes. */
  async #readOwners(): Promise<void> {
    const [before, after] = await Promise.all([this.#mergeBase.registry(), this.#head.registry()]);
    if (findSection(after.codeOwners?.source.text ?? "") === undefined) return;
    const isTouched = CODEOWNERS_PATHS.some((path) => this.#touched.paths.has(path));
    const isOutdated = [...this.#touched.models].some((model) => ownersIn(before, model) !== ownersIn(after, model));
    if (!isTouched && !isOutdated) return;
    this.#rules.add("codeowners-stale");
    await this.#readModelFiles();
  }

  /** A metric with a gate for every model is declared by one of them at least. */
  async #readMetrics(): Promise<void> {
    const [before, after] = await Promise.all([this.#mergeBase.registry(), this.#head.registry()]);
    const gated = (after.settings?.value.stages ?? []).flatMap(({ gates }) => Object.keys(gates?.metrics ?? {}));
    const isNew = (model: string) => after.models.has(model) && !before.models.has(model);
    const touched = [...this.#touched.models].filter((model) => this.#touched.hasModelFile(model) || isNew(model));
    const declared = new Set(
      touched.flatMap((model) => Object.keys(after.models.get(model)?.model?.value.metrics ?? {})),
    );
    if (touched.length === 0 || gated.every((metric) => declared.has(metric))) return;
    this.#places.add(`metric-undeclared ${pathOf({ kind: "registry" })}`);
    await this.#readModelFiles();
  }

  async #readModelFiles(): Promise<void> {
    await this.#head.list([`${REGISTRY_FOLDER}/models`]);
    await this.#head.read(this.#head.paths().filter((path) => identify(path)?.kind === "model"));
  }

  /** Where some files are executable, what is said of them depends on whether all are. */
  async #listWhereModesMatter(): Promise<void> {
    const { entries } = await this.#head.registry();
    if (!entries.some((entry) => isPlainFile(entry) && entry.mode !== "100644")) return;
    this.#rules.add("file-mode");
    await this.#head.list([REGISTRY_FOLDER]);
  }

  /** Where rules may speak of files beside the touched ones. */
  #spread({ files, models }: Registry): void {
    for (const model of this.#touched.models) {
      this.#places.add(`settings-missing ${pathOf({ kind: "model", model })}`);
      const { stages = new Map(), versions = new Map() } = models.get(model) ?? {};
      for (const { file } of stages.values()) this.#places.add(`stage-withdrawn ${file.path}`);
      if (!this.#touched.hasModelFile(model)) continue;
      for (const { file } of versions.values()) this.#places.add(`version-scheme ${file.path}`);
    }
    for (const dataset of this.#touched.datasets) {
      this.#places.add(`settings-missing ${pathOf({ kind: "dataset", dataset })}`);
    }
    const lowered = new Set([...this.#touched.paths].map((path) => path.toLowerCase()));
    for (const { path, identity } of files.values()) {
      if (lowered.has(path.toLowerCase())) this.#places.add(`name-collision ${path}`);
      const owner =
        "model" in identity
          ? this.#touched.models.has(identity.model)
          : "dataset" in identity && this.#touched.datasets.has(identity.dataset);
      if (owner && invalidNames(identity).length > 0) this.#places.add(`name-invalid ${path}`);
    }
  }
}

function ownersIn({ models }: Registry, model: string): string {
  return (models.get(model)?.model?.value.owners ?? []).join();
}

/** The files that a version names: those of datasets, and of the version that it was trained from. */
function namedBy(file: RegistryFile): readonly string[] {
  const { base, datasets = [] } = contentOf(file, "model-version") ?? {};
  const { model, version: number } = base ?? {};
  const named = datasets.flatMap(({ name, version }) =>
    name === undefined || version === undefined ? [] : [pathOf({ kind: "dataset-version", dataset: name, version })],
  );
  if (model !== undefined && number !== undefined)
    named.push(pathOf({ kind: "model-version", model, version: number }));
  return named;
}
