import { unshallow } from "../../adapters/git/fetch.ts";
import { UNSHALLOW } from "../../adapters/git/history.ts";
import { prefixOf } from "../../adapters/git/merge.ts";
import { resolveCommit } from "../../adapters/git/repository.ts";
import { InputError } from "../../core/errors.ts";
import type { Checkout } from "../../operations/validate/check-pull-requests.ts";
import { planDeployments, readStagesNow } from "../../operations/deploy/deployment-plan.ts";
import { type MergedPromotion, judgeMerged } from "../../operations/deploy/merged-promotions.ts";
import { publish } from "../../operations/publish/publish.ts";
import { defaultBranchOf, readEvent } from "../event.ts";
import { runStep } from "../runner.ts";
import { findCheckout } from "../checkout.ts";
import { PUBLISH_WORDING, type PublishRange, publishRange, readPublishInputs } from "./inputs.ts";
import {
  type PublishReport,
  isClean,
  publishAnnotations,
  publishHeadline,
  publishLines,
  publishMarkdown,
  publishOutputs,
} from "./report.ts";

await runStep(PUBLISH_WORDING, async (runner) => {
  const { includeBypassed, since, ...where } = readPublishInputs(runner.input);
  const { GITHUB_REF_NAME: branch = "main" } = runner.environment;
  const event = readEvent(runner.eventName, runner.payload);
  const range = publishRange(event, { since, branch, defaultBranch: defaultBranchOf(runner.payload) });
  const checkout = await findCheckout(runner, where);
  const { folder, openStore } = checkout;
  await bringWholeHistory(checkout);

  const published = await publish({ folder, revision: range.head, openStore, now: runner.now() });
  const merged = await promotionsOf(checkout, range, branch);
  const now = await readStagesNow(checkout, branch, merged);
  const plan = planDeployments(merged, { now, includeBypassed });

  const report: PublishReport = { ...plan, published, since: range.before, prefix: await prefixOf(folder) };
  for (const [name, value] of Object.entries(publishOutputs(report))) runner.output(name, value);
  for (const line of publishLines(report)) runner.say(line);
  runner.say(`${publishHeadline(report)}.`);
  runner.annotate(publishAnnotations(report));
  await runner.summarize(publishMarkdown(report));
  return isClean(report) ? "success" : "failure";
});

async function promotionsOf(
  checkout: Checkout,
  { before, head }: PublishRange,
  branch: string,
): Promise<readonly MergedPromotion[]> {
  if (before === undefined) return [];
  // A commit that an event names may have left the branch; it is fetched by its name.
  const isFull = /^[0-9a-f]{40}$/.test(before);
  const from = isFull ? before : await resolveCommit(checkout.folder, before);
  return judgeMerged(checkout, { before: from, head: await resolveCommit(checkout.folder, head), branch });
}

/** A release names the merge that registered its version: a shallow clone would get it wrong, and for ever. */
async function bringWholeHistory({ folder, remote }: Checkout): Promise<void> {
  const refused = await unshallow(folder, await resolveCommit(folder, "HEAD"), remote);
  if (refused === undefined) return;
  throw new InputError({
    code: "clone-shallow",
    message: `This clone is shallow, and git could not fetch the rest: ${refused}`,
    hint: `To get the rest, ${UNSHALLOW}.`,
  });
}
