import { mkdir, rm } from "node:fs/promises";
import { localContent } from "../../adapters/files/local-content.ts";
import { InputError, type ModelyardError, OutsideError } from "../../core/errors.ts";
import type { ForeignEvent, ForeignModel, ImportProblem } from "../../core/import/foreign.ts";
import { overlayTree } from "../../core/tree/overlay.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { readRegistry } from "../../core/registry/reading/partial.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { DEFAULT_SCHEME, type VersionScheme } from "../../core/registry/versions/version.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import { plural } from "../../core/text/quantities.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import type { ModelVersion, RegistrySettings } from "../../schemas/generated/types.ts";
import { PARALLEL_FILES, forEachConcurrently } from "../workspace/concurrency.ts";
import { schemaReference } from "../workspace/change-target.ts";
import type { Progress } from "../workspace/progress.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";
import { type ReadVersion, readForeignVersion } from "./read-version.ts";

/** What became of one version. */
export interface ImportedVersion {
  readonly model: string;
  readonly version: string;
  /** What the two are called there. */
  readonly from: { readonly model: string; readonly version: string };
  /** `unchanged`: it was here already. `refused`: a problem says why. */
  readonly outcome: "imported" | "unchanged" | "refused";
  readonly files: number;
  readonly sizeBytes: number;
  /** What a person should know of its files and facts. */
  readonly notes: readonly string[];
}

export interface VersionsInput {
  readonly source: ForeignRegistry;
  readonly tree: Tree;
  readonly registry: Registry;
  readonly settings: RegistrySettings;
  /** Names of models here by their names there. */
  readonly names: ReadonlyMap<string, string | undefined>;
  readonly owners: readonly string[];
  readonly scheme: "semver" | "integer";
  readonly openStore: (settings: RegistrySettings) => Promise<ArtifactStore>;
  readonly dryRun: boolean;
  readonly progress: Progress;
  /** For what is fetched; emptied after each version. */
  readonly downloads: string;
}

/**
 * Reads every registered version that is not here yet and saves its bytes. One that cannot be read is a problem of its own,
 * and the others come in.
 */
export class VersionImport {
  readonly problems: ImportProblem[] = [];
  readonly #input: VersionsInput;
  readonly #versions = new Map<string, ImportedVersion>();
  readonly #texts = new Map<string, string>();
  #store: ArtifactStore | undefined;
  #saved = 0;
  /** Why the source cannot be asked any more. */
  #failure: ModelyardError | undefined;
  /** What it would have been asked for. */
  readonly #unread: string[] = [];

  constructor(input: VersionsInput) {
    this.#input = input;
  }

  /**
   * @throws OutsideError when the source fails before anything came in. When it fails later, what came in counts, and the
   *   rest is a problem: the next import goes on from there.
   */
  async run(): Promise<void> {
    const { source, names, progress } = this.#input;
    const wanted = source.events.flatMap((event) =>
      event.changes.flatMap((change) => {
        const model = names.get(change.model);
        if (change.type !== "registered" || model === undefined) return [];
        return [{ event, model, from: { model: change.model, version: change.version } }];
      }),
    );
    const step = progress.count("importing", wanted.length, "versions");
    try {
      for (const [index, { event, ...named }] of wanted.entries()) {
        step.advance(index === 0 ? 0 : 1);
        await this.#import(event, named);
      }
    } finally {
      step.end();
    }
    this.#tellUnread();
  }

  /** One problem for all that the source could not be asked for any more. */
  #tellUnread(): void {
    const [first, ...others] = this.#unread;
    if (first === undefined || this.#failure === undefined) return;
    const more = others.length === 0 ? "" : `, and so ${plural(others.length, "more version")}`;
    const message = `${this.#failure.message.replace(/\.$/, "")}: it was not read${more}`;
    this.problems.push({ about: first, severity: "error", message, hint: "Import again: it goes on from here." });
  }

  get versions(): readonly ImportedVersion[] {
    return [...this.#versions.values()];
  }

  get store(): { readonly name: string; readonly saved: number } | undefined {
    return this.#store && { name: this.#store.name, saved: this.#saved };
  }

  /** By the names there; undefined where it is not here. */
  versionOf(model: string, version: string): ImportedVersion | undefined {
    const found = this.#versions.get(keyOf({ model, version }));
    return found?.outcome === "refused" ? undefined : found;
  }

  /** The text of a file of a model or a version that comes in; empty in a dry run that fetches nothing. */
  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  async #import(
    event: ForeignEvent,
    { model, from }: { readonly model: string; readonly from: ImportedVersion["from"] },
  ): Promise<void> {
    const { source, registry, dryRun } = this.#input;
    const known = registry.models.get(model);
    const scheme = known?.model === undefined ? this.#input.scheme : (known.model.value.versioning ?? DEFAULT_SCHEME);
    const version = source.versionHere(scheme, from.version);
    if (version === undefined) {
      const message = `${from.version} has no ${scheme} version that it could become`;
      return this.#refuse(
        event,
        { model, version: from.version, from },
        { message, hint: `The rule: ${source.versionRule}.` },
      );
    }
    const named = { model, version, from };
    const existing = known?.versions.get(version)?.value;
    if (existing !== undefined) {
      this.#remember({ ...named, outcome: "unchanged", files: 0, sizeBytes: 0, notes: [] });
      if (!source.isSame(existing, from)) this.problems.push(taken(event, existing));
    } else if (dryRun && !source.isLocal) {
      await this.#promise(event, named, scheme);
    } else {
      await this.#bringIn(event, named, scheme);
    }
  }

  /** In a dry run that fetches nothing. */
  async #promise(
    event: ForeignEvent,
    named: Pick<ImportedVersion, "model" | "version" | "from">,
    scheme: VersionScheme,
  ): Promise<void> {
    try {
      await this.#input.source.expectReadable?.(named.from);
      await this.#keepTexts(named, scheme, undefined);
      this.#remember({ ...named, outcome: "imported", files: 0, sizeBytes: 0, notes: [] });
    } catch (error) {
      this.#refuse(event, named, whyUnreadable(error));
    }
  }

  async #bringIn(
    event: ForeignEvent,
    named: Pick<ImportedVersion, "model" | "version" | "from">,
    scheme: VersionScheme,
  ): Promise<void> {
    const { source, dryRun, downloads } = this.#input;
    const registered = { at: event.time, by: event.by.name || "unknown" };
    if (this.#failure !== undefined) return this.#leaveUnread(event, named);
    try {
      const read = await readForeignVersion(source, { ...named, registered, downloads }, this.#input);
      await this.#keepTexts(named, scheme, read.content);
      const refused = await this.#refusedByRules(named);
      if (refused !== undefined) {
        this.#texts.delete(pathOf({ kind: "model-version", ...named }));
        return this.#refuse(event, named, { message: refused, hint: "Repair that, then draft the version by hand." });
      }
      if (!dryRun) await this.#save(read);
      const { artifacts } = read.content;
      const sizeBytes = artifacts.reduce((sum, { size }) => sum + size, 0);
      this.#remember({ ...named, outcome: "imported", files: artifacts.length, sizeBytes, notes: read.notes });
    } catch (error) {
      const hasAny = this.versions.some(({ outcome }) => outcome === "imported");
      if (hasAny && error instanceof OutsideError && FATAL.has(error.code)) {
        this.#failure = error;
        this.#leaveUnread(event, named);
      } else this.#refuse(event, named, whyUnreadable(error));
    } finally {
      await rm(downloads, { recursive: true, force: true });
      await mkdir(downloads);
    }
  }

  async #keepTexts(
    { model, version, from }: Pick<ImportedVersion, "model" | "version" | "from">,
    scheme: VersionScheme,
    content: ModelVersion | undefined,
  ): Promise<void> {
    const { tree, registry, source, owners } = this.#input;
    const path = pathOf({ kind: "model-version", model, version });
    const reference = await schemaReference(tree, path, "model-version");
    this.#texts.set(path, content === undefined ? "" : renderRegistryFile(content, reference));
    const modelPath = pathOf({ kind: "model", model });
    if (registry.files.has(modelPath) || this.#texts.has(modelPath)) return;
    const { description, tags = [] }: ForeignModel = source.models.get(from.model) ?? {};
    const settings = {
      schema: "model/1" as const,
      name: model,
      ...(from.model !== model && /^[^/@:]+$/.test(from.model) && { aliases: [from.model] }),
      ...(description === undefined ? {} : { description }),
      ...(owners.length === 0 ? {} : { owners: [...owners] }),
      ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
      versioning: scheme,
    };
    this.#texts.set(modelPath, renderRegistryFile(settings, await schemaReference(tree, modelPath, "model")));
  }

  /** What the rules say against the version by itself; the whole is checked when all are there. */
  async #refusedByRules({ model, version }: { model: string; version: string }): Promise<string | undefined> {
    const { tree } = this.#input;
    const paths = [
      pathOf({ kind: "registry" }),
      pathOf({ kind: "model", model }),
      pathOf({ kind: "model-version", model, version }),
    ];
    // Of a large registry nothing else is looked at.
    const settings = await tree.list(pathOf({ kind: "registry" }));
    const alone: Tree = { ...tree, list: () => Promise.resolve(settings) };
    const added = paths.flatMap((path): [string, string][] => {
      const text = this.#texts.get(path);
      return text === undefined ? [] : [[path, text]];
    });
    const findings = checkRegistry(await readRegistry(overlayTree(alone, new Map(added))));
    const errors = findings.filter(({ path, severity }) => severity === "error" && path === paths[2]);
    return errors.length === 0 ? undefined : errors.map(({ message }) => message).join("; ");
  }

  async #save({ content, sources }: ReadVersion): Promise<void> {
    const { openStore, settings, progress } = this.#input;
    const store = (this.#store ??= await openStore(settings));
    const step = progress.step(
      `saving ${content.model} ${content.version}`,
      content.artifacts.reduce((sum, { size }) => sum + size, 0),
    );
    try {
      await forEachConcurrently(content.artifacts, PARALLEL_FILES, async (artifact) => {
        const file = sources.find(({ path }) => path === artifact.path)?.file ?? "";
        const outcome = await store.save(content, artifact, localContent(file), {
          onBytes: (count) => step.advance(count),
        });
        if (outcome === "saved") this.#saved++;
      });
    } catch (error) {
      throw new StoreFailed(error);
    } finally {
      step.end();
    }
  }

  #remember(version: ImportedVersion): void {
    this.#versions.set(keyOf(version.from), version);
  }

  #leaveUnread({ name }: ForeignEvent, named: Pick<ImportedVersion, "model" | "version" | "from">): void {
    this.#unread.push(name);
    this.#remember({ ...named, outcome: "refused", files: 0, sizeBytes: 0, notes: [] });
  }

  #refuse(
    { name: about }: ForeignEvent,
    named: Pick<ImportedVersion, "model" | "version" | "from">,
    problem: Pick<ImportProblem, "message" | "hint">,
  ): void {
    this.problems.push({ about, severity: "error", ...problem });
    this.#remember({ ...named, outcome: "refused", files: 0, sizeBytes: 0, notes: [] });
  }
}

/** Carries what the store said past those who only know what a version may have. */
class StoreFailed extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super("The store failed");
    this.failure = failure;
  }
}

function keyOf({ model, version }: { readonly model: string; readonly version: string }): string {
  return JSON.stringify([model, version]);
}

/** Errors that no other version would escape. */
const FATAL: ReadonlySet<string> = new Set(["mlflow-unreachable", "mlflow-refused", "git-missing"]);

function whyUnreadable(error: unknown): Pick<ImportProblem, "message" | "hint"> {
  if (error instanceof StoreFailed) throw error.failure;
  const isOwn = error instanceof InputError || (error instanceof OutsideError && !FATAL.has(error.code));
  if (!isOwn) throw error;
  return { message: error.message.replace(/\.$/, ""), hint: error.hint };
}

function taken({ name }: ForeignEvent, { model, version, created_at, author }: ModelVersion): ImportProblem {
  const message = `${model} ${version} is here already and does not come from there: ${author} made it at ${created_at}`;
  return { about: name, severity: "error", message, hint: "Import the model under another name: --rename." };
}
