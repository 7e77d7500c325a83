import { NO_OWNER, PROJECT_OWNER } from "../../core/project.ts";
import type { Style } from "../../core/text/style.ts";
import { InputError } from "../../core/errors.ts";
import { listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";
import { type Initialized, init as initialize, upgrade } from "../../operations/init/init.ts";
import { TEMPLATES, type Template } from "../../operations/init/settings-text.ts";
import { isInGitFolder } from "../../operations/workspace/find-registry.ts";
import type { Committed } from "../../operations/propose/commit.ts";
import { type Terminal, defineCommand } from "../command.ts";
import { COMMITTING, afterWriting, committerFor, nothingProtects, withCommit } from "../committing.ts";

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
    template: {
      type: "text",
      value: "NAME",
      help: "What production asks for: team (an order, a review, formats that run no code) or solo (callers go on)",
      default: "team",
      completes: TEMPLATES,
    },
    action: {
      type: "text",
      value: "OWNER/NAME",
      help: "The repository whose modelyard actions the workflows use",
      default: `${PROJECT_OWNER}/modelyard`,
    },
    upgrade: { type: "flag", help: "Only bring the schemas for editors up to date with this modelyard" },
    ...COMMITTING,
  },
  details:
    "Writes registry/registry.yaml, the schemas and settings that let editors check registry files while you type, and\na workflow for GitHub that checks, publishes and deploys. Files that exist stay as they are. Which gates a template\nwrites is yours to change: modelyard explain lists them all.",
  examples: [
    ["init", "artifacts on this repository's GitHub releases"],
    ["init --store file:/srv/models", "artifacts in a folder that everybody can reach"],
    ["init --store s3://acme-models/growth", "artifacts in a bucket (docs/s3.md)"],
    ["init --stages dev,staging,production", "other stages"],
    ["init --template solo --store file:../store", "for one person: no reviews, no order, any format"],
    ["init --action acme/modelyard", "workflows with the actions of your own copy"],
    ["init --upgrade", "after modelyard itself was upgraded"],
    ["init --push", "the same, committed and pushed"],
  ],
  async run({ options, folder, terminal }) {
    const committer = await committerFor(options, folder);
    if (options.upgrade) {
      const upgraded = await upgrade(folder);
      const committed = await committer?.commit(upgradeCommitOf(upgraded));
      const next = committed && afterWriting(committed, upgradeCommitOf(upgraded), { folder, terminal, intro: INTRO });
      const text = [describeUpgrade(upgraded, committed === undefined, terminal.style), ...(next ?? [])].join("\n");
      return { exitCode: 0, data: withCommit(upgraded, committed), text };
    }
    const template = templateOf(options.template);
    const stages = options.stages.split(",").map((stage) => stage.trim());
    const result = await initialize({ folder, store: options.store, stages, template, action: options.action });
    const committed = await committer?.commit(commitOf(result));
    const shown = { isOwnerOpen: options.action === `${NO_OWNER}/modelyard`, isCommitted: committed !== undefined };
    const text = [describe(result, shown, terminal.style), ...nextSteps(result, { folder, terminal, committed })].join(
      "\n",
    );
    return { exitCode: 0, data: withCommit(result, committed), text };
  },
});

function templateOf(name: string): Template {
  const template = TEMPLATES.find((each) => each === name);
  if (template !== undefined) return template;
  const near = closest(name, TEMPLATES);
  throw new InputError({
    code: "usage",
    message: `There is no template ${JSON.stringify(name)}`,
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}There are ${listing(TEMPLATES, "and")}.`,
  });
}

function describeUpgrade({ written, warnings }: Initialized, isToCommit: boolean, style: Style): string {
  const said =
    written.length === 0
      ? "The schemas are those of this modelyard; nothing was written."
      : `${withoutSchemas(written)
          .map((path) => `wrote ${style.bold(path)}`)
          .join("\n")}${isToCommit ? "\n\nNext: look at git diff, and commit." : ""}`;
  return [said, ...warningLines(warnings, style)].join("\n");
}

function warningLines(warnings: readonly string[], style: Style): readonly string[] {
  return warnings.flatMap((warning) => ["", `${style.yellow("warning:")} ${warning}`]);
}

function describe(
  { written, kept, prefix, warnings }: Initialized,
  { isOwnerOpen, isCommitted }: { readonly isOwnerOpen: boolean; readonly isCommitted: boolean },
  style: Style,
): string {
  const lines = [
    ...withoutSchemas(written).map((path) => `wrote ${style.bold(path)}`),
    ...kept.map((path) => `kept ${path} as it is`),
  ];
  if (written.length + kept.length === 0) lines.push("Everything is there already; nothing was written.");
  const workflows = written.filter((path) => path.startsWith(".github/workflows/"));
  if (workflows.length > 0) {
    lines.push("");
    if (isOwnerOpen)
      lines.push(
        `In ${workflows.join(" and ")} replace ${NO_OWNER} by the GitHub owner whose modelyard action you use.`,
      );
    lines.push("modelyard doctor says what else to set up on GitHub.");
  }
  lines.push(...warningLines(warnings, style));
  if (prefix !== "" && written.length > 0) {
    lines.push("", "No workflow was written: GitHub reads them at the root of the repository alone. Take them from");
    lines.push(`docs/action.md, and tell each step where the registry is: ${prefix.replace(/\/$/, "")}`);
  }
  if (written.includes("registry/registry.yaml")) {
    const commit = isCommitted ? "" : "commit, ";
    lines.push("", `Next: look at the gates in registry/registry.yaml, ${commit}then draft the first version:`);
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

const INTRO = "open a pull request with it";

function commitOf({ written, same }: Initialized) {
  return { branch: "init", message: "Start the model registry", path: "registry", paths: written, pathsIfNew: same };
}

function upgradeCommitOf({ written }: Initialized) {
  const message = "Bring the schemas for editors up to date";
  return { branch: "init-upgrade", message, path: ".modelyard", paths: written };
}

function nextSteps(
  result: Initialized,
  given: { readonly folder: string; readonly terminal: Terminal; readonly committed: Committed | undefined },
): readonly string[] {
  if (given.committed === undefined) {
    return result.written.length === 0 || isInGitFolder(given.folder) ? [] : ["", nothingProtects(given.terminal)];
  }
  return afterWriting(given.committed, commitOf(result), { ...given, intro: INTRO });
}
