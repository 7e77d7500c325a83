import type { Call } from "../http/call.ts";
import { nodeId } from "../shapes.ts";
import type { Team } from "../state.ts";

/** `team`. */
export function teamShape(call: Call, team: Team) {
  const url = `${call.apiUrl}/organizations/${team.organization}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId("Team", team.id),
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    url,
    html_url: `${call.world.origins.api}/orgs/${team.organization}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    parent: null,
  };
}
