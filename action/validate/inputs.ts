import { type ReadInput, flagInput, optionalInput } from "../inputs.ts";
import { inputWording } from "../wording.ts";

export const VALIDATE_WORDING = inputWording([], { "-C": "the input folder" });

/** The inputs of action.yml. */
export interface ValidateInputs {
  readonly token: string | undefined;
  readonly folder: string;
  readonly comment: boolean;
  /** The commit status to set; undefined: none. */
  readonly status: string | undefined;
  readonly failWhilePending: boolean;
  readonly sarifFile: string | undefined;
}

/** @throws InputError `input-invalid` */
export function readValidateInputs(read: ReadInput): ValidateInputs {
  return {
    token: optionalInput(read, "token"),
    folder: read("folder") || ".",
    comment: flagInput(read, "comment"),
    status: optionalInput(read, "status"),
    failWhilePending: flagInput(read, "fail-while-pending"),
    sarifFile: optionalInput(read, "sarif-file"),
  };
}
