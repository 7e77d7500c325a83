import type { Artifact } from "../../schemas/generated/types.ts";
import { findFormat } from "../formats/catalogue.ts";
import { pathOf } from "../registry/names/paths.ts";
import { compareText } from "../text/order.ts";
import { joinReasons } from "../text/reasons.ts";
import { listing } from "../text/listing.ts";
import { type FormatPolicy, formatRefusal, grantLine } from "../formats/policy.ts";
import type { Gate, GateContext } from "./gate.ts";
import type { GateOutcome } from "./verdict.ts";

/** Files that are named; the rest are counted. */
const MAX_FILES = 4;

export const formats: Gate = {
  name: "formats",
  title: "Every file is of a format that the stage allows",
  why: "Loading a pickle or a similar format runs whatever code the file contains, with the rights of the service that loads it.",
  hint: "Convert the model to a format that only holds data, such as safetensors, ONNX or skops, and draft it as a new version. Or let registry.yaml allow the format, in a change of its own: `formats: [safe, joblib]` for every model, `formats: {allow: {churn: [joblib]}}` for one; a model.yaml can only ask for less. `modelyard explain formats` lists every format with its verdict. A file without `format` in the version file is not known to be safe.",
  lines: [
    "formats: safe  # no format that runs code when it is loaded",
    "# formats: [safe, joblib]              or: joblib besides, for every model",
    "# formats: {allow: {churn: [joblib]}}  or: joblib besides, for one model; in registry.yaml only",
  ],
  onRollback: "kept",
  judge({ policy, proposed, base, promotion }) {
    if (!policy.formats.safe) return undefined;
    const { artifacts } = proposed.value;
    const problems = artifacts.flatMap((artifact) => findProblem(artifact, policy.formats) ?? []);
    if (problems.length === 0) {
      const files = artifacts.length === 1 ? (artifacts[0]?.path ?? "") : `${artifacts.length} files`;
      return { label: "formats", verdict: "passed", reason: `${files} ${judgeWell(artifacts, policy.formats)}` };
    }
    const reason = joinReasons(
      problems.map(({ text }) => text),
      MAX_FILES,
    );
    const policyLine = howToGrant({ base, promotion, problems });
    return { label: "formats", verdict: "failed", reason, ...(policyLine !== undefined && { policyLine }) };
  },
};

/** What is said of files that are all taken. */
function judgeWell(artifacts: readonly Artifact[], { granted, only }: FormatPolicy): string {
  const [one, several] = artifacts.length === 1 ? ["is", "runs"] : ["are", "run"];
  const formatsOfAll = new Set(artifacts.flatMap(({ format }) => format ?? []));
  const used = granted.filter((name) => formatsOfAll.has(name));
  if (used.length > 0) return `${one} of formats that the policy allows, ${listing(used, "and")} among them`;
  return only === undefined ? `${several} no code` : `${one} of the allowed formats`;
}

interface FileProblem {
  readonly text: string;
  /** The format that a grant would have to name; undefined where no grant helps. */
  readonly grant: string | undefined;
}

function findProblem({ path, format }: Artifact, policy: FormatPolicy): FileProblem | undefined {
  if (format === undefined) {
    return { text: `${path} has no format, so nobody knows what loading it does`, grant: undefined };
  }
  const refusal = formatRefusal(format, policy);
  if (refusal === undefined) return undefined;
  if (refusal === "not-listed") {
    const { only = [] } = policy;
    const allowed = only.length === 0 ? "none" : `only ${only.join(", ")}`;
    return { text: `${path} is ${format}, and the policy allows ${allowed}`, grant: format };
  }
  const known = findFormat(format);
  return known === undefined
    ? { text: `${path} is ${format}, a format that is not known to be safe`, grant: undefined }
    : { text: `${path} is ${known.title} (${withSmallInitial(known.why.replace(/\.$/, ""))})`, grant: format };
}

function withSmallInitial(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The line that would let these files pass; undefined where one of them has no format that could be named. */
function howToGrant({
  base,
  promotion: { model, stage },
  problems,
}: Pick<GateContext, "base" | "promotion"> & { readonly problems: readonly FileProblem[] }): GateOutcome["policyLine"] {
  const names = problems.map(({ grant }) => grant);
  if (names.some((name) => name === undefined)) return undefined;
  const theirs = base.settings?.value.stages.find(({ name }) => name === stage)?.gates?.formats;
  const own = new Map(Object.entries(base.models.get(model)?.model?.value.gates ?? {})).get(stage)?.formats;
  const line = grantLine(theirs, model, [...new Set(names.flatMap((name) => name ?? []))].toSorted(compareText));
  const registry = `the gates of ${stage} in ${pathOf({ kind: "registry" })}`;
  return {
    line,
    where: own === undefined ? registry : `${registry} (and no \`formats\` for ${stage} in the model's own file)`,
  };
}
