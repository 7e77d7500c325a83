import type { Artifact } from "../../schemas/generated/types.ts";
import { findFormat, formatRunsCode } from "../formats/catalogue.ts";
import type { Gate } from "./gate.ts";
import type { FormatPolicy } from "./policy.ts";
import { joinReasons } from "../text/reasons.ts";

/** Files that are named; the rest are counted. */
const MAX_FILES = 4;

export const formats: Gate = {
  name: "formats",
  title: "Every file is of a format that the stage allows",
  why: "Loading a pickle or a similar format runs whatever code the file contains, with the rights of the service that loads it.",
  hint: "Convert the model to a format that only holds data, such as safetensors or ONNX, and draft it as a new version. A file without `format` in the version file is not known to be safe.",
  onRollback: "kept",
  judge({ policy, proposed }) {
    const { safe, allowed } = policy.formats;
    if (!safe && allowed === undefined) return undefined;
    const { artifacts } = proposed.value;
    const problems = artifacts.flatMap((artifact) => findProblem(artifact, policy.formats) ?? []);
    if (problems.length > 0) {
      return { label: "formats", verdict: "failed", reason: joinReasons(problems, MAX_FILES) };
    }
    const [first, second] = artifacts;
    const one = first !== undefined && second === undefined;
    const files = one ? first.path : `${artifacts.length} files`;
    if (safe) return { label: "formats", verdict: "passed", reason: `${files} ${one ? "runs" : "run"} no code` };
    return { label: "formats", verdict: "passed", reason: `${files} ${one ? "is" : "are"} of the allowed formats` };
  },
};

function withSmallInitial(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function findProblem({ path, format }: Artifact, { safe, allowed }: FormatPolicy): string | undefined {
  if (format === undefined) return `${path} has no format, so nobody knows what loading it does`;
  if (allowed !== undefined && !allowed.includes(format)) {
    return `${path} is ${format}, and the policy allows ${allowed.length === 0 ? "none" : `only ${allowed.join(", ")}`}`;
  }
  if (!safe || !formatRunsCode(format)) return undefined;
  const known = findFormat(format);
  return known === undefined
    ? `${path} is ${format}, a format that is not known to be safe`
    : `${path} is ${known.title} (${withSmallInitial(known.why.replace(/\.$/, ""))})`;
}
