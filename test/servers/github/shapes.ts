import type { Call } from "./http/call.ts";
import type { Repository, User } from "./state.ts";

/** A `node_id`: GraphQL's global id of an object. */
export const nodeId = (kind: string, id: number | string): string =>
  Buffer.from(`${kind}:${id}`).toString("base64").replaceAll("=", "");

/** `simple-user` of GitHub's description. */
export function userShape(call: Call, user: User) {
  const url = `${call.apiUrl}/users/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("User", user.id),
    avatar_url: `${call.world.origins.api}/avatars/${user.id}`,
    gravatar_id: "",
    url,
    html_url: `${call.world.origins.api}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: false,
  };
}

export const repositoryUrl = (call: Call, repository: Repository): string =>
  `${call.apiUrl}/repos/${repository.fullName}`;

/** Where people would see the repository. */
export const webUrl = (call: Call, repository: Repository): string =>
  `${call.world.origins.api}/${repository.fullName}`;
