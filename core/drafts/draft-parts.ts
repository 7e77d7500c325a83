import { purged, withoutSecrets } from "./redact-addresses.ts";
import { isSecretName, withoutSecretOptions } from "./secret-names.ts";
import { listing } from "../text/listing.ts";
import type {
  Base,
  Code,
  DatasetUse,
  Environment,
  ModelVersion,
  Signature,
  Training,
} from "../../schemas/generated/types.ts";

/** A string, number, boolean or null, or a list of these. */
export type ParameterValue = NonNullable<ModelVersion["parameters"]>[string];

/** A file that becomes an artifact of the version. */
export interface ArtifactSource {
  /** Its path in the version: relative, with `/` between folders. */
  readonly path: string;
  /** Where its bytes are on this machine. */
  readonly file: string;
  /** Whether somebody named this very file as the model, and not a folder or a run that it is in. */
  readonly isNamed?: true;
}

/** What one source (a tracker, a file, the command line) knows of a version that is being drafted. */
export interface DraftParts {
  readonly artifacts?: readonly ArtifactSource[];
  readonly description?: string;
  /** RFC 3339 in UTC. */
  readonly createdAt?: string;
  readonly author?: string;
  readonly signature?: Signature;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly environment?: Environment;
  readonly code?: Code;
  readonly datasets?: readonly DatasetUse[];
  readonly training?: Training;
  readonly base?: Base;
  /** The tracker whose records these are, such as mlflow: it knows the code, or nobody does. */
  readonly tracker?: string;
  /** Files and folders of this machine that the training wrote: that they changed says nothing of the code. */
  readonly made?: readonly string[];
  /** What a person should know: what was left out, and why. */
  readonly notes: readonly string[];
}

/**
 * Puts the parts of several sources together; where two know the same, the earlier one wins.
 *
 * Metrics, parameters, environment and training are taken key by key, because their keys are facts of their own; every
 * other field is taken whole, because half a signature from here and half from there would be neither. All notes stay.
 *
 * @example
 * mergeParts({ metrics: { auc: 0.9 }, notes: [] }, { metrics: { auc: 0.8, loss: 0.3 }, author: "alice", notes: ["old"] });
 * // { metrics: { auc: 0.9, loss: 0.3 }, author: "alice", notes: ["old"] }
 */
export function mergeParts(first: DraftParts, ...rest: readonly DraftParts[]): DraftParts {
  return rest.reduce(mergeTwo, first);
}

/**
 * The parts as they may be written into a file and shown: without the passwords, tokens and signatures of the addresses
 * in them, the parameters that are named as secrets, and the values of such options in the command. A note says so where
 * there were any.
 */
export function withoutSecretParts(parts: DraftParts): DraftParts {
  const { artifacts, notes, ...written } = parts;
  const named = withoutNamedSecrets(written);
  const clean = purged(named.parts);
  const note =
    "Passwords, tokens and signatures in addresses are left out of the entry: who reads it may not be who may know them.";
  return {
    ...clean.value,
    ...(artifacts && { artifacts }),
    notes: [...notes.map(withoutSecrets), ...named.notes, ...(clean.had ? [note] : [])],
  };
}

type WrittenParts = Omit<DraftParts, "artifacts" | "notes">;

function withoutNamedSecrets(parts: WrittenParts): { readonly parts: WrittenParts; readonly notes: readonly string[] } {
  const { parameters, training } = parts;
  const secret = Object.entries(parameters ?? {}).flatMap(([name, value]) =>
    isSecretName(name) && typeof value !== "boolean" && value !== null && value !== "" ? [name] : [],
  );
  const kept = Object.fromEntries(Object.entries(parameters ?? {}).filter(([name]) => !secret.includes(name)));
  const command = training?.command === undefined ? undefined : withoutSecretOptions(training.command);
  const notes = [
    ...(secret.length > 0
      ? [
          `Parameters with the names of secrets are left out of the entry: ${listing(secret.map(withoutSecrets), "and")}.`,
        ]
      : []),
    ...(command === training?.command ? [] : ["Values of options that are secrets are left out of the command."]),
  ];
  return {
    parts: {
      ...parts,
      ...(parameters && { parameters: kept }),
      ...(training && { training: { ...training, ...(command !== undefined && { command }) } }),
    },
    notes,
  };
}

function mergeTwo(first: DraftParts, second: DraftParts): DraftParts {
  return {
    ...second,
    ...first,
    ...mergeKeys("parameters", first, second),
    ...mergeKeys("metrics", first, second),
    ...mergeKeys("environment", first, second),
    ...mergeKeys("training", first, second),
    ...((first.made ?? second.made) && { made: [...(first.made ?? []), ...(second.made ?? [])] }),
    notes: [...new Set([...first.notes, ...second.notes])],
  };
}

function mergeKeys<Field extends "parameters" | "metrics" | "environment" | "training">(
  field: Field,
  first: DraftParts,
  second: DraftParts,
): Pick<DraftParts, Field> | undefined {
  if (first[field] === undefined || second[field] === undefined) return undefined;
  const merged: DraftParts[Field] = { ...second[field], ...first[field] };
  return { [field]: merged } as Pick<DraftParts, Field>;
}
