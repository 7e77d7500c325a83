import { pathOf } from "../registry/names/paths.ts";
import { closest } from "../text/suggest.ts";
import type { Status } from "../../schemas/generated/types.ts";
import type { ForeignChange, ForeignEvent, ImportProblem, StageMapping } from "./foreign.ts";
import { stageName } from "./names.ts";
import { type Claim, type Settled, type Standing, settle } from "./track.ts";

/** One change of this registry that an event becomes. */
export type Edit =
  | { readonly type: "version"; readonly model: string; readonly version: string }
  | { readonly type: "stage"; readonly model: string; readonly stage: string; readonly version: string | null }
  | {
      readonly type: "status";
      readonly model: string;
      readonly version: string;
      readonly status: Status["status"] | null;
      readonly reason: string;
    };

/** What one event changes here. */
export interface Step {
  readonly event: ForeignEvent;
  readonly edits: readonly Edit[];
}

export interface TimelineInput {
  /** Oldest first. */
  readonly events: readonly ForeignEvent[];
  /** The model's name here; undefined for one that is left out. */
  readonly nameOf: (model: string) => string | undefined;
  /** The version here, if it is here or comes in now. */
  readonly versionOf: (model: string, version: string) => string | undefined;
  /** Whether a version comes in now. */
  readonly isNew: (model: string, version: string) => boolean;
  readonly mapping: StageMapping;
  /** The stages that registry.yaml declares. */
  readonly declared: readonly string[];
  /** What the stage and status files say before the import, by path. */
  readonly standing: ReadonlyMap<string, Standing<string>>;
}

export interface Timeline {
  readonly steps: readonly Step[];
  readonly problems: readonly ImportProblem[];
}

/** A stage or status file, and what happened to what it stands for elsewhere. */
interface Pointer {
  readonly model: string;
  /** The stage's name, or the version's. */
  readonly key: string;
  readonly kind: "stage" | "status";
  readonly claims: (Claim<string> & { readonly from: string; readonly reason: string })[];
}

/**
 * Turns what happened in another registry into changes of this one: which files each event adds, edits or removes, in the
 * order of the events.
 */
export function planTimeline(input: TimelineInput): Timeline {
  const problems: ImportProblem[] = [];
  const pointers = collectPointers(input, problems);
  const settled = new Map(
    Array.from(pointers, ([path, pointer]) => [path, settlePointer(path, pointer, input.standing, problems)]),
  );
  dropContradictions({ pointers, settled, standing: input.standing }, problems);

  const edits = new Map<ForeignEvent, Edit[]>();
  for (const [path, { edits: own }] of settled) {
    const pointer = pointers.get(path);
    if (pointer === undefined) continue;
    for (const { event, value } of own) {
      edits.set(event, [...(edits.get(event) ?? []), pointerEdit(pointer, event, value)]);
    }
  }
  return { steps: orderSteps(input, edits), problems };
}

function pointerEdit({ kind, model, key, claims }: Pointer, event: ForeignEvent, value: string | null): Edit {
  if (kind === "stage") return { type: "stage", model, stage: key, version: value };
  const reason = claims.find((claim) => claim.event === event)?.reason ?? "";
  // Claims of a status file hold nothing but the words of its schema.
  return { type: "status", model, version: key, status: value as Status["status"] | null, reason };
}

function collectPointers(input: TimelineInput, problems: ImportProblem[]): Map<string, Pointer> {
  const pointers = new Map<string, Pointer>();
  const stageless = new Map<string, { event: ForeignEvent; models: Set<string> }>();
  for (const event of input.events) {
    for (const change of event.changes) {
      const model = input.nameOf(change.model);
      if (model === undefined || change.type === "registered") continue;
      if (change.type === "status") {
        const version = input.versionOf(change.model, change.version);
        if (version === undefined) continue;
        const pointer = pointerAt(pointers, { kind: "status", model, key: version });
        pointer.claims.push({ event, value: change.status, from: "", reason: change.reason });
        continue;
      }
      const stage = stageName(change.stage, input.mapping);
      if (stage === null) continue;
      if (stage === undefined || !input.declared.includes(stage)) {
        const seen = stageless.get(change.stage) ?? { event, models: new Set() };
        stageless.set(change.stage, { ...seen, models: seen.models.add(change.model) });
        continue;
      }
      const pointer = pointerAt(pointers, { kind: "stage", model, key: stage });
      pointer.claims.push(stageClaim(pointer, { event, change, input }));
    }
  }
  for (const [stage, { event, models }] of stageless) {
    const { declared, mapping } = input;
    problems.push(
      stageUnknown(stage, { about: event.name, models: [...models], declared, chosen: mapping.get(stage) }),
    );
  }
  return pointers;
}

function pointerAt(pointers: Map<string, Pointer>, { kind, model, key }: Omit<Pointer, "claims">): Pointer {
  const path = kind === "stage" ? pathOf({ kind, model, stage: key }) : pathOf({ kind: "status", model, version: key });
  const known = pointers.get(path);
  if (known !== undefined) return known;
  const pointer: Pointer = { kind, model, key, claims: [] };
  pointers.set(path, pointer);
  return pointer;
}

/** Where two stages there are one here, the one that was emptied leaves it to the other. */
function stageClaim(
  { claims }: Pointer,
  {
    event,
    change,
    input,
  }: { event: ForeignEvent; change: Extract<ForeignChange, { type: "stage" }>; input: TimelineInput },
): Pointer["claims"][number] {
  const from = change.stage;
  if (change.version !== null)
    return { event, value: input.versionOf(change.model, change.version), from, reason: change.version };
  const other = claims.findLast((claim) => claim.from !== from);
  return { event, value: other?.value ?? null, from, reason: "" };
}

function settlePointer(
  path: string,
  pointer: Pointer,
  standing: ReadonlyMap<string, Standing<string>>,
  problems: ImportProblem[],
): Settled<string> {
  const settled = settle(pointer.claims, standing.get(path));
  const last = pointer.claims.at(-1);
  if (last === undefined) return settled;
  const about = last.event.name;
  const { model, key } = pointer;
  const rivals = rivalsOf(pointer);
  if (rivals.length > 1) {
    const message = `${model} has nothing in ${key}: it would be ${rivals.join(" and ")}`;
    problems.push({ about, severity: "error", message, hint: "Give each a stage of its own with --stage." });
    return { edits: [], final: standing.get(path)?.value ?? null, outcome: "missing" };
  }
  if (settled.outcome === "taken") return settled;
  if (settled.outcome === "missing") {
    const message = `${model} has nothing in ${key}: what holds it there, ${last.reason}, was not imported`;
    problems.push({ about, severity: "error", message, hint: "Correct what kept it out, and import again." });
    return settled;
  }
  const where = standing.get(path);
  const says = pointer.kind === "stage" ? (where?.value ?? "nothing") : (where?.value ?? "no withdrawal");
  const message = `${path} says ${says} ${where?.since === undefined ? "and is not committed" : `since ${where.since}`}, and stays as it is`;
  const guessed = `It is not known since when it is otherwise there: if that is newer, change it here by hand (modelyard ${pointer.kind === "stage" ? "promote" : "withdraw"}).`;
  const known = last.event.isTimeGuessed === true ? guessed : "What is newer counts.";
  const hint = where?.since === undefined ? "Commit it, or put it back, and import again." : known;
  problems.push({ about, severity: "notice", message, hint });
  return settled;
}

/** What the stages that are one here hold in the end, where that is not the same. */
function rivalsOf({ claims }: Pointer): string[] {
  const last = new Map(claims.map(({ from, value, reason }) => [from, { value, reason }]));
  const holding = Array.from(last).filter(([, { value, reason }]) => value !== null && reason !== "");
  const isOne = new Set(holding.map(([, { value }]) => value)).size < 2;
  return isOne ? [] : holding.map(([from, { reason }]) => `${reason} (${from})`);
}

/** A version that is withdrawn for good holds no stage. Where the two registries together would say both, the stage counts. */
function dropContradictions(
  {
    pointers,
    settled,
    standing,
  }: {
    pointers: ReadonlyMap<string, Pointer>;
    settled: Map<string, Settled<string>>;
    standing: ReadonlyMap<string, Standing<string>>;
  },
  problems: ImportProblem[],
): void {
  for (const [path, pointer] of pointers) {
    const version = settled.get(path)?.final;
    if (pointer.kind !== "stage" || version === undefined || version === null) continue;
    const status = pathOf({ kind: "status", model: pointer.model, version });
    const withdrawn = (settled.get(status) ?? { final: standing.get(status)?.value ?? null }).final;
    if (withdrawn === null || withdrawn === "deprecated") continue;
    const about = pointer.claims.at(-1)?.event.name ?? path;
    if ((settled.get(status)?.edits.length ?? 0) > 0) {
      settled.set(status, { edits: [], final: standing.get(status)?.value ?? null, outcome: "kept" });
      const message = `${pointer.model} ${version} is ${withdrawn} there and holds ${pointer.key}, so it is not withdrawn here`;
      problems.push({ about, severity: "notice", message, hint: "Withdraw it when something else holds the stage." });
    } else {
      settled.set(path, { edits: [], final: standing.get(path)?.value ?? null, outcome: "kept" });
      const message = `${pointer.model} ${version} is ${withdrawn} here, so it cannot hold ${pointer.key}`;
      problems.push({ about, severity: "error", message, hint: `Remove ${status} if it may serve again.` });
    }
  }
}

function stageUnknown(
  stage: string,
  {
    about,
    models,
    declared,
    chosen,
  }: {
    readonly about: string;
    readonly models: readonly string[];
    readonly declared: readonly string[];
    readonly chosen: string | null | undefined;
  },
): ImportProblem {
  const named = models.length > 3 ? `${models.length} models` : models.join(", ");
  const near = closest(chosen ?? stage, declared) ?? declared.at(-1) ?? "NAME";
  return {
    about,
    severity: "error",
    message:
      typeof chosen === "string"
        ? `registry.yaml has no stage ${chosen}, which ${stage} is to be here`
        : `registry.yaml has no stage for ${stage}, which ${named} used`,
    hint: `Say which it is: --stage '${stage}=${near}'; or add it to registry.yaml; or leave it out: --stage '${stage}='.`,
  };
}

/** Each event with what it changes; a version comes in before anything names it, whatever the clocks said. */
function orderSteps(input: TimelineInput, edits: ReadonlyMap<ForeignEvent, readonly Edit[]>): Step[] {
  const waiting = new Set<string>();
  for (const { changes } of input.events) {
    for (const change of changes) {
      const path = change.type === "registered" ? newVersion(input, change) : undefined;
      if (path !== undefined) waiting.add(path.key);
    }
  }
  const arrive = (model: string, version: string): Edit[] =>
    waiting.delete(`${model}@${version}`) ? [{ type: "version", model, version }] : [];
  return input.events.flatMap((event) => {
    const all: Edit[] = [];
    for (const change of event.changes) {
      const own = change.type === "registered" ? newVersion(input, change) : undefined;
      if (own !== undefined) all.push(...arrive(own.model, own.version));
    }
    for (const edit of edits.get(event) ?? []) {
      if (edit.version !== null) all.push(...arrive(edit.model, edit.version));
      all.push(edit);
    }
    return all.length === 0 ? [] : [{ event, edits: all }];
  });
}

function newVersion(
  { nameOf, versionOf, isNew }: TimelineInput,
  change: Extract<ForeignChange, { type: "registered" }>,
): { key: string; model: string; version: string } | undefined {
  const model = nameOf(change.model);
  const version = versionOf(change.model, change.version);
  if (model === undefined || version === undefined || !isNew(change.model, change.version)) return undefined;
  return { key: `${model}@${version}`, model, version };
}
