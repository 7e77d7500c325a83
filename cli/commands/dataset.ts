import { InputError } from "../../core/errors.ts";
import { escapeTerminal, escapeTerminalLines } from "../../core/text/escape.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import type { Style } from "../../core/text/style.ts";
import { type AddedDataset, addDataset } from "../../operations/dataset/add-dataset.ts";
import type { DatasetSource } from "../../operations/dataset/read-source.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Committed } from "../../operations/propose/commit.ts";
import { type OptionValues, type Terminal, defineCommand } from "../command.ts";
import { COMMITTING, afterWriting, committerFor, withCommit } from "../committing.ts";

const OPTIONS = {
  version: { type: "text", value: "VERSION", help: "The new version; the next whole number unless given" },
  "from-dvc": { type: "text", value: "FILE", help: "A .dvc file, or what DVC tracks: the digest is DVC's own" },
  file: { type: "text", value: "PATH", help: "A file by its SHA-256, or a folder by the digest that DVC gives it" },
  uri: { type: "text", value: "URI", help: "Data at an address, with --digest" },
  digest: { type: "text", value: "DIGEST", help: "Of the data at the address, such as sha256:…" },
  description: { type: "text", value: "TEXT", help: "What is new in this version; from the .dvc file unless given" },
  author: { type: "text", value: "NAME", help: "Who made it; from git unless given" },
  ...COMMITTING,
  "dry-run": { type: "flag", help: "Print the file; write nothing" },
} as const;

export const dataset = defineCommand({
  args: [
    { name: "add", help: "The only thing to do here" },
    { name: "NAME", help: "The dataset's name; dataset.yaml is written for a new one", completes: "dataset" },
  ],
  options: OPTIONS,
  details:
    "Writes which bytes a dataset version is, and where they are kept; the bytes stay there. Drafts whose tracker saw the\nsame digest name this version by themselves.",
  examples: [
    ["dataset add customers --from-dvc data/train.csv.dvc", "the next version of what DVC tracks"],
    ["dataset add holdout --file data/holdout.parquet --description 'June 2026'", "a file"],
    ["dataset add crm --version 2026-06 --uri s3://acme/crm.parquet --digest sha256:9f86…", "data elsewhere"],
  ],
  async run({ options, args: [, name = ""], folder, terminal }) {
    const committer = await committerFor(options, folder);
    const result = await addDataset({
      folder,
      dataset: name,
      version: options.version,
      source: sourceChoice(options),
      description: options.description,
      author: options.author,
      now: terminal
        .now()
        .toISOString()
        .replace(/\.[0-9]+Z$/, "Z"),
      dryRun: options["dry-run"],
    });
    const failed = result.findings.some(({ severity }) => severity === "error");
    const committed = failed ? undefined : await committer?.commit(commitOf(result));
    const text = [
      describe(result, options["dry-run"], terminal.style),
      ...nextSteps(result, { folder, terminal, committed }),
    ].join("\n");
    return { exitCode: failed ? 1 : 0, data: withCommit(result, committed), text };
  },
});

function sourceChoice({ "from-dvc": dvc, file, uri, digest }: OptionValues<typeof OPTIONS>): DatasetSource {
  const [source, ...others] = [
    ...(dvc === undefined ? [] : [{ type: "dvc" as const, path: dvc }]),
    ...(file === undefined ? [] : [{ type: "file" as const, path: file }]),
    ...(uri === undefined || digest === undefined ? [] : [{ type: "uri" as const, uri, digest }]),
  ];
  if (source !== undefined && others.length === 0 && (source.type === "uri" || (uri ?? digest) === undefined)) {
    return source;
  }
  const message = source === undefined ? "Which data is it?" : "It can come from one place only";
  const hint = "Give either --from-dvc FILE, or --file PATH, or --uri URI with --digest DIGEST.";
  throw new InputError({ code: "usage", message, hint });
}

function describe(result: AddedDataset, dryRun: boolean, style: Style): string {
  const { dataset: name, version, content, files, findings, notes } = result;
  if (findings.some(({ severity }) => severity === "error")) {
    return `${renderFindings(findings, style)}\n\n${countFindings(findings)}: nothing was written.`;
  }
  const digest = escapeTerminal(content.digest);
  if (result.unchanged) return `${name} ${version} has this digest already (${digest}); nothing changed.`;
  const remarks = notes.map((note) => `${style.yellow("note:")} ${escapeTerminal(note)}`);
  if (dryRun) {
    const shown = files.map(({ path, text }) => `${style.dim(`# ${path}`)}\n${escapeTerminalLines(text)}`);
    return [...shown, ...remarks.map((line) => `# ${line}`)].join("\n");
  }
  const lines = [
    `${style.bold(`${name} ${version}`)}  ${digest}`,
    ...files.map(({ path }) => `wrote ${path}`),
    ...remarks,
  ];
  if (findings.length > 0) lines.push("", renderFindings(findings, style));
  return lines.join("\n");
}

function commitOf({ dataset: name, version }: AddedDataset) {
  const path = pathOf({ kind: "dataset-version", dataset: name, version });
  return {
    branch: `dataset/${name}-${version}`,
    message: `Add dataset ${name} ${version}`,
    path: "registry",
    paths: [path],
    pathsIfNew: [pathOf({ kind: "dataset", dataset: name })],
  };
}

function nextSteps(
  result: AddedDataset,
  given: { readonly folder: string; readonly terminal: Terminal; readonly committed: Committed | undefined },
): readonly string[] {
  if (!result.written && given.committed === undefined) return [];
  return [
    ...afterWriting(given.committed, commitOf(result), { ...given, intro: "open a pull request with it" }),
    "",
    "Or draft a model version that was trained on it:",
    `  modelyard draft MODEL --bump minor --dataset ${result.dataset}@${result.version}:training …`,
  ];
}
