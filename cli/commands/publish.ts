import { resolve } from "node:path";
import { plainText } from "../../core/text/plain-text.ts";
import { plural } from "../../core/text/quantities.ts";
import type { Style } from "../../core/text/style.ts";
import { type Published, type PublishedVersion, publish as publishRegistry } from "../../operations/publish/publish.ts";
import { openWorkspace } from "../../operations/workspace/checkout.ts";
import { requireFolder } from "../../operations/workspace/find-registry.ts";
import { defineCommand } from "../command.ts";
import { terminalProgress } from "../progress.ts";

export const publish = defineCommand({
  args: [],
  options: {
    from: { type: "text", value: "DIR", help: "A folder with artifacts that the store lacks, or another store" },
    verify: { type: "flag", help: "Read the bytes of every published version, not only of those in stages" },
    ref: { type: "text", value: "REVISION", help: "The commit of the default branch to publish; HEAD unless given" },
    "prune-drafts": { type: "flag", help: "Remove saved bytes that nobody merged or still proposes after a week" },
    "dry-run": { type: "flag", help: "Say what would be done; change nothing" },
  },
  details:
    "Completes, verifies and seals every version on the default branch that is not published yet. Run it as often as you\nlike: what is right already is left alone, and an interrupted run is continued by the next one.\nOf published versions it reads the bytes of those in stages, and of two others in turn. What the store holds otherwise\nthan it was published is an error, and --from puts the right bytes back.",
  examples: [
    ["publish", "everything that was merged"],
    ["publish --dry-run", "see what is left to do"],
    ["publish --prune-drafts", "and clear away what was drafted and given up"],
    ["publish --from out", "with bytes that were never saved by draft"],
    ["publish --verify", "look at every byte in the store"],
    ["publish --verify --from s3://backup/models", "and repair what is damaged from another store"],
  ],
  async run({ options, folder, terminal }) {
    const from = options.from === undefined ? undefined : sourceOf(options.from, terminal.workingFolder);
    const result = await publishRegistry({
      ...openWorkspace(folder, { environment: terminal.environment, now: terminal.now() }),
      revision: options.ref,
      from,
      verify: options.verify,
      dryRun: options["dry-run"],
      pruneDrafts: options["prune-drafts"],
      progress: terminalProgress(terminal),
    });
    const failed = result.versions.some(({ outcome }) => outcome === "failed");
    return { exitCode: failed ? 1 : 0, data: result, text: describe(result, terminal.style) };
  },
});

/** Folders count from where the command runs. */
function sourceOf(from: string, workingFolder: string): string {
  if (from.startsWith("s3://")) return from;
  const isStore = from.startsWith("file:");
  const folder = resolve(workingFolder, isStore ? from.slice("file:".length) : from);
  requireFolder(folder);
  return isStore ? `file:${folder}` : folder;
}

function describe({ versions, store, source, abandonedDrafts }: Published, style: Style): string {
  const lines = versions
    .filter(({ outcome }) => outcome !== "already-published")
    .map((version) => line(version, style));
  const count = (outcome: PublishedVersion["outcome"]) =>
    versions.filter((version) => version.outcome === outcome).length;
  const counts = [
    [count("published"), "published"],
    [count("repaired"), "repaired"],
    [count("to-publish"), "to publish"],
    [count("to-repair"), "to repair"],
    [count("already-published"), "published before"],
    [count("failed"), "failed"],
  ].flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  const looked = `${plural(versions.length, "version")} at ${/^[0-9a-f]{40}/.test(source) ? source.slice(0, 7) : source} against ${store}`;
  const abandoned = abandonedDrafts.map(({ model, version, savedAt, removed }) => {
    const what = removed ? "draft removed" : "drafted and left: publish --prune-drafts removes it";
    return `${style.bold(`${model} ${version}`)}  ${what} (saved ${savedAt.slice(0, 10)})`;
  });
  return [...lines, ...abandoned, `${looked}: ${counts.length === 0 ? "nothing to do" : counts.join(", ")}.`].join(
    "\n",
  );
}

function line({ model, version, outcome, saved, problems }: PublishedVersion, style: Style): string {
  const name = style.bold(`${model} ${version}`);
  if (outcome === "published")
    return `${name}  ${style.green("published")}${saved === 0 ? "" : `, ${plural(saved, "file")} saved`}`;
  if (outcome === "repaired") return `${name}  ${style.green("repaired")}, ${plural(saved, "file")} saved`;
  if (outcome === "to-repair") return `${name}  would be repaired, ${plural(saved, "file")} to save`;
  if (outcome === "to-publish")
    return `${name}  would be published${saved === 0 ? "" : `, ${plural(saved, "file")} to save`}`;
  const reasons = problems.map(({ message }) => `  ${plainText(message)}`);
  return [`${name}  ${style.red("failed")}`, ...reasons, `  ${plainText(problems[0]?.hint ?? "")}`].join("\n");
}
