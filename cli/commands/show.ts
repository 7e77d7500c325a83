import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { formatBytes } from "../../core/text/quantities.ts";
import { lengthOf } from "../../core/time/words.ts";
import { plainText } from "../../core/text/plain-text.ts";
import type { Style } from "../../core/text/style.ts";
import { renderTable } from "../../core/text/table.ts";
import { openHistory } from "../../operations/history/history.ts";
import { openLocation } from "../../operations/workspace/open-location.ts";
import { type Resolved, resolve } from "../../operations/deliver/resolve.ts";
import { type ModelView, type RegistryView, showModel, showRegistry } from "../../operations/show/show.ts";
import { type Answer, type Terminal, defineRemoteCommand } from "../command.ts";

const NOTHING = "–";

export const show = defineRemoteCommand({
  args: [
    {
      name: "MODEL|REF",
      help: "A model for its versions, a reference for one version; nothing for all models",
      optional: true,
      completes: "model-or-reference",
    },
  ],
  options: {},
  examples: [
    ["show", "every model and what each stage holds"],
    ["show churn", "its versions with their metrics"],
    ["show churn@production", "one version whole"],
    ["show -C github:acme/models", "without a clone"],
  ],
  async run({ args: [what], location, terminal }): Promise<Answer> {
    const reader = new RegistryReader(await openLocation(location, terminal.environment));
    if (what === undefined) {
      const view = await showRegistry(reader, await openHistory(location, { environment: terminal.environment }));
      const data = {
        name: view.settings.name,
        stages: view.settings.stages.map(({ name }) => name),
        models: view.models,
      };
      return { exitCode: 0, data, text: registryText(view, terminal) };
    }
    const isReference = what.includes("@") || what.startsWith("models:");
    if (!isReference && (await reader.hasModel(what))) {
      const view = await showModel(reader, what);
      return { exitCode: 0, data: view, text: modelText(what, view, terminal.style) };
    }
    const resolved = await resolve(reader, isReference ? what : `${what}@latest`, { allowYanked: true });
    const file = await reader.versionFile(resolved.model, resolved.version);
    const data = { ...resolved.content, status: resolved.status ?? null };
    return {
      exitCode: 0,
      data,
      text: versionText(resolved, file === undefined ? "" : new TextDecoder().decode(file), terminal.style),
    };
  },
});

function registryText({ settings, models }: RegistryView, terminal: Terminal): string {
  if (models.length === 0)
    return "The registry has no models yet. Draft the first version: modelyard draft MODEL --version 1.0.0 --artifact FILE";
  const stages = settings.stages.map(({ name }) => name);
  return renderTable({
    columns: [
      { title: "model" },
      ...stages.map((title) => ({ title })),
      { title: "versions", align: "right" },
      { title: "owners" },
    ],
    rows: models.map(({ name, stages: held, since, versions, owners }) => [
      name,
      ...stages.map((stage) => [held[stage] ?? NOTHING, age(since[stage], terminal.now())].join("  ").trimEnd()),
      String(versions),
      owners.join(" ") || NOTHING,
    ]),
    style: terminal.style,
  });
}

/** For how long, in words; empty where nobody knows. */
function age(since: string | undefined, now: Date): string {
  return since === undefined ? "" : lengthOf(now.getTime() - Date.parse(since));
}

function modelText(name: string, { model, versions }: ModelView, style: Style): string {
  const head = [style.bold(name), model?.description].filter((part) => part !== undefined).join("  ");
  const metrics = metricNames(model, versions);
  const table = renderTable({
    columns: [
      { title: "version" },
      { title: "stages" },
      ...metrics.map((title) => ({ title, align: "right" as const })),
      { title: "size", align: "right" },
      { title: "created" },
      { title: "author" },
    ],
    rows: versions.map(({ version, stages, status }) => [
      version.version,
      [...stages, ...(status === undefined ? [] : [status.status])].join(", ") || NOTHING,
      ...metrics.map((metric) => String(version.metrics?.[metric] ?? NOTHING)),
      formatBytes(version.artifacts.reduce((sum, { size }) => sum + size, 0)),
      version.created_at.slice(0, 10),
      version.author,
    ]),
    style,
  });
  return `${head}\n\n${table}`;
}

/** The metrics that model.yaml names, else those of the newest version; few enough for one line. */
function metricNames(model: ModelView["model"], versions: ModelView["versions"]): string[] {
  const declared = Object.keys(model?.metrics ?? {});
  const names = declared.length > 0 ? declared : Object.keys(versions[0]?.version.metrics ?? {});
  return names.slice(0, 6);
}

/** The version file as it stands, below what the file cannot say: the stage asked for, and its status. */
function versionText({ model, version, stage, status, path }: Resolved, text: string, style: Style): string {
  const notes = [stage, status === undefined ? undefined : `${status.status}: ${status.reason}`].filter(
    (note) => note !== undefined,
  );
  const head = `${style.bold(`${model} ${version}`)}${notes.length === 0 ? "" : `  ${plainText(notes.join(", "))}`}`;
  const lines = text
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("# yaml-language-server:"));
  return [head, style.dim(path), "", ...lines.map((line) => plainText(line))].join("\n");
}
