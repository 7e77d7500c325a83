import { type ReadInput, optionalInput, requiredInput } from "../inputs.ts";
import { inputWording } from "../wording.ts";

export const PROMOTE_WORDING = inputWording([], { "-C": "the input registry", GITHUB_API_URL: "the input api-url" });

/** The inputs of action.yml. */
export interface PromoteInputs {
  readonly model: string;
  /** A version, a stage that holds one, or `latest`. */
  readonly version: string;
  readonly stage: string;
  /** A folder relative to the workspace, or `github:owner/name@branch`. */
  readonly registry: string;
  readonly token: string | undefined;
  readonly apiUrl: string | undefined;
}

/** @throws InputError `input-missing` */
export function readPromoteInputs(read: ReadInput): PromoteInputs {
  return {
    model: requiredInput(read, "model", "the model's name, such as churn"),
    version: requiredInput(read, "version", "a version, such as 1.3.0, or the stage that holds it, such as staging"),
    stage: requiredInput(read, "stage", "the stage that is to hold the version, such as production"),
    registry: read("registry") || ".",
    token: optionalInput(read, "token"),
    apiUrl: optionalInput(read, "api-url"),
  };
}
