import { InputError } from "../../core/errors.ts";
import { nodeAt, readRegistryFile } from "../../core/registry/file.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import { listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";
import { type ChangeTarget, folderTarget, schemaReference } from "../workspace/change-target.ts";
import { type Resolved, requireModel, resolve } from "../deliver/resolve.ts";

export interface PromoteOptions {
  /** The registry's root, or where else it is read and changed. */
  readonly folder: string | ChangeTarget;
  readonly reference: string;
  readonly stage: string;
  readonly dryRun?: boolean | undefined;
}

export interface Promotion {
  readonly model: string;
  readonly stage: string;
  /** What the stage named before; null: it was empty or had no file. */
  readonly from: string | null;
  readonly to: string | null;
  readonly path: string;
  /** The lines that differ, each with a leading `-` or `+`. */
  readonly diff: readonly string[];
  readonly written: boolean;
  readonly warnings: readonly string[];
}

/**
 * Writes the version that a reference stands for into a stage's file: one line of an existing file, its comments and
 * layout kept, or a new file.
 *
 * @throws InputError `stage-unknown`, `version-withdrawn`, and what `resolve` throws
 */
export async function promote(options: PromoteOptions): Promise<Promotion> {
  const place = placeOf(options.folder);
  const reader = new RegistryReader(place.tree);
  const resolved = await resolve(reader, options.reference, { allowYanked: true });
  await refuseUndeclaredStage(reader, options.stage);
  refuseWithdrawn(resolved);
  const { model, version, warnings } = resolved;
  return { ...(await point(options, place, { reader, model, to: version })), warnings };
}

/**
 * Empties a stage on purpose.
 *
 * @throws InputError `stage-unknown`, `model-unknown`
 */
export async function clearStage(
  options: Omit<PromoteOptions, "reference"> & { readonly model: string },
): Promise<Promotion> {
  const place = placeOf(options.folder);
  const reader = new RegistryReader(place.tree);
  await refuseUndeclaredStage(reader, options.stage);
  await requireModel(reader, options.model);
  return { ...(await point(options, place, { reader, model: options.model, to: null })), warnings: [] };
}

/** What a change of a stage is called: in a commit, and as a pull request's title. */
export function promotionTitle(
  { model, stage, to }: Pick<Promotion, "model" | "stage" | "to">,
  { isRollback }: { readonly isRollback: boolean },
): string {
  if (to === null) return `Clear ${stage} of ${model}`;
  return isRollback ? `Roll ${stage} of ${model} back to ${to}` : `Promote ${model} ${to} to ${stage}`;
}

async function point(
  { stage, dryRun }: Pick<PromoteOptions, "stage" | "dryRun">,
  { tree, write }: ChangeTarget,
  { reader, model, to }: { readonly reader: RegistryReader; readonly model: string; readonly to: string | null },
): Promise<Omit<Promotion, "warnings">> {
  const path = pathOf({ kind: "stage", model, stage });
  const current = await reader.stage(model, stage);
  const from = current?.version ?? null;
  const change = { model, stage, from, to, path };
  if (current !== undefined && from === to) return { ...change, diff: [], written: false };

  const before = current === undefined ? undefined : await textOf(reader, path);
  const after =
    before === undefined
      ? renderRegistryFile({ schema: "stage/1", model, stage, version: to }, await schemaReference(tree, path, "stage"))
      : withVersion(path, before, { model, stage }, to);
  if (dryRun !== true) await write(path, after);
  return { ...change, diff: lineDiff(before ?? "", after), written: dryRun !== true };
}

function placeOf(folder: string | ChangeTarget): ChangeTarget {
  return typeof folder === "string" ? folderTarget(folder) : folder;
}

async function refuseUndeclaredStage(reader: RegistryReader, stage: string): Promise<void> {
  const declared = (await reader.settings()).stages.map(({ name }) => name);
  if (declared.includes(stage)) return;
  const near = closest(stage, declared);
  throw new InputError({
    code: "stage-unknown",
    message: `${JSON.stringify(stage)} is not a stage of this registry`,
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}registry.yaml declares ${listing(declared, "and")}.`,
  });
}

/** No gate would let it pass: said here, nobody opens a pull request for it. */
function refuseWithdrawn({ model, version, status }: Resolved): void {
  if (status === undefined || status.status === "deprecated") return;
  throw new InputError({
    code: "version-withdrawn",
    message: `${model} ${version} is ${status.status}: ${status.reason}`,
    hint: `Promote another version. Deleting ${pathOf({ kind: "status", model, version })} would lift the withdrawal.`,
  });
}

async function textOf(reader: RegistryReader, path: string): Promise<string> {
  const bytes = (await reader.tree.read([path])).get(path);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** A stage file's text with another version: replaces the scalar behind `version:` and nothing else. */
export function withVersion(
  path: string,
  text: string,
  { model, stage }: { model: string; stage: string },
  version: string | null,
): string {
  const file = readRegistryFile({ path, blobId: "" }, { kind: "stage", model, stage }, new TextEncoder().encode(text));
  const [start, end] = nodeAt(file, ["version"])?.range ?? [0, 0];
  return text.slice(0, start) + (version === null ? "null" : JSON.stringify(version)) + text.slice(end);
}

/** The lines between the common beginning and the common end of two texts. */
function lineDiff(before: string, after: string): string[] {
  const old = before === "" ? [] : linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const removed = old.slice(start, old.length - end).map((line) => `-${line}`);
  return [...removed, ...now.slice(start, now.length - end).map((line) => `+${line}`)];
}

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
