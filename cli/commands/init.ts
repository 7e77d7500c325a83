import { NO_OWNER, PROJECT_OWNER } from "../../core/project.ts";
import type { Style } from "../../core/text/style.ts";
import { type Initialized, init as initialize } from "../../operations/init/init.ts";
import { defineCommand } from "../command.ts";

export const init = defineCommand({
  args: [],
  options: {
    store: {
      type: "text",
      value: "STORE",
      help: "Where artifacts are stored: github-releases, s3://BUCKET/PREFIX or file:PATH",
      default: "github-releases",
    },
    stages: {
      type: "text",
      value: "NAMES",
      help: "The stages in lifecycle order, with commas between",
      default: "staging,production",
    },
  },
  details:
    "Writes registry/registry.yaml, the schemas and settings that let editors check registry files while you type, and\na workflow for GitHub that checks, publishes and deploys. Files that exist stay as they are.",
  examples: [
    ["init", "artifacts on this repository's GitHub releases"],
    ["init --store file:/srv/models", "artifacts in a folder that everybody can reach"],
    ["init --store s3://acme-models/growth", "artifacts in a bucket (docs/s3.md)"],
    ["init --stages dev,staging,production", "other stages"],
  ],
  async run({ options, folder, terminal }) {
    const stages = options.stages.split(",").map((stage) => stage.trim());
    const result = await initialize({ folder, store: options.store, stages });
    return { exitCode: 0, data: result, text: describe(result, terminal.style) };
  },
});

function describe({ written, kept, prefix }: Initialized, style: Style): string {
  const lines = [
    ...withoutSchemas(written).map((path) => `wrote ${style.bold(path)}`),
    ...kept.map((path) => `kept ${path} as it is`),
  ];
  if (written.length + kept.length === 0) lines.push("Everything is there already; nothing was written.");
  const workflows = written.filter((path) => path.startsWith(".github/workflows/"));
  if (workflows.length > 0) {
    lines.push("");
    if (PROJECT_OWNER === NO_OWNER)
      lines.push(
        `In ${workflows.join(" and ")} replace ${NO_OWNER} by the GitHub owner whose modelyard action you use.`,
      );
    lines.push("modelyard doctor says what else to set up on GitHub.");
  }
  if (prefix !== "" && written.length > 0) {
    lines.push("", "No workflow was written: GitHub reads them at the root of the repository alone. Take them from");
    lines.push(`docs/action.md, and tell each step where the registry is: ${prefix.replace(/\/$/, "")}`);
  }
  if (written.includes("registry/registry.yaml")) {
    lines.push("", "Next: look at the gates in registry/registry.yaml, commit, then draft the first version:");
    lines.push("  modelyard draft MODEL --version 1.0.0 --artifact FILE --metrics metrics.json");
  }
  return lines.join("\n");
}

/** Eight schema files are one thing to a reader. */
function withoutSchemas(paths: readonly string[]): string[] {
  const folder = ".modelyard/schemas/";
  const others = paths.filter((path) => !path.startsWith(folder));
  return others.length === paths.length ? others : [...others, `${folder} for your editor`];
}
