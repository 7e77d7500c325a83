import type { Field, Signature } from "../../../schemas/generated/types.ts";
import type { Problems } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { reportPrograms } from "./text-programs.ts";
import { attributesOf, xmlTags } from "../bytes/xml-tags.ts";

const searchedBytes = 4 * 1024 * 1024;
const MAX_FIELDS = 10_000;

export interface PmmlFacts {
  readonly kind: "pmml";
  /** Of PMML, such as "4.4". */
  readonly version: string | undefined;
  /** The program that wrote it. */
  readonly application: string | undefined;
  /** The element of the first model, such as "RegressionModel". */
  readonly model: string | undefined;
}

type ColumnType = NonNullable<Field["type"]>;

const columnTypes: Readonly<Record<string, ColumnType>> = {
  string: "string",
  integer: "long",
  float: "float",
  double: "double",
  boolean: "boolean",
  date: "datetime",
  dateTime: "datetime",
};

const isModel = (name: string): boolean => /Model$|^(NeuralNetwork|Scorecard)$/.test(name);
const typeOf = (name: string | undefined): ColumnType => columnTypes[name ?? ""] ?? "any";

interface Draft {
  version: string | undefined;
  application: string | undefined;
  model: string | undefined;
  hasDoctype: boolean;
  readonly types: Map<string, ColumnType>;
  readonly inputs: string[];
  readonly targets: string[];
  readonly outputs: Field[];
}

/** The first model's own lists of fields; models inside it (of an ensemble) have their own. */
function readModel(name: string, attributes: ReadonlyMap<string, string>, depth: number, draft: Draft): void {
  if (depth === 1 && isModel(name)) draft.model ??= name;
  if (depth !== 3) return;
  const field = attributes.get("name") ?? "";
  if (name === "MiningField" && draft.inputs.length + draft.targets.length < MAX_FIELDS) {
    const usage = attributes.get("usageType") ?? "active";
    if (usage === "active") draft.inputs.push(field);
    if (usage === "target" || usage === "predicted") draft.targets.push(field);
  }
  if (name === "OutputField" && draft.outputs.length < MAX_FIELDS) {
    draft.outputs.push({ name: field, type: typeOf(attributes.get("dataType")) });
  }
}

function readDocument(text: string): Draft {
  const lists = { types: new Map<string, ColumnType>(), inputs: [], targets: [], outputs: [] };
  const draft: Draft = { version: undefined, application: undefined, model: undefined, hasDoctype: false, ...lists };
  let depth = 0;
  let models = 0;
  const noteDoctype = (): void => {
    draft.hasDoctype = true;
  };
  for (const tag of xmlTags(text, noteDoctype)) {
    if (tag.kind === "close") {
      depth--;
      continue;
    }
    const { name } = tag;
    const attributes = attributesOf(tag);
    if (depth === 0) draft.version = attributes.get("version");
    if (depth === 1 && isModel(name)) models++;
    if (depth === 2 && name === "Application") draft.application = attributes.get("name");
    if (depth === 2 && name === "DataField" && draft.types.size < MAX_FIELDS) {
      draft.types.set(attributes.get("name") ?? "", typeOf(attributes.get("dataType")));
    }
    if (models <= 1) readModel(name, attributes, depth, draft);
    if (tag.kind === "open") depth++;
  }
  return draft;
}

/**
 * Reads what goes in and out of a PMML document's first model, as its mining schema says.
 * https://dmg.org/pmml/v4-4-1/GeneralStructure.html
 */
export async function inspectPmml(
  file: RandomAccessFile,
  problems: Problems,
): Promise<{ readonly facts: PmmlFacts; readonly signature?: Signature }> {
  const text = new TextDecoder().decode(await file.read(0, searchedBytes));
  const { version, application, model, hasDoctype, types, inputs, targets, outputs } = readDocument(text);
  if (hasDoctype) problems.refuse("It has a document type of its own, by which XML readers may be led to other files.");
  await reportPrograms(file, "pmml", problems);
  const fieldOf = (name: string): Field => ({ name, type: types.get(name) ?? "any" });
  const facts: PmmlFacts = { kind: "pmml", version, application, model };
  if (inputs.length === 0) return { facts };
  return {
    facts,
    signature: { inputs: inputs.map(fieldOf), outputs: [...targets.map(fieldOf), ...outputs] },
  };
}
