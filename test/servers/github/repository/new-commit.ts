import { actor, type Call, type RepositoryCall } from "../http/call.ts";
import { type GitCommit, iso, type Signature } from "./git-commit.ts";
import type { RequestBody } from "../http/request-body.ts";
import type { User } from "../state.ts";

/** The address by which GitHub ties a commit to an account. */
const noReplyAddress = (user: User): string => `${user.id}+${user.login}@users.noreply.github.com`;

const webFlow = { name: "GitHub", email: "noreply@github.com" };

export const userSignature = (user: User, now: Date): Signature => ({
  name: user.login,
  email: noReplyAddress(user),
  date: iso(now),
});

export const actorSignature = (call: Call): Signature => userSignature(actor(call).user, call.world.now());

/** GitHub itself, as the committer of what it commits for others. */
const webFlowSignature = (call: Call): Signature => ({ ...webFlow, date: iso(call.world.now()) });

/** `author`, `committer` or `tagger` of a body: name and address, date optional. */
export function givenSignature(call: Call, body: RequestBody, name: string): Signature | undefined {
  const given = body.object(name);
  if (given === undefined) return undefined;
  const date = given.optionalText("date");
  const when = date === undefined ? call.world.now() : new Date(date);
  return { name: given.text("name"), email: given.text("email"), date: iso(when) };
}

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** May name author and committer; then the commit is theirs, and not GitHub's to sign. */
  readonly body: RequestBody;
}

/**
 * Commits on behalf of the caller. GitHub signs it ("Verified") when an app or a workflow commits and names
 * neither author nor committer nor a signature of its own.
 */
export async function newCommit(call: RepositoryCall, parts: NewCommit): Promise<GitCommit> {
  const { tree, parents, message, body } = parts;
  const author = givenSignature(call, body, "author");
  const committer = givenSignature(call, body, "committer");
  const signed =
    actor(call).kind !== "user" && author === undefined && committer === undefined && !body.has("signature");
  const by = author ?? committer ?? actorSignature(call);
  const commit = {
    tree,
    parents,
    message,
    author: by,
    committer: committer ?? (signed ? webFlowSignature(call) : by),
  };
  const sha = await call.repository.git.writeCommit(commit);
  if (signed) call.repository.verifiedCommits.add(sha);
  return { sha, ...commit };
}
