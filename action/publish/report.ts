import { escapeMarkdown, escapeStart, escapeTerminal, shorten } from "../../core/text/escape.ts";
import type { Annotation } from "../../core/reports/findings-annotations.ts";
import { plural } from "../../core/text/quantities.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Deployment, DeploymentPlan } from "../../operations/deploy/deployment-plan.ts";
import type { MergedPromotion } from "../../operations/deploy/merged-promotions.ts";
import type { Published, PublishedVersion } from "../../operations/publish/publish.ts";
import { inWorkflowWords } from "../wording.ts";
import { PUBLISH_WORDING } from "./inputs.ts";

const MAX_MESSAGE_LENGTH = 4000;
/** A summary takes 1 MiB; what is beyond these is counted. */
const MAX_LINES = 200;
const LOOKS_AGAIN =
  "GitHub shows a merge only a while after it. Nothing was deployed, and the next run of this workflow looks again: on a push, on its schedule, or started by hand.";
const BYPASS_HINT = "Revert that merge, or set the stage back by a pull request.";

export interface PublishReport extends DeploymentPlan {
  readonly published: Published;
  /** Why what is not judged yet could not be remembered. */
  readonly forgotten: string | undefined;
  /** Where the registry lies in its repository, with a closing slash; empty for its root. */
  readonly prefix: string;
  /** From where on promotions were looked for; undefined: they were not. */
  readonly since: string | undefined;
}

/** The outputs of action.yml. */
export function publishOutputs({ published, deployments }: PublishReport): Readonly<Record<string, string>> {
  const fresh = published.versions.filter(({ outcome }) => outcome === "published");
  return {
    published: JSON.stringify(fresh.map(({ model, version }) => ({ model, version }))),
    promotions: JSON.stringify(deployments),
  };
}

/** Whether everything is as it should be: nothing failed, nothing came in past a gate, and nothing will be forgotten. */
export function isClean({ published, bypassed, forgotten }: PublishReport): boolean {
  return (
    bypassed.length === 0 && forgotten === undefined && published.versions.every(({ outcome }) => outcome !== "failed")
  );
}

/** What ends the run red or needs another look, beside the files that it is about. All text is inert. */
export function publishAnnotations({
  published,
  bypassed,
  notYet,
  forgotten,
  prefix,
}: PublishReport): readonly Annotation[] {
  const past = bypassed.map((promotion): Annotation => {
    const { model, stage } = promotion;
    const file = escapeTerminal(prefix + pathOf({ kind: "stage", model, stage }));
    const message = inert(`${bypassLine(promotion)}. ${BYPASS_HINT}`);
    return { level: "error", file, title: "promoted past a gate", message };
  });
  const failed = published.versions.flatMap(({ model, version, outcome, problems }): Annotation[] => {
    if (outcome !== "failed") return [];
    const file = escapeTerminal(prefix + pathOf({ kind: "model-version", model, version }));
    const hint = inWorkflowWords(problems[0]?.hint ?? "", PUBLISH_WORDING);
    const message = inert(`${model} ${version}: ${reasonsOf(problems)}. ${hint}`);
    return [{ level: "error", file, title: "not published", message }];
  });
  const open = notYet.map((promotion): Annotation => {
    const { model, stage } = promotion;
    const file = escapeTerminal(prefix + pathOf({ kind: "stage", model, stage }));
    const message = inert(`${notYetLine(promotion)}. ${forgotten === undefined ? LOOKS_AGAIN : lookAgain(forgotten)}`);
    return { level: forgotten === undefined ? "warning" : "error", file, title: "not known yet", message };
  });
  return [...past, ...failed, ...open];
}

/**
 * Whether this is a fork of a registry: the bytes of its versions, and the pull requests that its promotions came in with,
 * are in the repository that it was made from. There is nothing here that could be published or judged.
 */
export function isForkOfRegistry({ published: { versions } }: PublishReport, isFork: boolean): boolean {
  return isFork && hasPublishedNothing(versions);
}

function hasPublishedNothing(versions: Published["versions"]): boolean {
  return versions.length > 0 && versions.every(({ outcome }) => outcome === "failed");
}

export const FORK_OF_REGISTRY =
  "This repository is a fork, and holds the files of none of its versions: nothing was published, and no promotion is deployed from here. The repository that it was made from publishes.";

const MIRROR_HINT =
  "No version of this repository is published. If it is a mirror of a registry, switch this workflow off here: Actions › the workflow › Disable workflow. The repository that it mirrors publishes.";

/** What helps where not one version could be published. */
export function mirrorHint({ published: { versions } }: PublishReport): readonly Annotation[] {
  return hasPublishedNothing(versions) ? [{ level: "notice", title: "modelyard", message: MIRROR_HINT }] : [];
}

/** What happened, a line each; untrusted text is in them. */
export function publishLines(report: PublishReport): readonly string[] {
  const { published, bypassed, notYet, superseded, deployments } = report;
  return [
    ...bypassed.map(bypassLine),
    ...notYet.map(notYetLine),
    ...deployments.map(deploymentLine),
    ...superseded.map(({ model, stage, version }) => `${model} ${version} is not in ${stage} any more`),
    ...published.versions.flatMap((version) => versionLine(version) ?? []),
    ...published.abandonedDrafts.map(abandonedDraftLine),
  ];
}

/** The step's summary. */
export function publishMarkdown(report: PublishReport): string {
  const lines = publishLines(report);
  const shown = lines.slice(0, MAX_LINES).map((line) => `- ${escapeMarkdown(shorten(line, MAX_MESSAGE_LENGTH / 4))}`);
  const more = lines.length > shown.length ? [`- ${lines.length - shown.length} more in the log`] : [];
  return [`### ${escapeMarkdown(publishHeadline(report))}`, "", ...shown, ...more].join("\n");
}

/** What was looked at and what it came to. */
export function publishHeadline({ published, deployments, bypassed, notYet, since }: PublishReport): string {
  const { versions, store } = published;
  const count = (outcome: PublishedVersion["outcome"]) =>
    versions.filter((version) => version.outcome === outcome).length;
  const counts = [
    [count("published"), "published"],
    [count("already-published"), "published before"],
    [count("failed"), "failed"],
  ].flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  const looked = `${plural(versions.length, "version")} against ${store}: ${counts.join(", ") || "nothing to do"}`;
  const past = bypassed.length === 0 ? "" : `, ${bypassed.length} came in past a gate`;
  const open = notYet.length === 0 ? "" : `, ${notYet.length} not known yet`;
  const toDeploy = `${plural(deployments.length, "promotion")} to deploy`;
  if (since !== undefined) return `${looked}. ${toDeploy} since ${since.slice(0, 7)}${past}${open}`;
  const earlier = deployments.length + bypassed.length + notYet.length;
  const again = earlier === 0 ? "" : `. Of earlier runs: ${toDeploy}${past}${open}`;
  return `${looked}. Promotions were not looked at: there is no commit to count them from${again}`;
}

function versionLine({ model, version, outcome, problems }: PublishedVersion): string | undefined {
  if (outcome === "already-published") return undefined;
  return `${model} ${version}: ${outcome}${problems.length === 0 ? "" : `: ${reasonsOf(problems)}`}`;
}

function abandonedDraftLine({ model, version, savedAt }: Published["abandonedDrafts"][number]): string {
  const since = savedAt.slice(0, 10);
  return `${model} ${version}: saved ${since} and neither merged nor proposed; modelyard publish --prune-drafts removes it`;
}

function reasonsOf(problems: PublishedVersion["problems"]): string {
  return problems.map(({ message }) => message).join("; ");
}

function deploymentLine({ model, stage, version, previous, rollback }: Deployment): string {
  return `${model}: ${previous ?? "nothing"} → ${version} in ${stage}${rollback ? ", a rollback" : ""}`;
}

function bypassLine({ model, stage, version, pullRequest, commit, judgement }: MergedPromotion): string {
  const how = pullRequest === undefined ? `with ${commit.slice(0, 7)}` : `with pull request ${pullRequest}`;
  const gates = judgement.gates
    .filter(({ verdict }) => verdict !== "passed")
    .map(({ label, verdict, reason }) => `${label} (${WORDS[verdict]}: ${reason})`);
  return `${model} ${version} came into ${stage} ${how} past ${gates.join(" and ")}`;
}

function notYetLine({ model, stage, version, commit, notYet }: MergedPromotion): string {
  return `${model} ${version} came into ${stage} with ${commit.slice(0, 7)}, and it is not known yet with which pull request: ${notYet}`;
}

/** @param why it could not be remembered */
function lookAgain(why: string): string {
  return `Run this job again in a few minutes; the next run will not look by itself, since it could not be remembered: ${why}`;
}

const WORDS = { passed: "passed", failed: "failed", pending: "not reached", unknown: "not known" } as const;

function inert(text: string): string {
  return escapeStart(text, MAX_MESSAGE_LENGTH);
}
