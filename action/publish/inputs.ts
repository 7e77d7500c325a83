import { InputError } from "../../core/errors.ts";
import type { WorkflowEvent } from "../event.ts";
import { type ReadInput, flagInput, optionalInput } from "../inputs.ts";
import { inputWording } from "../wording.ts";

export const PUBLISH_WORDING = inputWording([], {
  "-C": "the input folder",
  "--ref": "the input ref of actions/checkout",
});

/** The inputs of action.yml. */
export interface PublishInputs {
  readonly token: string | undefined;
  readonly folder: string;
  /** Any revision of the default branch. */
  readonly since: string | undefined;
  readonly includeBypassed: boolean;
}

/** @throws InputError `input-invalid` */
export function readPublishInputs(read: ReadInput): PublishInputs {
  return {
    token: optionalInput(read, "token"),
    folder: read("folder") || ".",
    since: optionalInput(read, "since"),
    includeBypassed: flagInput(read, "include-bypassed"),
  };
}

/** What a run publishes, and from where on it tells promotions. */
export interface PublishRange {
  /** Any revision; undefined: no promotions are listed. */
  readonly before: string | undefined;
  readonly head: string;
}

interface Asked {
  readonly since: string | undefined;
  /** The branch that the run is for. */
  readonly branch: string;
  readonly defaultBranch: string | undefined;
}

/**
 * What an event asks to publish. A published version can never change, so what is not merged is refused.
 *
 * @throws InputError `event-unsupported`, `not-on-default-branch`
 */
export function publishRange(event: WorkflowEvent, { since, branch, defaultBranch }: Asked): PublishRange {
  if (event.kind !== "push" && event.kind !== "schedule") {
    throw new InputError({
      code: "event-unsupported",
      message: "What is not merged is not published, and this event is about a pull request",
      hint: "Run publish on push to the default branch, on schedule and on workflow_dispatch; run validate on pull requests.",
    });
  }
  if (defaultBranch !== undefined && branch !== defaultBranch) {
    throw new InputError({
      code: "not-on-default-branch",
      message: `This run is for ${branch}, and the default branch is ${defaultBranch}`,
      hint: `Only what is merged is published. Write on: {push: {branches: [${defaultBranch}]}}, and start it by hand from there.`,
    });
  }
  if (event.kind === "schedule") return { before: since, head: "HEAD" };
  return { before: since ?? event.before, head: event.head };
}
