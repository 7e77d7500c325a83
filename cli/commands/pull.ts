import { join, resolve as resolvePath, sep } from "node:path";
import { InputError } from "../../core/errors.ts";
import { nearestName } from "../../core/import/names.ts";
import { parseReference } from "../../core/registry/names/reference.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { formatBytes, formatElapsed, plural } from "../../core/text/quantities.ts";
import { openRegistry } from "../../operations/deliver/open-registry.ts";
import type { Pulled } from "../../operations/deliver/pull.ts";
import { type Terminal, defineRemoteCommand } from "../command.ts";
import { terminalProgress } from "../progress.ts";

export const pull = defineRemoteCommand({
  args: [{ name: "REF", help: "churn@production, churn@1.3.0, churn@latest, …", completes: "reference" }],
  options: {
    output: { type: "text", value: "DIR", short: "o", help: "The folder for the files; the model's name unless given" },
    "allow-yanked": { type: "flag", help: "Pull a yanked version all the same" },
  },
  details:
    "Every file is checked by size and sha256 before anything appears in the folder. Files come through a cache\n(MODELYARD_CACHE, or modelyard in your cache folder); an interrupted pull is continued by the next one.",
  examples: [
    ["pull churn@production -o model", "what production runs, as a deploy job does"],
    ["pull churn@production -C github:acme/models -o model", "without a clone"],
    ["pull churn@1.3.0", "an exact version, into ./churn"],
  ],
  async run({ options, args: [reference = ""], location, terminal }) {
    const startedMs = terminal.elapsedMs();
    const output = resolvePath(terminal.workingFolder, options.output ?? modelOf(reference));
    refuseOwnFolder(output, terminal.workingFolder);
    const registry = await openRegistry(location, { environment: terminal.environment });
    const result = await registry.pull(reference, {
      output,
      allowYanked: options["allow-yanked"],
      progress: terminalProgress(terminal),
    });
    for (const warning of result.resolved.warnings)
      terminal.err(`${terminal.style.yellow("warning:")} ${plainText(warning)}\n`);
    const { resolved, ...rest } = result;
    const { model, version, stage } = resolved;
    const data = { model, version, stage: stage ?? null, ...rest };
    return { exitCode: 0, data, text: describe(result, terminal, terminal.elapsedMs() - startedMs) };
  },
});

function describe(
  { resolved, files, sizeBytes, unchanged, output }: Pulled,
  { style }: Terminal,
  elapsedMs: number,
): string {
  const parts = [
    style.bold(`${resolved.model} ${resolved.version}`),
    plural(files, "file"),
    formatBytes(sizeBytes),
    unchanged ? "already there and right" : "verified",
    formatElapsed(elapsedMs),
  ];
  return `${parts.join(" · ")}\n${style.dim(`in ${output}`)}`;
}

/** A shell in a folder that was swapped stands in the old one, where nothing is any more. */
function refuseOwnFolder(output: string, workingFolder: string): void {
  const isAround = workingFolder === output || workingFolder.startsWith(output.endsWith(sep) ? output : output + sep);
  if (!isAround) return;
  throw new InputError({
    code: "output-in-use",
    message: `${output} is the folder that this command runs in, and a pulled folder takes the place of the whole folder`,
    hint: `Name a folder in it: -o ${join(output, "model")}`,
  });
}

/** The model that a reference names, for a folder's name. */
function modelOf(reference: string): string {
  const parsed = parseReference(reference);
  return typeof parsed === "string" ? "model" : (nearestName(parsed.model) ?? "model");
}
