import type { DraftRequest } from "../../operations/draft/request.ts";
import { type ReadInput, listInput, optionalInput, requiredInput } from "../inputs.ts";
import { inputWording } from "../wording.ts";

/** The inputs that `modelyard draft` has as options. */
const OPTIONS = [
  "version",
  "bump",
  "artifact",
  "from-mlflow",
  "tracking-uri",
  "from-dvc",
  "metrics",
  "params",
  "signature",
  "environment",
  "freeze",
  "dataset",
  "command",
  "description",
  "author",
  "base",
  "owner",
] as const satisfies readonly (keyof DraftRequest)[];

export const DRAFT_WORDING = inputWording(OPTIONS, { "-C": "the input registry", GITHUB_API_URL: "the input api-url" });

/** The inputs of action.yml. */
export interface DraftActionInputs {
  readonly model: string;
  readonly request: DraftRequest;
  /** The checkout of the code, relative to the workspace. */
  readonly code: string;
  /** A folder relative to the workspace, or `github:owner/name@branch`. */
  readonly registry: string;
  readonly token: string | undefined;
  readonly apiUrl: string | undefined;
}

/**
 * Without a version the next one is drafted, so that a training on a schedule needs to name none.
 *
 * @throws InputError `input-missing`
 */
export function readDraftInputs(read: ReadInput): DraftActionInputs {
  const text = (name: string) => optionalInput(read, name);
  const version = text("version");
  const bump = text("bump");
  return {
    model: requiredInput(read, "model", "the model's name, such as churn"),
    request: {
      version,
      bump: version === undefined && bump === undefined ? "patch" : bump,
      artifact: listInput(read, "artifact"),
      "from-mlflow": text("from-mlflow"),
      "tracking-uri": text("tracking-uri"),
      "from-dvc": text("from-dvc"),
      metrics: text("metrics"),
      params: text("params"),
      signature: text("signature"),
      dataset: listInput(read, "dataset"),
      environment: text("environment"),
      freeze: text("freeze"),
      command: text("command"),
      description: text("description"),
      author: text("author"),
      base: text("base"),
      owner: listInput(read, "owner"),
    },
    code: read("code") || ".",
    registry: read("registry") || ".",
    token: text("token"),
    apiUrl: text("api-url"),
  };
}
