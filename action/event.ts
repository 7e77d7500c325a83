import { InputError } from "../core/errors.ts";

/** What a workflow was started by, as far as modelyard looks at it. */
export type WorkflowEvent =
  | { readonly kind: "pull-request"; readonly number: number; readonly head: string; readonly baseName: string }
  | {
      readonly kind: "merge-group";
      readonly base: string;
      readonly head: string;
      readonly baseName: string;
      readonly ref: string;
    }
  /** `before` is undefined for a new branch. */
  | { readonly kind: "push"; readonly before: string | undefined; readonly head: string }
  /** On a timer or by hand. */
  | { readonly kind: "schedule" };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the event that started the workflow. Commits are checked to be commits: they become arguments of git.
 *
 * @throws InputError `event-unsupported`, `event-unreadable`
 * @example readEvent("pull_request", payload) // { kind: "pull-request", number: 12, head: "4f8d11a…", baseName: "main" }
 */
export function readEvent(name: string, payload: unknown): WorkflowEvent {
  const event = fieldsOf(payload);
  switch (name) {
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review": {
      const pull = fieldsOf(event["pull_request"]);
      const number = pull["number"];
      if (typeof number !== "number" || !Number.isSafeInteger(number)) throw unreadable(name, "pull_request.number");
      const head = commitAt(name, "pull_request.head.sha", fieldsOf(pull["head"])["sha"]);
      return { kind: "pull-request", number, head, baseName: textOf(fieldsOf(pull["base"])["ref"]) };
    }
    case "merge_group": {
      const group = fieldsOf(event["merge_group"]);
      return {
        kind: "merge-group",
        base: commitAt(name, "merge_group.base_sha", group["base_sha"]),
        head: commitAt(name, "merge_group.head_sha", group["head_sha"]),
        baseName: textOf(group["base_ref"]).replace(/^refs\/heads\//, ""),
        ref: textOf(group["head_ref"]),
      };
    }
    case "push": {
      const before = event["before"];
      const isNew = typeof before !== "string" || /^0+$/.test(before);
      const head = commitAt(name, "after", event["after"]);
      return { kind: "push", before: isNew ? undefined : commitAt(name, "before", before), head };
    }
    case "schedule":
    case "workflow_dispatch":
      return { kind: "schedule" };
    default:
      throw new InputError({
        code: "event-unsupported",
        message: `modelyard cannot check anything on the event ${JSON.stringify(name)}`,
        hint: "Run it on pull_request, pull_request_review, merge_group, push, schedule or workflow_dispatch.",
      });
  }
}

/** The repository's default branch as the payload names it; undefined where it does not. */
export function defaultBranchOf(payload: unknown): string | undefined {
  const { repository, pull_request: pull } = fieldsOf(payload);
  const asked = fieldsOf(fieldsOf(fieldsOf(pull)["base"])["repo"]);
  return textOf(fieldsOf(repository)["default_branch"]) || textOf(asked["default_branch"]) || undefined;
}

/** Whether the repository that the workflow runs in is a fork of another. */
export function isOfFork(payload: unknown): boolean {
  return fieldsOf(fieldsOf(payload)["repository"])["fork"] === true;
}

/** Whether the payload's pull request comes from another repository: its workflows run with a token that may only read. */
export function isFromFork(payload: unknown): boolean {
  const { head, base } = fieldsOf(fieldsOf(payload)["pull_request"]);
  const [from, to] = [head, base].map((side) => fieldsOf(fieldsOf(side)["repo"])["id"]);
  return to !== undefined && from !== to;
}

function commitAt(event: string, place: string, value: unknown): string {
  if (typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value;
  throw unreadable(event, place);
}

function unreadable(event: string, place: string): InputError {
  return new InputError({
    code: "event-unreadable",
    message: `The payload of the event ${event} has no ${place} that can be read`,
    hint: "Update modelyard, and check that no earlier step changed GITHUB_EVENT_PATH.",
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
