import { listing } from "../../../core/text/listing.ts";
import { branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok, problem, seen, unknown } from "../check.ts";
import { type PartUse, accessOf, runsOnPullRequests } from "../parts.ts";
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
      if (ours.length > 0)
        return [ours.some(({ fromApp }) => fromApp) ? fine(ours[0]?.context) : anySource(ours[0]?.context, place)];
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

/** What a step reports under: its job's name, and the commit status that it sets. */
function namesOf({ github }: Setup, use: PartUse): readonly string[] {
  const { job, step } = use;
  const token = github.known ? github.value.workflowToken : undefined;
  const byDefault = token?.known === true ? token.value.defaultPermissions : undefined;
  const status = use.as === "action" ? (step.inputs["status"] ?? "modelyard") : "";
  const setsStatus =
    status !== "" && (step.inputs["token"] !== undefined || accessOf(use, "statuses", byDefault) === "write");
  return [...(setsStatus ? [status] : []), ...(job.checkName === undefined ? [] : [job.checkName])];
}

function fine(name = ""): Found {
  return ok(`nothing is merged before the check ${name} passes`);
}

function anySource(name = "", place: string): Found {
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
