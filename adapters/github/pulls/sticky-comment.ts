import type { GitHubClient } from "../client/client.ts";
import { sendGraphql } from "../client/graphql.ts";
import { checkAnswer, fields, maybe, number, text } from "../client/shape.ts";

const COMMENT = fields({ id: number, body: maybe(text), user: maybe(fields({ login: text })) });

export interface StickyComment {
  readonly pullRequest: number;
  /** What the comment begins with, and no text of others can hold: `<!-- modelyard -->`. */
  readonly marker: string;
  /** Begins with the marker. */
  readonly body: string;
  /** Whether the comment that is there says more than this one, because it was written by a check that began later. */
  readonly isOutdated: (before: string) => boolean;
  /** Whether two texts say the same, and the older one can stay. */
  readonly saysTheSame: (before: string, after: string) => boolean;
  /** Only edits the one that is there: what it says is not worth a comment of its own. */
  readonly editsOnly?: boolean;
}

type Kept = "created" | "updated" | "unchanged" | "outdated" | "not-needed";

/**
 * Keeps one comment of ours on a pull request: writes it, or edits the one that is there if it says something else. Of
 * several the oldest stays.
 * Ours is what begins with the marker and was written by who the token belongs to: anybody can write a marker.
 */
export async function keepComment(client: GitHubClient, comment: StickyComment): Promise<Kept> {
  const { issues } = client.octokit.rest;
  const [before, ...others] = await findOwn(client, comment);
  const kept = await writeOrEdit(client, comment, before);
  // Two runs at once can have made two; what the younger one says would stay for ever.
  for (const { id } of others) {
    const remove = () => issues.deleteComment({ ...client.repo, comment_id: id });
    await client.read(`remove a second comment from pull request ${comment.pullRequest}`, remove);
  }
  return kept;
}

interface Written {
  readonly id: number;
  readonly body: string;
}

async function writeOrEdit(client: GitHubClient, comment: StickyComment, before: Written | undefined): Promise<Kept> {
  const { pullRequest, body, editsOnly = false } = comment;
  const { issues } = client.octokit.rest;
  if (before === undefined && editsOnly) return "not-needed";
  if (before === undefined) {
    const create = () => issues.createComment({ ...client.repo, issue_number: pullRequest, body });
    await client.write(
      `comment on pull request ${pullRequest}`,
      async () => checkAnswer((await create()).data, fields({ id: number })).id,
      async () => (await findOwn(client, comment))[0]?.id,
    );
    return "created";
  }
  if (comment.saysTheSame(before.body, body)) return "unchanged";
  if (comment.isOutdated(before.body)) return "outdated";
  const update = () => issues.updateComment({ ...client.repo, comment_id: before.id, body });
  await client.read(`edit the comment on pull request ${pullRequest}`, update);
  return "updated";
}

/** Oldest first. */
async function findOwn(client: GitHubClient, { pullRequest, marker }: StickyComment): Promise<readonly Written[]> {
  const parameters = { issue_number: pullRequest };
  const what = `read the comments of pull request ${pullRequest}`;
  const comments = await client.list(what, "/issues/{issue_number}/comments", parameters, COMMENT);
  const marked = comments.filter(({ body }) => body?.startsWith(marker) === true);
  if (marked.length === 0) return [];
  const login = await ownLogin(client);
  const own = marked.filter(({ user }) => user?.login === login);
  return own.map(({ id, body }) => ({ id, body: (body ?? "").replaceAll("\r\n", "\n") }));
}

/** Who the token belongs to. A workflow's token has no profile, and GraphQL knows it all the same. */
async function ownLogin(client: GitHubClient): Promise<string> {
  const what = "tell whose token this is";
  const shape = fields({ viewer: fields({ login: text }) });
  const query = "query { viewer { login } }";
  return (await client.read(what, () => sendGraphql(client, what, query, {}, shape))).viewer.login;
}
