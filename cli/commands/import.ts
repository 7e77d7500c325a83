import { resolve } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { StageMapping } from "../../core/import/foreign.ts";
import { parsePairs } from "../../core/import/names.ts";
import { isName } from "../../core/registry/names/names.ts";
import { importFromGto, importFromMlflow } from "../../operations/import/import-from.ts";
import { requireFolder, requireRegistry } from "../../operations/workspace/find-registry.ts";
import { storeOpener } from "../../operations/workspace/store-context.ts";
import { type OptionValues, defineCommand } from "../command.ts";
import { importText } from "../import-text.ts";
import { terminalProgress } from "../progress.ts";

const OPTIONS = {
  model: { type: "list", value: "NAME", help: "Only this model, by its name there" },
  stage: {
    type: "list",
    value: "THERE=HERE",
    help: "Which stage stands for one there, or for @ALIAS; THERE= leaves it out",
  },
  rename: { type: "list", value: "THERE=HERE", help: "A model's name here; else the nearest that is allowed" },
  owner: { type: "list", value: "@NAME", help: "For new models: who may approve promotions, @user or @org/team" },
  commits: { type: "flag", help: "Make one commit for each event, with its own date and author, on this branch" },
  "dry-run": { type: "flag", help: "Say what would come; write and save nothing" },
  "tracking-uri": {
    type: "text",
    value: "URI",
    help: "mlflow-registry: a server, sqlite:///mlflow.db or a folder; MLFLOW_TRACKING_URI unless given",
  },
  versions: {
    type: "text",
    value: "SCHEME",
    help: "mlflow-registry: semver (3 becomes 0.0.3; the default) or integer",
    completes: ["semver", "integer"],
  },
  from: { type: "text", value: "DIR", help: "gto: the repository with the tags; the registry's own unless given" },
  rev: { type: "text", value: "REVISION", help: "gto: only tags of commits that this revision contains" },
  artifact: {
    type: "list",
    value: "NAME=PATH",
    help: "gto: where an artifact is, where artifacts.yaml and dvc.yaml do not say it",
  },
} as const;

/** The options that only one of the sources knows. */
const OWN_OPTIONS = { "mlflow-registry": ["tracking-uri", "versions"], gto: ["from", "rev", "artifact"] } as const;

export const importCommand = defineCommand({
  args: [{ name: "SOURCE", help: "mlflow-registry, or gto", completes: ["mlflow-registry", "gto"] }],
  options: OPTIONS,
  details:
    "Writes models, versions with their files, stages and withdrawals. Run it again for what is new there: what is here\nstays, and of a stage the later change counts. What cannot come along is named, and the exit code is 1 then.\nGates judge an import like any change: import before the branch is protected, and add gates afterwards.",
  examples: [
    ["import mlflow-registry --tracking-uri https://mlflow.acme.com --dry-run", "see what MLflow has"],
    ["import mlflow-registry --stage @champion=production --owner @acme/ml", "an alias becomes a stage"],
    ["import gto --stage prod=production --commits", "with the history of the tags"],
    ["import gto --from ../churn --model churn --artifact churn=models/churn.onnx", "from another repository"],
  ],
  async run({ options, args: [source = ""], folder, terminal }) {
    refuseOthers(source, options);
    await requireRegistry(folder, { mayBeGone: false });
    const { environment, workingFolder } = terminal;
    const into = {
      folder,
      renames: renames(options.rename),
      stages: stageMapping(options.stage),
      owners: options.owner,
      scheme: schemeOf(options.versions),
      commits: options.commits,
      dryRun: options["dry-run"],
      openStore: storeOpener({ kind: "folder", folder }, environment),
      progress: terminalProgress(terminal),
    };
    const from = options.from === undefined ? folder : resolve(workingFolder, options.from);
    requireFolder(from);
    const result =
      source === "gto"
        ? await importFromGto(
            {
              folder: from,
              revision: options.rev,
              only: options.model,
              paths: parsePairs("artifact", options.artifact),
            },
            into,
          )
        : await importFromMlflow(
            {
              trackingUri: options["tracking-uri"] ?? (environment["MLFLOW_TRACKING_URI"] || undefined),
              environment,
              folder: workingFolder,
              only: options.model,
            },
            into,
          );
    const isWhole = result.findings.length === 0 && !result.problems.some(({ severity }) => severity === "error");
    return {
      exitCode: isWhole ? 0 : 1,
      data: result,
      text: importText(result, { dryRun: into.dryRun }, terminal.style),
    };
  },
});

/** @throws InputError `usage` for an unknown source, and for an option that says nothing about it */
function refuseOthers(source: string, options: OptionValues<typeof OPTIONS>): void {
  const sources = Object.keys(OWN_OPTIONS) as (keyof typeof OWN_OPTIONS)[];
  if (!sources.some((known) => known === source)) {
    const message = `${JSON.stringify(source)} cannot be imported`;
    throw new InputError({ code: "usage", message, hint: `Usage: modelyard import ${sources.join("|")} [options]` });
  }
  for (const other of sources.filter((known) => known !== source)) {
    const given = OWN_OPTIONS[other].find((name) => options[name] !== undefined && options[name]?.length !== 0);
    if (given === undefined) continue;
    const message = `--${given} says something about ${other}, and ${source} is imported`;
    throw new InputError({ code: "usage", message, hint: `See modelyard import --help.` });
  }
}

function renames(pairs: readonly string[]): ReadonlyMap<string, string> {
  const mapping = parsePairs("rename", pairs);
  for (const [from, to] of mapping) {
    if (isName(to)) continue;
    const message = `${JSON.stringify(to)} cannot be the name of ${from} here`;
    throw new InputError({
      code: "usage",
      message,
      hint: "Names have lower-case letters, digits, - and _, at most 64.",
    });
  }
  return mapping;
}

function stageMapping(pairs: readonly string[]): StageMapping {
  return new Map(Array.from(parsePairs("stage", pairs), ([from, to]) => [from, to === "" ? null : to]));
}

function schemeOf(versions: string | undefined): "semver" | "integer" {
  if (versions === undefined || versions === "semver" || versions === "integer") return versions ?? "semver";
  const message = `--versions takes semver or integer, and not ${JSON.stringify(versions)}`;
  throw new InputError({ code: "usage", message, hint: "With semver, MLflow's version 3 becomes 0.0.3." });
}
