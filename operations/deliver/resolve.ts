import { InputError } from "../../core/errors.ts";
import { pathOf } from "../../core/registry/paths.ts";
import { type Reference, notChosen, parseReference } from "../../core/registry/reference.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import { compareVersions, derivedInteger, isPrerelease, isVersionOf } from "../../core/registry/version.ts";
import { closest, listVersions, listing } from "../../core/text/suggest.ts";
import type { ModelVersion, Status } from "../../schemas/generated/types.ts";

export interface ResolveOptions {
  /** Resolve a yanked version all the same. */
  readonly allowYanked?: boolean | undefined;
}

export interface Resolved {
  readonly reference: string;
  readonly model: string;
  readonly version: string;
  /** The stage, where the reference named one. */
  readonly stage: string | undefined;
  /** The version file's path in the registry. */
  readonly path: string;
  readonly content: ModelVersion;
  readonly status: Status | undefined;
  /** What whoever uses the version should know: a withdrawal, for one. */
  readonly warnings: readonly string[];
}

/**
 * Finds the version that a reference stands for. `churn@production` reads the stage's file, then the version's together
 * with its withdrawal, if there is one: two small requests where the registry is elsewhere.
 *
 * @example await resolve(shelf, "churn@production")
 * @throws InputError `reference-invalid`, `model-unknown`, `version-unknown`, `stage-empty`, `version-yanked`
 */
export async function resolve(shelf: RegistryReader, text: string, options: ResolveOptions = {}): Promise<Resolved> {
  const reference = parseReference(text);
  if (typeof reference === "string") throw invalid(reference);
  const { version, stage } = await select(shelf, reference);
  return describe(shelf, reference, { version, stage }, options);
}

function invalid(message: string): InputError {
  return new InputError({ code: "reference-invalid", message, hint: REFERENCE_FORMS });
}

const REFERENCE_FORMS =
  "References: churn@1.3.0, churn@production, churn@latest, churn@^1.2, models:/churn/Production, models:/churn@champion, models:/churn/3.";

interface Selected {
  readonly version: string;
  readonly stage: string | undefined;
}

async function select(shelf: RegistryReader, reference: Reference): Promise<Selected> {
  const { model, selector } = reference;
  switch (selector.by) {
    case "latest":
      return {
        version: await highest(shelf, model, () => true, "registered, without a pre-release or withdrawn one"),
        stage: undefined,
      };
    case "range":
      return inVersionRange(shelf, model, selector.range);
    case "integer":
      return { version: await byInteger(shelf, model, selector.integer), stage: undefined };
    case "stage":
      return byStage(shelf, model, await stageIgnoringCase(shelf, model, selector.stage));
    case "name":
      return byName(shelf, model, selector.name);
  }
}

async function byName(shelf: RegistryReader, model: string, name: string): Promise<Selected> {
  const versionLike = (["semver", "integer", "commit"] as const).some((scheme) => isVersionOf(scheme, name));
  if (versionLike && (await shelf.version(model, name)) !== undefined) return { version: name, stage: undefined };
  if ((await shelf.stage(model, name)) !== undefined) return byStage(shelf, model, name);
  if (!isVersionOf("semver", name) && (await isVersionRange(name)) && (await shelf.scheme(model)) === "semver") {
    return inVersionRange(shelf, model, name);
  }
  throw await unknown(shelf, model, name);
}

async function inVersionRange(shelf: RegistryReader, model: string, range: string): Promise<Selected> {
  const { inRange, isRange } = await import("../../core/registry/version-range.ts");
  if (!isRange(range)) throw invalid(notChosen(range));
  return {
    version: await highest(shelf, model, (version) => inRange(version, range), `in ${range}`),
    stage: undefined,
  };
}

async function isVersionRange(text: string): Promise<boolean> {
  // Reading ranges takes more code than all else here; most references need none.
  return (await import("../../core/registry/version-range.ts")).isRange(text);
}

async function byStage(shelf: RegistryReader, model: string, stage: string): Promise<Selected> {
  const file = await shelf.stage(model, stage);
  if (file === undefined) throw await unknown(shelf, model, stage);
  if (file.version !== null) return { version: file.version, stage };
  throw emptyStage(model, stage, "the stage is empty on purpose");
}

async function stageIgnoringCase(shelf: RegistryReader, model: string, stage: string): Promise<string> {
  const wanted = stage.toLowerCase();
  if ((await shelf.stage(model, wanted)) !== undefined) return wanted;
  return (await shelf.stageNames(model)).find((name) => name.toLowerCase() === wanted) ?? stage;
}

async function highest(
  shelf: RegistryReader,
  model: string,
  fits: (version: string) => boolean,
  what: string,
): Promise<string> {
  const scheme = await shelf.scheme(model);
  const candidates = (await shelf.versions(model)).filter(
    ({ version }) => fits(version) && !isPrerelease(scheme, version),
  );
  for (const { version } of candidates.sort((a, b) => compareVersions(scheme, b, a))) {
    if ((await shelf.status(model, version)) === undefined) return version;
  }
  if ((await shelf.versionNames(model)).length === 0) throw await unknown(shelf, model, undefined);
  throw new InputError({
    code: "version-unknown",
    message: `${model} has no version ${what}`,
    hint: `modelyard show ${model} lists its versions.`,
  });
}

async function byInteger(shelf: RegistryReader, model: string, integer: number): Promise<string> {
  const scheme = await shelf.scheme(model);
  const names = await shelf.versionNames(model);
  const found = names.find((name) => derivedInteger(scheme, name) === integer);
  if (found !== undefined) return found;
  throw await unknown(shelf, model, String(integer));
}

/** @throws InputError `model-unknown` with the models that there are */
export async function requireModel(shelf: RegistryReader, model: string): Promise<void> {
  if (await shelf.hasModel(model)) return;
  const models = await shelf.models();
  const near = closest(model, models);
  const known = models.length === 0 ? "The registry has no models yet." : `The registry has ${listing(models, "and")}.`;
  throw new InputError({
    code: "model-unknown",
    message: `There is no model ${model}`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}

/** The error for a name that nothing carries, with what there is instead. */
async function unknown(shelf: RegistryReader, model: string, name: string | undefined): Promise<InputError> {
  await shelf.settings();
  await requireModel(shelf, model);
  const versions = (await shelf.versions(model)).map(({ version }) => version);
  if (name === undefined || versions.length === 0) {
    const hint = `Draft the first: modelyard draft ${model} --version 1.0.0 --artifact FILE`;
    return new InputError({ code: "version-unknown", message: `${model} has no versions`, hint });
  }
  const declared = (await shelf.settings()).stages.map((stage) => stage.name);
  const stage = declared.find((each) => each === name.toLowerCase());
  if (stage !== undefined) return emptyStage(model, stage, "nothing was promoted there yet");
  const stages = await shelf.stageNames(model);
  // Near to a version is only another version, and which one was meant nobody can tell.
  const isVersion = isVersionOf(await shelf.scheme(model), name);
  const near = isVersion ? undefined : (closest(name, declared) ?? closest(name, versions));
  const known = `${model} has ${listVersions(versions)}${stages.length === 0 ? "" : `, and the stages ${listing(stages, "and")}`}.`;
  return new InputError({
    code: "version-unknown",
    message: `${model} has no version or stage ${name}`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}

function emptyStage(model: string, stage: string, why: string): InputError {
  return new InputError({
    code: "stage-empty",
    message: `${model} has no version in ${stage}: ${why}`,
    hint: `Promote one with modelyard promote ${model}@VERSION ${stage}, or see modelyard history ${model} ${stage}.`,
  });
}

async function describe(
  shelf: RegistryReader,
  reference: Reference,
  selected: Selected,
  options: ResolveOptions,
): Promise<Resolved> {
  const { model, text } = reference;
  const { version, stage } = selected;
  const path = pathOf({ kind: "model-version", model, version });
  await shelf.preload([path, pathOf({ kind: "status", model, version })]);
  const [content, status] = await Promise.all([shelf.version(model, version), shelf.status(model, version)]);
  if (content === undefined) throw await unknown(shelf, model, version);
  if (status?.status === "yanked" && options.allowYanked !== true) {
    throw new InputError({
      code: "version-yanked",
      message: `${model} ${version} is yanked: ${status.reason}`,
      hint: "Use another version. To use this one all the same, pass --allow-yanked.",
    });
  }
  const warnings = status === undefined ? [] : [`${model} ${version} is ${status.status}: ${status.reason}`];
  return { reference: text, model, version, stage, path, content, status, warnings };
}
