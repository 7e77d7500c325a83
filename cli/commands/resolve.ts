import { InputError } from "../../core/errors.ts";
import { parseReference } from "../../core/registry/names/reference.ts";
import { plainText } from "../../core/text/plain-text.ts";
import type { Location } from "../../operations/workspace/location.ts";
import { openRegistry } from "../../operations/deliver/open-registry.ts";
import type { Resolved } from "../../operations/deliver/resolve.ts";
import { type Answer, type Terminal, defineRemoteCommand } from "../command.ts";

export const resolve = defineRemoteCommand({
  args: [
    {
      name: "REF",
      help: "churn@production, churn@1.3.0, churn@latest, churn@^1.2, models:/churn/Production, …",
      completes: "reference",
    },
  ],
  options: {
    format: {
      type: "text",
      value: "FORMAT",
      help: "version, json, env (KEY=value lines) or path (the version file)",
      default: "version",
      completes: ["version", "json", "env", "path"],
    },
    at: {
      type: "text",
      value: "TIME",
      help: "What a stage held then: 2026-10-01, 2026-10-01 14:30 UTC, 2026-10-01T14:30:00Z",
    },
    "allow-yanked": { type: "flag", help: "Resolve a yanked version all the same" },
  },
  examples: [
    ["resolve churn@production", "which version is in production"],
    ["resolve churn@production -C github:acme/models", "without a clone"],
    ["resolve churn@production --at 2026-10-01", "what was in production then"],
    ["resolve churn@latest --format json", "with its artifacts and digests"],
    ["resolve churn@production --format env >> $GITHUB_ENV", "for a shell or a workflow"],
  ],
  async run({ options, args: [reference = ""], location, terminal }): Promise<Answer> {
    if (options.at !== undefined) {
      return resolveThen(options.at, { reference, location, terminal, format: options.format });
    }
    const registry = await openRegistry(location, { environment: terminal.environment });
    const resolved = await registry.resolve(reference, { allowYanked: options["allow-yanked"] });
    for (const warning of resolved.warnings)
      terminal.err(`${terminal.style.yellow("warning:")} ${plainText(warning)}\n`);
    const data = dataOf(resolved);
    return { exitCode: 0, data, text: format(options.format, resolved, data) };
  },
});

/** A stage's version at a time, from history: the version file may be gone since, so only the name is printed. */
async function resolveThen(
  at: string,
  asked: { reference: string; location: Location; terminal: Terminal; format: string },
): Promise<Answer> {
  const { reference, location, terminal } = asked;
  if (asked.format !== "version" && asked.format !== "json") {
    const hint = "With --at, formats are version and json: the version's file may be gone since.";
    throw new InputError({ code: "usage", message: `--at and --format ${asked.format} do not go together`, hint });
  }
  const parsed = parseReference(reference);
  if (typeof parsed === "string" || (parsed.selector.by !== "name" && parsed.selector.by !== "stage")) {
    const hint = "Write MODEL@STAGE, such as churn@production.";
    throw new InputError({ code: "usage", message: "--at asks what a stage held", hint });
  }
  const { selector, model } = parsed;
  const stage = selector.by === "name" ? selector.name : selector.stage.toLowerCase();
  const { notes, ...result } = await heldThen(location, { model, stage, at, now: terminal.now() }, terminal);
  for (const note of notes) terminal.err(`${terminal.style.yellow("note:")} ${plainText(note)}\n`);
  const data = notes.length === 0 ? result : { ...result, notes };
  return { exitCode: 0, data, text: asked.format === "json" ? JSON.stringify(data, null, 2) : result.version };
}

async function heldThen(
  location: Location,
  asked: { readonly model: string; readonly stage: string; readonly at: string; readonly now: Date },
  { environment }: Terminal,
) {
  const [{ openHistory }, { resolveAt }] = await Promise.all([
    import("../../operations/history/history.ts"),
    import("../../operations/deliver/resolve-at.ts"),
  ]);
  return resolveAt(await openHistory(location, { environment }), asked);
}

function dataOf({ reference, model, version, stage, path, content, status, warnings }: Resolved) {
  return {
    reference,
    model,
    version,
    stage: stage ?? null,
    path,
    status: status?.status ?? null,
    artifacts: content.artifacts,
    warnings,
  };
}

function format(name: string, { model, version, stage, path }: Resolved, data: unknown): string {
  switch (name) {
    case "version":
      return version;
    case "json":
      return JSON.stringify(data, null, 2);
    case "path":
      return path;
    case "env":
      // All of these are of forms that the schema limits to letters, digits and a few marks: safe in any shell.
      return [`MODEL=${model}`, `MODEL_VERSION=${version}`, `MODEL_STAGE=${stage ?? ""}`, `MODEL_FILE=${path}`].join(
        "\n",
      );
    default:
      throw new InputError({
        code: "usage",
        message: `There is no format ${JSON.stringify(name)}`,
        hint: "Formats: version, json, env, path.",
      });
  }
}
