import { InputError } from "../../core/errors.ts";
import { nearestName } from "../../core/import/names.ts";
import { isName } from "../../core/registry/names/names.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { type Reference, notChosen, parseReference } from "../../core/registry/names/reference.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import { compareVersions, derivedInteger, isPrerelease, isVersionOf } from "../../core/registry/versions/version.ts";
import { listVersions, listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";
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
 * @example await resolve(reader, "churn@production")
 * @throws InputError `reference-invalid`, `model-unknown`, `version-unknown`, `stage-empty`, `version-yanked`
 */
export async function resolve(reader: RegistryReader, text: string, options: ResolveOptions = {}): Promise<Resolved> {
  const parsed = parseReference(text);
  if (typeof parsed === "string") throw invalid(parsed);
  const found = (reference: Reference) =>
    select(reader, reference).then((selected) => describe(reader, reference, selected, options));
  if (!isName(parsed.model)) return found({ ...parsed, model: await modelByAlias(reader, parsed.model) });
  try {
    return await found(parsed);
  } catch (error) {
    // Only a name that no model has may be an alias, so that nothing else is read for all others.
    if (!(error instanceof InputError) || error.code !== "model-unknown") throw error;
    const model = await modelByAlias(reader, parsed.model);
    if (model === parsed.model) throw error;
    return found({ ...parsed, model });
  }
}

/**
 * The model that has the name among its aliases. The nearest name is asked first: where a registry was imported, it is that
 * one, and nothing else has to be read.
 */
async function modelByAlias(reader: RegistryReader, name: string): Promise<string> {
  const isAlias = async (model: string) => (await reader.model(model))?.aliases?.includes(name) === true;
  const near = nearestName(name);
  if (near !== undefined && (await isAlias(near))) return near;
  const found: string[] = [];
  for (const model of await reader.models()) if (await isAlias(model)) found.push(model);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw invalid(`${listing(found, "and")} both have the alias ${JSON.stringify(name)}`);
  if (isName(name)) return name;
  throw invalid(`${JSON.stringify(name)} is neither a model's name nor an alias of one`);
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

async function select(reader: RegistryReader, reference: Reference): Promise<Selected> {
  const { model, selector } = reference;
  switch (selector.by) {
    case "latest":
      return {
        version: await highest(reader, model, () => true, "registered, without a pre-release or withdrawn one"),
        stage: undefined,
      };
    case "range":
      return inVersionRange(reader, model, selector.range);
    case "integer":
      return { version: await byInteger(reader, model, selector.integer), stage: undefined };
    case "stage":
      return byStage(reader, model, await stageIgnoringCase(reader, model, selector.stage));
    case "name":
      return byName(reader, model, selector.name);
  }
}

async function byName(reader: RegistryReader, model: string, name: string): Promise<Selected> {
  const versionLike = (["semver", "integer", "commit"] as const).some((scheme) => isVersionOf(scheme, name));
  if (versionLike && (await reader.version(model, name)) !== undefined) return { version: name, stage: undefined };
  if ((await reader.stage(model, name)) !== undefined) return byStage(reader, model, name);
  if (!isVersionOf("semver", name) && (await isVersionRange(name)) && (await reader.scheme(model)) === "semver") {
    return inVersionRange(reader, model, name);
  }
  throw await unknown(reader, model, name);
}

async function inVersionRange(reader: RegistryReader, model: string, range: string): Promise<Selected> {
  const { inRange, isRange } = await import("../../core/registry/versions/version-range.ts");
  if (!isRange(range)) throw invalid(notChosen(range));
  return {
    version: await highest(reader, model, (version) => inRange(version, range), `in ${range}`),
    stage: undefined,
  };
}

async function isVersionRange(text: string): Promise<boolean> {
  // Reading ranges takes more code than all else here; most references need none.
  return (await import("../../core/registry/versions/version-range.ts")).isRange(text);
}

async function byStage(reader: RegistryReader, model: string, stage: string): Promise<Selected> {
  const file = await reader.stage(model, stage);
  if (file === undefined) throw await unknown(reader, model, stage);
  if (file.version !== null) return { version: file.version, stage };
  throw emptyStage(model, stage, "the stage is empty on purpose");
}

async function stageIgnoringCase(reader: RegistryReader, model: string, stage: string): Promise<string> {
  const wanted = stage.toLowerCase();
  if ((await reader.stage(model, wanted)) !== undefined) return wanted;
  return (await reader.stageNames(model)).find((name) => name.toLowerCase() === wanted) ?? stage;
}

async function highest(
  reader: RegistryReader,
  model: string,
  fits: (version: string) => boolean,
  what: string,
): Promise<string> {
  const scheme = await reader.scheme(model);
  const candidates = (await reader.versions(model)).filter(
    ({ version }) => fits(version) && !isPrerelease(scheme, version),
  );
  for (const { version } of candidates.sort((a, b) => compareVersions(scheme, b, a))) {
    if ((await reader.status(model, version)) === undefined) return version;
  }
  if ((await reader.versionNames(model)).length === 0) throw await unknown(reader, model, undefined);
  throw new InputError({
    code: "version-unknown",
    message: `${model} has no version ${what}`,
    hint: `modelyard show ${model} lists its versions.`,
  });
}

async function byInteger(reader: RegistryReader, model: string, integer: number): Promise<string> {
  const scheme = await reader.scheme(model);
  const names = await reader.versionNames(model);
  const found = names.find((name) => derivedInteger(scheme, name) === integer);
  if (found !== undefined) return found;
  throw await unknown(reader, model, String(integer));
}

/** @throws InputError `model-unknown` with the models that there are */
export async function requireModel(reader: RegistryReader, model: string): Promise<void> {
  if (await reader.hasModel(model)) return;
  const models = await reader.models();
  const near = closest(model, models);
  const known = models.length === 0 ? "The registry has no models yet." : `The registry has ${listing(models, "and")}.`;
  throw new InputError({
    code: "model-unknown",
    message: `There is no model ${model}`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}

/** The error for a name that nothing carries, with what there is instead. */
async function unknown(reader: RegistryReader, model: string, name: string | undefined): Promise<InputError> {
  await reader.settings();
  await requireModel(reader, model);
  const versions = (await reader.versions(model)).map(({ version }) => version);
  if (name === undefined || versions.length === 0) {
    const hint = `Draft the first: modelyard draft ${model} --version 1.0.0 --artifact FILE`;
    return new InputError({ code: "version-unknown", message: `${model} has no versions`, hint });
  }
  const declared = (await reader.settings()).stages.map((stage) => stage.name);
  const stage = declared.find((each) => each === name.toLowerCase());
  if (stage !== undefined) return emptyStage(model, stage, "nothing was promoted there yet");
  const stages = await reader.stageNames(model);
  // Near to a version is only another version, and which one was meant nobody can tell.
  const isVersion = isVersionOf(await reader.scheme(model), name);
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
  reader: RegistryReader,
  reference: Reference,
  selected: Selected,
  options: ResolveOptions,
): Promise<Resolved> {
  const { model, text } = reference;
  const { version, stage } = selected;
  const path = pathOf({ kind: "model-version", model, version });
  await reader.preload([path, pathOf({ kind: "status", model, version })]);
  const [content, status] = await Promise.all([reader.version(model, version), reader.status(model, version)]);
  if (content === undefined) throw await unknown(reader, model, version);
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
