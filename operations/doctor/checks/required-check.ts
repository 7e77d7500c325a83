import { listing } from "../../../core/text/listing.ts";
import { branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok, problem, seen, unknown } from "../check.ts";
import { type PartUse, accessOf, placeOf, runsOnPullRequests } from "../parts.ts";
import type { Setup } from "../setup.ts";

/** A gate holds a merge only where its check is required by the very name that it reports under. */
export const requiredCheck: Check = {
  name: "required-check",
  examine: (setup) =>
    seen(branchLayers(setup), ({ layers, unseen, place }): readonly Found[] => {
      const checking = setup.parts.filter((use) => use.part === "validate" && runsOnPullRequests(use));
      if (checking.length === 0) return [unknown("no workflow was found whose check could be required")];
      const names = [...new Set(checking.flatMap((use) => namesOf(setup, use)))];
      const required = layers.flatMap(({ checks }) => checks);
      const ours = required.filter(({ context }) => names.includes(context));
      if (ours.length > 0) {
        const context = ours[0]?.context ?? "";
        const isOfJob = !ours.some((one) => isStatus(setup, checking, one.context));
        if (!ours.some(({ fromApp }) => fromApp)) return [anySource(context, place)];
        const found = isOfJob ? waitsForJob(setup, checking, context, place) : [];
        return found.length > 0 ? found : [fine(context)];
      }
      const [reason] = unseen;
      if (reason !== undefined) return [unknown(`${reason}, to see which checks are required`)];
      const open = checking.find(({ job }) => job.checkName === undefined);
      if (open !== undefined && required.length > 0)
        return [unknown(`what GitHub calls the job ${open.job.id} of ${open.path} is known only in a run`)];
      return [
        missing(
          names,
          required.map(({ context }) => context),
          place,
        ),
      ];
    }),
};

function isStatus(setup: Setup, uses: readonly PartUse[], context: string): boolean {
  return uses.some((use) => statusOf(setup, use) === context);
}

/**
 * What is wrong with requiring a job instead of its status, where gates wait: GitHub keeps what the run of the last push came
 * to, and an approval or the end of a soak starts other runs. A job that passes while gates wait holds nothing at all.
 */
function waitsForJob(setup: Setup, uses: readonly PartUse[], name: string, place: string): readonly Found[] {
  const use = uses.find(({ job }) => job.checkName === name);
  const gates = gatesOf(setup);
  if (use === undefined || !gates.some((gate) => gate !== undefined && WAITING.some((key) => gate[key] !== undefined)))
    return [];
  const status = statusOf(setup, use) ?? "modelyard";
  const instead = `${place} › Require status checks to pass: require ${status}, from GitHub Actions, instead of ${name}.`;
  if (use.step.inputs["fail-while-pending"] === "false") {
    return [
      problem(
        `The required check ${name} passes while gates wait: ${placeOf(use)} says fail-while-pending: false`,
        instead,
      ),
    ];
  }
  return [
    advice(
      `The required check ${name} is that of a job: after an approval, or when a soak ends, it stays red until somebody runs it again`,
      `${instead} That status changes by itself.`,
    ),
  ];
}

const WAITING = ["approvals", "soak", "freeze"] as const;

function gatesOf({ registry: { settings, models } }: Setup) {
  return [
    ...(settings?.value.stages ?? []).map(({ gates }) => gates),
    ...[...models.values()].flatMap(({ model }) => Object.values(model?.value.gates ?? {})),
  ];
}

/** What a step reports under: the commit status that it sets, and its job's name. */
function namesOf(setup: Setup, use: PartUse): readonly string[] {
  const status = statusOf(setup, use);
  const { checkName } = use.job;
  return [...(status === undefined ? [] : [status]), ...(checkName === undefined ? [] : [checkName])];
}

/** The commit status that a step sets; undefined where it sets none. */
function statusOf({ github }: Setup, use: PartUse): string | undefined {
  const { step } = use;
  const token = github.known ? github.value.workflowToken : undefined;
  const byDefault = token?.known === true ? token.value.defaultPermissions : undefined;
  const status = use.as === "action" ? (step.inputs["status"] ?? "modelyard") : "";
  const setsStatus =
    status !== "" && (step.inputs["token"] !== undefined || accessOf(use, "statuses", byDefault) === "write");
  return setsStatus ? status : undefined;
}

function fine(name: string): Found {
  return ok(`nothing is merged before the check ${name} passes`);
}

function anySource(name: string, place: string): Found {
  return advice(
    `Whoever has write access can report the required check ${name} themselves`,
    `${place} › Require status checks to pass › ${name}: choose GitHub Actions as its source instead of any.`,
  );
}

function missing(names: readonly string[], required: readonly string[], place: string): Found {
  const wanted = listing(names, "or");
  const other = required.length === 0 ? "no check is required" : `required: ${listing(required, "and", 6)}`;
  return problem(
    `A pull request can be merged while its gates fail: ${other}, and the registry's workflow reports ${wanted}`,
    `${place}: tick "Require status checks to pass" and add ${names[0] ?? "the check"}, from GitHub Actions. It can be chosen once it has run in the last seven days.`,
  );
}
