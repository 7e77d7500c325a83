import { InputError } from "../core/errors.ts";
import type { Location } from "../operations/workspace/location.ts";
import type { ProposalTarget } from "../operations/propose/target.ts";
import type { OptionSpecs, Terminal } from "./command.ts";

/** For commands that can make a pull request instead of writing files. */
export const PROPOSING = {
  pr: { type: "flag", help: "Open or update a pull request on GitHub instead; nothing is written here" },
} as const satisfies OptionSpecs;

/**
 * The repository to propose to. GitHub's client is loaded only here: most runs write into a folder.
 *
 * @throws InputError `usage` with --dry-run
 */
export async function openTarget(
  location: Location,
  { environment }: Terminal,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ProposalTarget> {
  if (dryRun) {
    throw new InputError({
      code: "usage",
      message: "--dry-run and --pr do not go together",
      hint: "Leave one out. A pull request changes nothing before it is merged.",
    });
  }
  const { openProposalTarget } = await import("../operations/propose/target.ts");
  return openProposalTarget(location, environment);
}
