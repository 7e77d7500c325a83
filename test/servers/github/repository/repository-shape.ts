import { may } from "../http/access.ts";
import type { Call } from "../http/call.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";
import type { Repository } from "../state.ts";

/** The templates of a repository's own addresses: `<name>_url` → what follows the repository's address. */
const addresses: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

/** `minimal-repository`, `repository` and the repository inside a pull request, all in one. */
export function repositoryShape(call: Call, repository: Repository) {
  const url = repositoryUrl(call, repository);
  const html = webUrl(call, repository);
  const push = may(call.token, repository, "contents", "write");
  const admin = may(call.token, repository, "administration", "write");
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: repository.fullName,
    owner: userShape(call, repository.owner),
    private: repository.private,
    html_url: html,
    description: null,
    fork: repository.fork !== null,
    url,
    ...Object.fromEntries(Object.entries(addresses).map(([name, rest]) => [name, `${url}${rest}`])),
    git_url: `git://${new URL(html).host}/${repository.fullName}.git`,
    ssh_url: `git@${new URL(html).hostname}:${repository.fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: 0,
    open_issues: 0,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    pushed_at: repository.createdAt,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    license: null,
    allow_forking: true,
    web_commit_signoff_required: false,
    permissions: { admin, maintain: admin, push, triage: push, pull: true },
  };
}

/** `full-repository`. How pull requests are merged is shown to those who may write. */
export function fullRepositoryShape(call: Call, repository: Repository) {
  const { merge, squash, rebase } = repository.mergeMethods;
  const merging = {
    allow_squash_merge: squash,
    allow_merge_commit: merge,
    allow_rebase_merge: rebase,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
  };
  return {
    ...repositoryShape(call, repository),
    temp_clone_token: null,
    ...(may(call.token, repository, "contents", "write") ? merging : {}),
    network_count: 0,
    subscribers_count: 0,
    ...(repository.fork === null ? {} : { parent: repositoryShape(call, repository.fork) }),
  };
}
