import { appendFile } from "node:fs/promises";
import { getInput, setOutput } from "@actions/core";
import { InputError, ModelyardError } from "../core/errors.ts";
import { escapeTerminal } from "../core/text/escape.ts";
import type { Annotation } from "../core/reports/findings-annotations.ts";
import { withoutCommands, workflowCommand } from "../core/reports/workflow-command.ts";
import type { Context } from "./context.ts";
import { type Wording, inWorkflowWords } from "./wording.ts";
import { withoutTrailing } from "../core/text/trailing.ts";

/** A step shows so many annotations of each level; the runner drops the rest. */
const ANNOTATIONS_PER_LEVEL = 10;

/** What a sub-action takes from the workflow's runner and gives back; nothing else in action/ touches `process`. */
export interface Runner {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The event's name: `pull_request`. */
  readonly eventName: string;
  /** The event's payload as it was sent: nobody has checked it. */
  readonly payload: unknown;
  /** The commit that the workflow runs for; empty where none is named. */
  readonly commit: string;
  /** GitHub's address without a closing slash: `https://github.com`. */
  readonly serverUrl: string;
  /** An input without the spaces around it; empty where it is not given. */
  readonly input: (name: string) => string;
  /** Prints lines to the log. They are inert: no command, no terminal code. */
  readonly say: (text: string) => void;
  /** Shows annotations, the first ten of each level: put those that matter first. */
  readonly annotate: (annotations: readonly Annotation[]) => void;
  readonly output: (name: string, value: string) => void;
  /** Appends Markdown to the step's summary. */
  readonly summarize: (markdown: string) => Promise<void>;
  readonly now: () => Date;
}

/** How the step ends. */
export type StepResult = "success" | "failure";

/**
 * Runs a sub-action as a step of a workflow. An error becomes an annotation that says what to do, never a stack trace for
 * a user's mistake, and the step fails.
 *
 * @param wording what an error's words for the command line are in this sub-action
 * @example await runStep(inputWording([]), async (runner) => { runner.output("valid", "true"); return "success"; });
 */
export async function runStep(wording: Wording, body: (runner: Runner) => Promise<StepResult>): Promise<void> {
  const annotations = new AnnotationBudget();
  try {
    const result = await body(await openRunner(process.env, annotations));
    process.exitCode = result === "success" ? 0 : 1;
  } catch (error) {
    const known = error instanceof ModelyardError;
    const words = (text: string) => inWorkflowWords(text, wording);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    annotations.show([
      known
        ? { level: "error", title: error.code, message: inert(`${words(error.message)}. ${words(error.hint)}`) }
        : { level: "error", title: "modelyard failed", message: inert(`This is a bug of modelyard. ${stack}`) },
    ]);
    process.exitCode = 1;
  }
}

async function openRunner(environment: NodeJS.ProcessEnv, annotations: AnnotationBudget): Promise<Runner> {
  const context = await readContext();
  const { GITHUB_STEP_SUMMARY: summary } = environment;
  return {
    environment,
    eventName: context.eventName ?? "",
    payload: context.payload,
    commit: context.sha ?? "",
    serverUrl: withoutTrailing(context.serverUrl ?? "https://github.com", "/"),
    input: (name) => getInput(name),
    say: (text) => print(text.split("\n").map(inert).join("\n")),
    annotate: (list) => annotations.show(list),
    output: setOutput,
    summarize: async (markdown) => {
      if (summary !== undefined && summary !== "") await appendFile(summary, `${markdown}\n`);
    },
    now: () => new Date(),
  };
}

async function readContext(): Promise<Context> {
  try {
    return (await import("./context.ts")).context;
  } catch (cause) {
    throw new InputError({
      code: "event-unreadable",
      message: "The file with the event that started the workflow is not JSON",
      hint: "Check that no earlier step changed the file that GITHUB_EVENT_PATH names.",
      cause,
    });
  }
}

class AnnotationBudget {
  readonly #shown = new Map<string, number>();

  show(list: readonly Annotation[]): void {
    for (const annotation of list) {
      const shown = this.#shown.get(annotation.level) ?? 0;
      if (shown < ANNOTATIONS_PER_LEVEL) print(workflowCommand(annotation));
      this.#shown.set(annotation.level, shown + 1);
    }
  }
}

/** One line that the runner and a terminal show and do not obey. */
function inert(line: string): string {
  return withoutCommands(escapeTerminal(line));
}

/** The only place in action/ that prints. What it is given is inert already, or a command of ours. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
