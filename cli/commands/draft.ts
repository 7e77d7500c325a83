import { escapeTerminal, escapeTerminalLines } from "../../core/text/escape.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { formatBytes, plural } from "../../core/text/quantities.ts";
import { stagePreviewText } from "../../core/reports/stage-preview.ts";
import { proposalText } from "../../core/reports/proposal.ts";
import type { Style } from "../../core/text/style.ts";
import { commandLine } from "../../operations/workspace/shell-command.ts";
import { folderOf } from "../../operations/workspace/location.ts";
import { type Drafted, draft as draftVersion } from "../../operations/draft/draft.ts";
import type { Proposed } from "../../operations/propose/pull-request.ts";
import type { Committed } from "../../operations/propose/commit.ts";
import { type DraftContext, withDraftInputs } from "../../operations/draft/request.ts";
import { type Terminal, defineRemoteCommand } from "../command.ts";
import { SOURCE_OPTIONS } from "../draft-sources.ts";
import { terminalProgress } from "../progress.ts";
import { COMMITTING, afterWriting, committerFor, refuseSecondWay, withCommit } from "../committing.ts";
import { PROPOSING, openTarget } from "../proposing.ts";

const OPTIONS = {
  version: { type: "text", value: "VERSION", help: "The new version" },
  bump: {
    type: "text",
    value: "PART",
    help: "Or count up from the highest one: major, minor or patch",
    completes: ["major", "minor", "patch"],
  },
  ...SOURCE_OPTIONS,
  owner: { type: "list", value: "@NAME", help: "For a new model: who may approve its promotions, @user or @org/team" },
  ...PROPOSING,
  ...COMMITTING,
  "dry-run": { type: "flag", help: "Print the file; write and save nothing" },
} as const;

export const draft = defineRemoteCommand({
  args: [{ name: "MODEL", help: "The model's name; model.yaml is written for a new one", completes: "model" }],
  options: OPTIONS,
  details:
    "Hashes the artifacts, records code, data, metrics and environment, saves the bytes in the store and writes the\nversion file. Commit it and open a pull request: merged, the version is registered.\nWhat you type wins over the files that you name, these over MLflow, MLflow over DVC.",
  examples: [
    ["draft churn --version 1.0.0 --artifact out/model.safetensors --metrics out/metrics.json", "the first version"],
    [
      "draft churn --bump minor --artifact out/model --params params.yaml --dataset customers@4:training",
      "a folder as artifact",
    ],
    ["draft churn --bump minor --from-mlflow models:/churn/3", "what MLflow has, from its server or folder"],
    ["draft churn --bump minor --from-dvc .", "what the DVC pipeline of this folder made"],
    ["draft churn --bump patch --artifact model.onnx --pr", "with a pull request, as a training job does"],
    ["draft churn --bump patch --artifact model.onnx --push", "committed and pushed, on a branch of its own"],
    ["draft churn --bump patch --artifact model.onnx --dry-run", "see the file first"],
  ],
  async run({ options, args: [model = ""], location, terminal }) {
    const context: DraftContext = {
      location,
      environment: terminal.environment,
      workingFolder: terminal.workingFolder,
      codeFolder: terminal.workingFolder,
      now: terminal.now(),
      progress: terminalProgress(terminal),
    };
    const dryRun = options["dry-run"];
    refuseSecondWay(options);
    if (options.pr) {
      const target = await openTarget(location, terminal, { dryRun });
      const { proposeDraft } = await import("../../operations/propose/changes.ts");
      const command = commandLine("draft", [model], options);
      const result = await withDraftInputs(model, options, context, (inputs) => proposeDraft(target, inputs, command));
      const text = describe(result, { dryRun, proposal: proposalOf(result.proposed, terminal) }, terminal.style);
      return { exitCode: isRefused(result) ? 1 : 0, data: result, text };
    }
    const folder = folderOf(location);
    const committer = await committerFor(options, folder);
    const result = await withDraftInputs(model, options, context, (inputs) =>
      draftVersion({ ...inputs, folder, dryRun }),
    );
    const committed = isRefused(result) ? undefined : await committer?.commit(commitOf(result));
    const next = nextSteps(result, { folder, terminal, committed });
    const text = [describe(result, { dryRun }, terminal.style), ...next].join("\n");
    return { exitCode: isRefused(result) ? 1 : 0, data: withCommit(result, committed), text };
  },
});

function isRefused({ findings }: Drafted): boolean {
  return findings.some(({ severity }) => severity === "error");
}

function proposalOf(proposed: Proposed | undefined, terminal: Terminal): string | undefined {
  return proposed === undefined ? undefined : proposalText(proposed, terminal.style);
}

interface Shown {
  readonly dryRun: boolean;
  /** What became of the pull request, where one was asked for. */
  readonly proposal?: string | undefined;
}

function describe(result: Drafted, { dryRun, proposal }: Shown, style: Style): string {
  const { model, version, entry, files, findings } = result;
  const remarks = [
    ...result.notes.map((note) => `${style.yellow("note:")} ${escapeTerminal(note)}`),
    ...result.stages.map((stage) => stagePreviewText(stage)),
  ];
  if (isRefused(result)) {
    return `${renderFindings(findings, style)}\n\n${countFindings(findings)}: nothing was written.`;
  }
  if (dryRun) {
    const shown = files.map(({ path, text }) => `${style.dim(`# ${path}`)}\n${escapeTerminalLines(text)}`);
    return [...shown, ...remarks.map((line) => `# ${line}`)].join("\n");
  }
  const amount = `${plural(entry.artifacts.length, "file")}, ${formatBytes(result.sizeBytes)}`;
  const saved =
    result.store === undefined
      ? ""
      : `${amount}, ${result.store.saved === 0 ? "already" : "saved"} in ${result.store.name}`;
  if (result.unchanged) return `${model} ${version} is drafted already with exactly this; nothing changed (${saved}).`;
  const lines = [
    `${style.bold(`${model} ${version}`)}  ${saved}`,
    ...(proposal === undefined ? files.map(({ path }) => `wrote ${path}`) : []),
    ...remarks,
  ];
  if (findings.length > 0) lines.push("", renderFindings(findings, style));
  if (proposal !== undefined) lines.push("", proposal);
  return lines.join("\n");
}

function commitOf({ model, version }: Drafted) {
  return {
    branch: `draft/${model}-${version}`,
    message: `Add ${model} ${version}`,
    path: "registry",
    paths: [pathOf({ kind: "model-version", model, version })],
    pathsIfNew: [pathOf({ kind: "model", model })],
  };
}

function nextSteps(
  drafted: Drafted,
  given: { readonly folder: string; readonly terminal: Terminal; readonly committed: Committed | undefined },
): readonly string[] {
  if (!drafted.written && given.committed === undefined) return [];
  const intro =
    given.committed === undefined
      ? "look at the file, then open a pull request with it"
      : "open a pull request with it";
  return afterWriting(given.committed, commitOf(drafted), { ...given, intro });
}
