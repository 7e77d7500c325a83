import { openStore } from "../../adapters/stores/open.ts";
import { readEnvironment } from "../../adapters/trackers/plain/environment/environment.ts";
import { readMetrics } from "../../adapters/trackers/plain/metrics.ts";
import { readParameters } from "../../adapters/trackers/plain/parameters.ts";
import { readSignature } from "../../adapters/trackers/plain/signature.ts";
import { InputError } from "../../core/errors.ts";
import { type DraftParts, mergeParts } from "../../core/registry/draft-parts.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { formatBytes, plural } from "../../core/reports/quantities.ts";
import type { Style } from "../../core/reports/style.ts";
import { findArtifacts } from "../../operations/artifact-sources.ts";
import { type Drafted, draft as draftVersion } from "../../operations/draft.ts";
import type { Base, DatasetUse } from "../../schemas/generated/types.ts";
import { type OptionValues, defineCommand } from "../command.ts";
import { terminalProgress } from "../progress.ts";

const OPTIONS = {
  version: { type: "text", value: "VERSION", help: "The new version" },
  bump: { type: "text", value: "PART", help: "Or count up from the highest one: major, minor or patch" },
  artifact: { type: "list", value: "PATH", help: "A file, or a folder with everything in it" },
  metrics: { type: "text", value: "FILE", help: "Metrics: JSON, YAML, TOML or CSV (last row)" },
  params: { type: "text", value: "FILE", help: "Parameters: JSON, YAML, TOML or CSV" },
  signature: { type: "text", value: "FILE", help: "Inputs and outputs: JSON or YAML" },
  dataset: { type: "list", value: "DATASET", help: "NAME@VERSION:ROLE, or URI#DIGEST:ROLE" },
  environment: { type: "text", value: "FILE", help: "requirements.txt, pyproject.toml, conda.yaml, package.json, …" },
  command: { type: "text", value: "COMMAND", help: "The command that trained it" },
  description: { type: "text", value: "TEXT", help: "What is new in this version" },
  author: { type: "text", value: "NAME", help: "Who made it; from git unless given" },
  owner: { type: "list", value: "@NAME", help: "For a new model: who may approve its promotions, @user or @org/team" },
  base: { type: "text", value: "MODEL@VERSION", help: "What it was fine-tuned or warm-started from" },
  "dry-run": { type: "flag", help: "Print the file; write and save nothing" },
} as const;

export const draft = defineCommand({
  args: [{ name: "MODEL", help: "The model's name; model.yaml is written for a new one" }],
  options: OPTIONS,
  details:
    "Hashes the artifacts, records code, data, metrics and environment, saves the bytes in the store and writes the\nversion file. Commit it and open a pull request: merged, the version is registered.",
  examples: [
    ["draft churn --version 1.0.0 --artifact out/model.safetensors --metrics out/metrics.json", "the first version"],
    [
      "draft churn --bump minor --artifact out/model --params params.yaml --dataset customers@4:training",
      "a folder as artifact",
    ],
    ["draft churn --bump patch --artifact model.onnx --dry-run", "see the file first"],
  ],
  async run({ options, args: [model = ""], folder, terminal }) {
    const result = await draftVersion({
      folder,
      model,
      version: versionChoice(options),
      parts: await partsOf(options),
      owners: options.owner,
      codeFolder: terminal.workingFolder,
      openStore: (settings) => openStore(settings, { root: folder, environment: terminal.environment }),
      now: terminal
        .now()
        .toISOString()
        .replace(/\.[0-9]+Z$/, "Z"),
      dryRun: options["dry-run"],
      progress: terminalProgress(terminal),
    });
    const failed = result.findings.some(({ severity }) => severity === "error");
    return { exitCode: failed ? 1 : 0, data: result, text: describe(result, options["dry-run"], terminal.style) };
  },
});

function versionChoice({ version, bump }: OptionValues<typeof OPTIONS>): Parameters<typeof draftVersion>[0]["version"] {
  if (version !== undefined && bump === undefined) return { exactly: version };
  if (version === undefined && (bump === "major" || bump === "minor" || bump === "patch")) return { bump };
  const message =
    version === undefined && bump !== undefined
      ? `--bump takes major, minor or patch, and not ${JSON.stringify(bump)}`
      : version === undefined
        ? "Which version is it?"
        : "--version and --bump do not go together";
  throw new InputError({ code: "usage", message, hint: "Give either --version VERSION or --bump major|minor|patch." });
}

async function partsOf(options: OptionValues<typeof OPTIONS>): Promise<DraftParts> {
  const { command, description, author } = options;
  const given: DraftParts = {
    artifacts: await findArtifacts(options.artifact),
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(command === undefined ? {} : { training: { command } }),
    ...(options.base === undefined ? {} : { base: parseBase(options.base) }),
    ...(options.dataset.length === 0 ? {} : { datasets: options.dataset.map(parseDataset) }),
    notes: [],
  };
  const read = await Promise.all([
    options.metrics === undefined ? undefined : readMetrics(options.metrics),
    options.params === undefined ? undefined : readParameters(options.params),
    options.signature === undefined ? undefined : readSignature(options.signature),
    options.environment === undefined ? undefined : readEnvironment({ path: options.environment }),
  ]);
  return mergeParts(given, ...read.filter((parts) => parts !== undefined));
}

/** `NAME@VERSION:ROLE` or `URI#DIGEST:ROLE`. */
function parseDataset(text: string): DatasetUse {
  const outside = /^(.+)#([a-z0-9]+:[^:]+):([a-z0-9_-]+)$/.exec(text);
  if (outside !== null) return { uri: outside[1] ?? "", digest: outside[2] ?? "", role: outside[3] ?? "" };
  const registered = /^([^@:#/]+)@([^:]+):([a-z0-9_-]+)$/.exec(text);
  if (registered !== null)
    return { name: registered[1] ?? "", version: registered[2] ?? "", role: registered[3] ?? "" };
  throw new InputError({
    code: "usage",
    message: `${JSON.stringify(text)} is not a dataset`,
    hint: "Write NAME@VERSION:ROLE (customers@4:training), or URI#DIGEST:ROLE (s3://acme/holdout.parquet#sha256:…:evaluation).",
  });
}

function parseBase(text: string): Base {
  const match = /^([^@]+)@([^@]+)$/.exec(text);
  if (match !== null) return { model: match[1] ?? "", version: match[2] ?? "" };
  throw new InputError({
    code: "usage",
    message: `${JSON.stringify(text)} is not a base`,
    hint: "Write MODEL@VERSION.",
  });
}

function describe(result: Drafted, dryRun: boolean, style: Style): string {
  const { model, version, content, files, findings, notes } = result;
  if (findings.some(({ severity }) => severity === "error")) {
    return `${renderFindings(findings, style)}\n\n${countFindings(findings)}: nothing was written.`;
  }
  if (dryRun) return files.map(({ path, text }) => `${style.dim(`# ${path}`)}\n${text}`).join("\n");
  const amount = `${plural(content.artifacts.length, "file")}, ${formatBytes(result.sizeBytes)}`;
  const saved =
    result.store === undefined
      ? ""
      : `${amount}, ${result.store.saved === 0 ? "already" : "saved"} in ${result.store.name}`;
  if (result.unchanged) return `${model} ${version} is drafted already with exactly this; nothing changed (${saved}).`;
  const lines = [
    `${style.bold(`${model} ${version}`)}  ${saved}`,
    ...files.map(({ path }) => `wrote ${path}`),
    ...notes.map((note) => `${style.yellow("note:")} ${note}`),
  ];
  if (findings.length > 0) lines.push("", renderFindings(findings, style));
  lines.push("", "Next: look at the file, then open a pull request with it:");
  lines.push(
    `  git switch -c draft/${model}-${version} && git add registry && git commit -m "Add ${model} ${version}"`,
  );
  return lines.join("\n");
}
