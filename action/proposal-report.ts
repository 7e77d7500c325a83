import type { Proposed } from "../operations/propose/pull-request.ts";

/** The outputs that tell a pull request; undefined where none was needed. */
export function proposalOutputs(proposed: Proposed | undefined): Readonly<Record<string, string>> {
  return {
    outcome: proposed?.outcome ?? "none",
    "pull-request-number": String(proposed?.number ?? ""),
    "pull-request-url": proposed?.url ?? "",
    branch: proposed?.branch ?? "",
  };
}
