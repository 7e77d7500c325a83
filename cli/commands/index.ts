import type { AnyCommand } from "../command.ts";
import { resolve } from "./resolve.ts";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Only the command that runs is loaded: start-up is what people feel most often. */
  readonly load: () => Promise<AnyCommand>;
}

/** Every command, in the order of a model's life. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "init", summary: "Start a registry in this repository", load: async () => (await import("./init.ts")).init },
  {
    name: "draft",
    summary: "Write a new model version and save its bytes",
    load: async () => (await import("./draft.ts")).draft,
  },
  {
    name: "dataset",
    summary: "Write a new dataset version",
    load: async () => (await import("./dataset.ts")).dataset,
  },
  {
    name: "import",
    summary: "Take over a model registry of MLflow or GTO",
    load: async () => (await import("./import.ts")).importCommand,
  },
  {
    name: "validate",
    summary: "Check the registry, a commit, or what changes",
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "explain",
    summary: "Say what a rule or gate asks, why, and what to do",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "show",
    summary: "Show the models, a model's versions, or one version",
    load: async () => (await import("./show.ts")).show,
  },
  { name: "promote", summary: "Point a stage at a version", load: async () => (await import("./promote.ts")).promote },
  {
    name: "rollback",
    summary: "Set a stage back to the version before",
    load: async () => (await import("./rollback.ts")).rollback,
  },
  {
    name: "withdraw",
    summary: "Take a version out of use",
    load: async () => (await import("./withdraw.ts")).withdraw,
  },
  {
    name: "history",
    summary: "Tell who held a stage from when to when",
    load: async () => (await import("./history.ts")).history,
  },
  {
    name: "diff",
    summary: "Compare two versions, or two commits",
    load: async () => (await import("./diff.ts")).diff,
  },
  {
    name: "codeowners",
    summary: "Write the owners of models into CODEOWNERS",
    load: async () => (await import("./codeowners.ts")).codeowners,
  },
  {
    name: "doctor",
    summary: "Check how the repository is set up, and say what to change",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "publish",
    summary: "Make the artifact store match the registry",
    load: async () => (await import("./publish.ts")).publish,
  },
  {
    name: "resolve",
    summary: "Say which version a reference stands for",
    // Deploy jobs and scripts ask this all the time: it comes with the program, and starts at once.
    load: async () => resolve,
  },
  { name: "pull", summary: "Fetch a version's verified files", load: async () => (await import("./pull.ts")).pull },
  {
    name: "completion",
    summary: "Print what completes commands and names in your shell",
    load: async () => (await import("./completion.ts")).completion,
  },
];
