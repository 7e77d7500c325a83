import { type ReadInput, flagInput, optionalInput, requiredInput } from "../inputs.ts";
import { inputWording } from "../wording.ts";

export const RESOLVE_WORDING = inputWording([], {
  "--allow-yanked": "allow-yanked: true",
  "-o": "the input path",
  "-C": "the input registry",
});

/** The inputs of action.yml. */
export interface ResolveInputs {
  readonly reference: string;
  /** A folder relative to the workspace, or `github:owner/name@ref`. */
  readonly registry: string;
  /** Relative to the workspace; undefined: nothing is fetched. */
  readonly path: string | undefined;
  /** The version that runs now, or its digest. */
  readonly current: string | undefined;
  readonly allowYanked: boolean;
  readonly token: string | undefined;
}

/** @throws InputError `input-missing`, `input-invalid` */
export function readResolveInputs(read: ReadInput): ResolveInputs {
  return {
    reference: requiredInput(read, "reference", "what to resolve, such as churn@production"),
    registry: read("registry") || ".",
    path: optionalInput(read, "path"),
    current: optionalInput(read, "current"),
    allowYanked: flagInput(read, "allow-yanked"),
    token: optionalInput(read, "token"),
  };
}
