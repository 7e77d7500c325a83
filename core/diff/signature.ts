import type { FieldShape, Signature, SignatureParameter } from "../../schemas/generated/types.ts";
import { type SignatureChange, columnsOf, compareColumns, compareTypes } from "./signature-columns.ts";

/** How a proposed signature fits the callers of the one that serves now. */
export interface SignatureComparison {
  /** `unknown`: nothing breaks as far as the two can be compared, but they cannot be compared in full. */
  readonly judgement: "compatible" | "breaking" | "unknown";
  /** Every difference, breaking ones first, otherwise inputs, outputs, parameters as they are declared. */
  readonly changes: readonly SignatureChange[];
  /** What could not be compared and why, each a clause without a closing full stop. */
  readonly unknowns: readonly string[];
}

/**
 * Whether those who call the model as `now` declares it can go on when `proposed` takes its place.
 *
 * Inputs may gain optional columns, become optional and widen; outputs may gain columns and become certain. Types widen
 * where MLflow converts without loss when it enforces a schema (mlflow/models/utils.py, `_enforce_mlflow_datatype`).
 *
 * @example
 * compareSignatures(
 *   { inputs: [{ name: "age", type: "integer" }], outputs: [{ name: "p", type: "double" }] },
 *   { inputs: [{ name: "age", type: "long" }], outputs: [{ name: "p", type: "float" }] },
 * );
 * // breaking for the output p (double → float); the input age (integer → long) is in `changes` too, as compatible
 *
 * @param names what the two are called in a clause
 */
export function compareSignatures(
  now: Signature | undefined,
  proposed: Signature | undefined,
  names = { now: "the version that serves now", proposed: "the proposed version" },
): SignatureComparison {
  const changes = now === undefined || proposed === undefined ? [] : [...findChanges(now, proposed)];
  const breaking = changes.filter((change) => change.judgement === "breaking");
  const unknowns = [...findUnknowns(now, proposed, names)];
  return {
    judgement: breaking.length > 0 ? "breaking" : unknowns.length > 0 ? "unknown" : "compatible",
    changes: [...breaking, ...changes.filter((change) => change.judgement === "compatible")],
    unknowns,
  };
}

function* findChanges(now: Signature, proposed: Signature): Iterable<SignatureChange> {
  if (now.inputs !== undefined && proposed.inputs !== undefined) {
    yield* compareColumns("input", "", columnsOf(now.inputs), columnsOf(proposed.inputs));
  }
  if (now.outputs !== undefined && proposed.outputs !== undefined) {
    yield* compareColumns("output", "", columnsOf(now.outputs), columnsOf(proposed.outputs));
  }
  yield* compareParameters(now.params ?? [], proposed.params ?? []);
}

/** What was never declared cannot be judged; outputs that were never promised can also not be broken. */
function* findUnknowns(
  now: Signature | undefined,
  proposed: Signature | undefined,
  names: { readonly now: string; readonly proposed: string },
): Iterable<string> {
  if (now?.inputs === undefined) yield `${names.now} does not declare its inputs`;
  if (proposed?.inputs === undefined) yield `${names.proposed} does not declare its inputs`;
  if (now?.outputs !== undefined && proposed?.outputs === undefined) {
    yield `${names.proposed} does not declare its outputs any more`;
  }
}

function* compareParameters(
  now: readonly SignatureParameter[],
  proposed: readonly SignatureParameter[],
): Iterable<SignatureChange> {
  const nowByName = new Map(now.map((parameter) => [parameter.name, parameter]));
  const proposedByName = new Map(proposed.map((parameter) => [parameter.name, parameter]));
  for (const before of nowByName.values()) {
    const after = proposedByName.get(before.name);
    if (after === undefined) yield removedParameter(before);
    else yield* compareParameter(before, after);
  }
  for (const after of proposedByName.values()) if (!nowByName.has(after.name)) yield addedParameter(after);
}

function* compareParameter(now: SignatureParameter, proposed: SignatureParameter): Iterable<SignatureChange> {
  const base = { part: "parameter", column: now.name } as const;
  const types = { now: typeOf(now), proposed: typeOf(proposed) };
  if ((now.shape === undefined) !== (proposed.shape === undefined)) {
    const reason = proposed.shape === undefined ? "a list became a single value" : "a single value became a list";
    yield { ...base, ...types, change: "retyped", judgement: "breaking", reason };
  } else {
    yield* compareTypes("parameter", now.name, shapeOf(now), shapeOf(proposed));
  }
  const nowDefault = JSON.stringify(now.default);
  const proposedDefault = JSON.stringify(proposed.default);
  if (nowDefault === proposedDefault) return;
  const values = { ...base, now: nowDefault, proposed: proposedDefault };
  if (proposedDefault === undefined) {
    yield { ...values, change: "made-required", judgement: "breaking", reason: "it has no default any more" };
  } else if (nowDefault === undefined) {
    yield { ...values, change: "made-optional", judgement: "compatible", reason: "it has a default now" };
  } else {
    yield { ...values, change: "default-changed", judgement: "compatible", reason: "callers may still leave it out" };
  }
}

function removedParameter(parameter: SignatureParameter): SignatureChange {
  const { name: column } = parameter;
  const reason = "callers that set it would set what the model no longer knows";
  const now = typeOf(parameter);
  return { part: "parameter", column, change: "removed", now, proposed: undefined, judgement: "breaking", reason };
}

function addedParameter(parameter: SignatureParameter): SignatureChange {
  const common = { part: "parameter", column: parameter.name, change: "added", now: undefined } as const;
  const proposed = typeOf(parameter);
  return parameter.default === undefined
    ? { ...common, proposed, judgement: "breaking", reason: "it has no default, and today's callers do not set it" }
    : { ...common, proposed, judgement: "compatible", reason: "it has a default, so callers may leave it out" };
}

const shapeOf = ({ type, properties }: SignatureParameter): FieldShape => ({ type, ...(properties && { properties }) });

const typeOf = ({ type, shape }: SignatureParameter): string => (shape === undefined ? type : `list of ${type}`);
