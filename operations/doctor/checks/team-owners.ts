import { mergePolicy } from "../../../core/gates/policy.ts";
import { type Check, ok, problem } from "../check.ts";
import { ownToken, placeOf } from "../parts.ts";
import type { Setup } from "../setup.ts";

/** A workflow's own token never sees who is in a team, so an approval by one of them cannot be counted. */
export const teamOwners: Check = {
  name: "team-owners",
  examine(setup) {
    const team = teamThatApproves(setup);
    if (team === undefined) return [ok("no approval depends on who is in a team")];
    const blind = setup.parts
      .filter(({ part }) => part === "validate" || part === "publish")
      .find((use) => ownToken(use) === "always");
    if (blind === undefined) return [ok("the workflows are given a token that can read teams")];
    return [
      problem(
        `${team} approves promotions, and ${placeOf(blind)} cannot see who is in it: the gate will stay unknown`,
        "Give the step the token of a GitHub App with the organisation permission members: read (docs/action.md, App token), or name people as owners.",
        ["with:", "  token: ${{ steps.app.outputs.token }}"],
      ),
    ];
  },
};

/** A team that owns a model with an approvals gate which its other owners cannot pass by themselves. */
function teamThatApproves({ registry: { settings, models } }: Setup): string | undefined {
  for (const { model } of models.values()) {
    const owners = model?.value.owners ?? [];
    const people = owners.filter((owner) => !owner.includes("/")).length;
    const most = Math.max(
      0,
      ...(settings?.value.stages ?? []).map(
        ({ name, gates }) => mergePolicy(gates, model?.value.gates?.[name]).policy.approvals,
      ),
    );
    const team = owners.find((owner) => owner.includes("/"));
    if (team !== undefined && most > people) return team;
  }
  return undefined;
}
