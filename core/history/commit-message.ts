/** What a commit on the default branch says it did. */
export interface CommitMessage {
  readonly subject: string;
  readonly pullRequest: number | undefined;
}

/**
 * Reads the pull request and its title from a commit message as GitHub writes it for merge commits
 * (`Merge pull request #118 from …`, the title below), for squashed ones and for merge commits named after their pull
 * request (`Title (#118)`). Anybody may write such a message: it is for people to read, never to decide by.
 *
 * @param subject the message's first paragraph in one line
 * @param body what follows it
 * @example
 * readCommitMessage("Merge pull request #118 from acme/churn-1.3.1", "Promote churn 1.3.1 to production\n")
 * // { subject: "Promote churn 1.3.1 to production", pullRequest: 118 }
 */
export function readCommitMessage(subject: string, body: string): CommitMessage {
  const merge = /^Merge pull request #([1-9][0-9]{0,14}) from /.exec(subject);
  if (merge !== null) {
    const title = body.split("\n", 1)[0]?.trim();
    return { subject: title || subject, pullRequest: Number(merge[1]) };
  }
  const named = /^(.*\S) +\(#([1-9][0-9]{0,14})\)$/.exec(subject);
  return { subject: named?.[1] ?? subject, pullRequest: named === null ? undefined : Number(named[2]) };
}

/**
 * Who made a commit. Where GitHub committed it (a merge, a squash, an edit in the browser), that is its author: the person
 * who asked for it.
 */
export function whoDid(commit: {
  readonly author: string;
  readonly committer: string;
  readonly committerAddress: string;
}): string {
  const byGitHub = commit.committer === "GitHub" && commit.committerAddress === "noreply@github.com";
  return byGitHub ? commit.author : commit.committer;
}
