import { publishBranch } from "../../operations/deploy/publish-branch.ts";
import { inCheckout } from "../checkout.ts";
import { defaultBranchOf, isOfFork, readEvent } from "../event.ts";
import { runStep } from "../runner.ts";
import { PUBLISH_WORDING, publishRange, readPublishInputs } from "./inputs.ts";
import {
  FORK_OF_REGISTRY,
  type PublishReport,
  isClean,
  isForkOfRegistry,
  mirrorHint,
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
  const report = await inCheckout(runner, where, async (checkout): Promise<PublishReport> => {
    const result = await publishBranch(checkout, { ...range, branch, includeBypassed });
    return { ...result, since: range.before, prefix: checkout.prefix };
  });

  if (isForkOfRegistry(report, isOfFork(runner.payload))) {
    for (const [name, value] of Object.entries(publishOutputs({ ...report, deployments: [] })))
      runner.output(name, value);
    runner.annotate([{ level: "notice", title: "modelyard", message: FORK_OF_REGISTRY }]);
    await runner.summarize(FORK_OF_REGISTRY);
    return "success";
  }
  for (const [name, value] of Object.entries(publishOutputs(report))) runner.output(name, value);
  for (const line of publishLines(report)) runner.say(line);
  runner.say(`${publishHeadline(report)}.`);
  runner.annotate([...publishAnnotations(report), ...mirrorHint(report)]);
  await runner.summarize(publishMarkdown(report));
  return isClean(report) ? "success" : "failure";
});
