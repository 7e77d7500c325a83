import type { Location } from "../workspace/location.ts";
import type { Environment } from "../workspace/open-location.ts";
import type { Found } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { observeSetup } from "./observe.ts";

/** What the checks of one repository's set-up came to. */
export interface CheckUp {
  /** `owner/name`, where GitHub could be asked. */
  readonly repository: string | undefined;
  /** Why GitHub was not asked; undefined where it was. */
  readonly unasked: string | undefined;
  readonly sections: readonly {
    readonly title: string;
    readonly results: readonly (Found & { readonly check: string })[];
  }[];
}

/** Checks how a registry's repository is set up. Nothing is changed anywhere. */
export async function examineSetup(location: Location, environment: Environment): Promise<CheckUp> {
  const setup = await observeSetup(location, environment);
  const { github } = setup;
  const sections = CHECKS.map(({ title, checks }) => ({
    title,
    results: checks.flatMap(({ name, examine }) =>
      examine(setup).map((found) => Object.assign({ check: name }, found)),
    ),
  }));
  return {
    repository: github.known ? github.value.repository.name : undefined,
    unasked: github.known ? undefined : github.reason,
    sections,
  };
}
