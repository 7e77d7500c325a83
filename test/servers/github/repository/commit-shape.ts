import type { Call } from "../http/call.ts";
import type { GitCommit } from "./git-commit.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";
import type { Repository, User, World } from "../state.ts";

/** Whether GitHub shows the commit as "Verified". */
function verification(repository: Repository, commit: GitCommit) {
  return repository.verifiedCommits.has(commit.sha)
    ? {
        verified: true,
        reason: "valid",
        signature: "-----BEGIN PGP SIGNATURE-----\n\nfake\n-----END PGP SIGNATURE-----\n",
        payload: `tree ${commit.tree}\n`,
        verified_at: commit.committer.date,
      }
    : { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
}

/** The account behind an address: GitHub's no-reply form, or `<login>@…` of a user that the fake knows. */
function accountOf(world: World, email: string): User | null {
  const login = /^(?:\d+\+)?([^@]+)@/.exec(email)?.[1]?.toLowerCase();
  return login === undefined ? null : (world.users.get(login) ?? null);
}

/** `git-commit`. */
export function gitCommitShape(call: Call, repository: Repository, commit: GitCommit) {
  const url = repositoryUrl(call, repository);
  const html = webUrl(call, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: verification(repository, commit),
  };
}

/** `commit`, without its files. */
export function commitShape(call: Call, repository: Repository, commit: GitCommit) {
  const url = repositoryUrl(call, repository);
  const html = webUrl(call, repository);
  const account = (email: string) => {
    const user = accountOf(call.world, email);
    return user === null ? null : userShape(call, user);
  };
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(repository, commit),
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${html}/commit/${sha}` })),
  };
}
