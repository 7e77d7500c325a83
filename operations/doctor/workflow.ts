import { LineCounter, type ParsedNode, isNode, parseDocument } from "yaml";
import { withoutStacks } from "../../core/yaml/without-stacks.ts";

/** What a workflow file says, as far as a registry depends on it. Lines count from 1. */
export interface Workflow {
  readonly path: string;
  /** What starts it, with the filters of each event. */
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly permissions: Permissions | undefined;
  readonly jobs: readonly Job[];
}

export interface Trigger {
  readonly line: number;
  readonly filters: Readonly<Record<string, unknown>>;
}

/** Scope → access; `all` stands for every scope. */
export type Permissions = ReadonlyMap<string, string>;

export interface Job {
  readonly id: string;
  /** What GitHub calls its check; undefined where that is known only in a run. */
  readonly checkName: string | undefined;
  readonly line: number;
  readonly permissions: Permissions | undefined;
  readonly runsOn: string;
  /** A reusable workflow that it calls. */
  readonly uses: string | undefined;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly line: number;
  readonly uses: string | undefined;
  readonly run: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads a workflow file; undefined where it is no workflow that could run. */
export function readWorkflow(path: string, text: string): Workflow | undefined {
  const lines = new LineCounter();
  const document = withoutStacks(() =>
    parseDocument(text, { lineCounter: lines, logLevel: "silent", prettyErrors: false }),
  );
  if (document.errors.length > 0) return undefined;
  const content = fieldsOf(document.toJS());
  const lineAt = (...keys: (string | number)[]): number => {
    const node = document.getIn(keys, true) as ParsedNode | undefined;
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
  };
  const jobs = Object.entries(fieldsOf(content["jobs"])).map(([id, job]) => readJob(id, fieldsOf(job), lineAt));
  return {
    path,
    triggers: readTriggers(content["on"], lineAt),
    permissions: readPermissions(content["permissions"]),
    jobs,
  };
}

type LineAt = (...keys: (string | number)[]) => number;

function readTriggers(on: unknown, lineAt: LineAt): Workflow["triggers"] {
  const line = lineAt("on");
  if (typeof on === "string") return new Map([[on, { line, filters: {} }]]);
  if (Array.isArray(on)) return new Map(on.map((event) => [String(event), { line, filters: {} }]));
  // The value of an event without filters is null and stands nowhere.
  return new Map(
    Object.entries(fieldsOf(on)).map(([event, filters]) => [
      event,
      { line: filters === null ? line : lineAt("on", event), filters: fieldsOf(filters) },
    ]),
  );
}

function readPermissions(value: unknown): Permissions | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === "read-all") return new Map([["all", "read"]]);
  if (value === "write-all") return new Map([["all", "write"]]);
  return new Map(Object.entries(fieldsOf(value)).map(([scope, access]) => [scope, String(access)]));
}

function readJob(id: string, job: Fields, lineAt: LineAt): Job {
  const steps = Array.isArray(job["steps"]) ? job["steps"] : [];
  const name = textOf(job["name"]) || id;
  const isOpen = name.includes("${{") || fieldsOf(job["strategy"])["matrix"] !== undefined;
  return {
    id,
    checkName: isOpen ? undefined : name,
    line: lineAt("jobs", id),
    permissions: readPermissions(job["permissions"]),
    runsOn: [job["runs-on"]].flat().map(String).join(" "),
    uses: typeof job["uses"] === "string" ? job["uses"] : undefined,
    steps: steps.map((step, index) => readStep(fieldsOf(step), lineAt("jobs", id, "steps", index))),
  };
}

function readStep(step: Fields, line: number): Step {
  return {
    line,
    uses: typeof step["uses"] === "string" ? step["uses"] : undefined,
    run: typeof step["run"] === "string" ? step["run"] : "",
    inputs: textsOf(step["with"]),
    environment: textsOf(step["env"]),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, text]) => [name, textOf(text)]));
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
