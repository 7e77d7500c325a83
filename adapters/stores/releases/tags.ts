import { OutsideError } from "../../../core/errors.ts";
import type { GitHubClient } from "../../github/client/client.ts";
import { GitHubError } from "../../github/client/errors.ts";
import { checkAnswer, fields, text } from "../../github/client/shape.ts";

/** GitHub burns the tag names of immutable releases, also after their deletion. */
const BURNED = /immutable.release/i;

const OBJECT = fields({ sha: text });
const POINTER = fields({ object: fields({ sha: text, type: text }) });

/**
 * Makes sure that the annotated tag stands on the commit. A tag that stands elsewhere is never moved.
 *
 * @throws OutsideError `tag-elsewhere`, `tag-burned`, `tag-forbidden`
 */
export async function ensureTag(client: GitHubClient, tag: string, commit: string, message: string): Promise<void> {
  const existing = await commitOfTag(client, tag);
  if (existing === commit) return;
  if (existing !== undefined) throw elsewhere(tag, existing, commit);
  const { octokit, repo } = client;
  try {
    const object = await client.read(`make the tag ${tag}`, () =>
      octokit.request("POST /repos/{owner}/{repo}/git/tags", { ...repo, tag, message, object: commit, type: "commit" }),
    );
    const { sha } = checkAnswer(object.data, OBJECT);
    await client.write(
      `make the tag ${tag}`,
      async () => {
        await octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...repo, ref: `refs/tags/${tag}`, sha });
        return true;
      },
      async () => ((await commitOfTag(client, tag)) === commit ? true : undefined),
    );
  } catch (error) {
    // Another run at the same time may just have made it.
    if ((await commitOfTag(client, tag)) === commit) return;
    throw explain(tag, error);
  }
}

/** The commit that a tag leads to, through the tag object of an annotated one. */
async function commitOfTag(client: GitHubClient, tag: string): Promise<string | undefined> {
  const what = `look up the tag ${tag}`;
  try {
    const { object } = await client.get(what, "/git/ref/{ref}", { ref: `tags/${tag}` }, POINTER);
    if (object.type !== "tag") return object.sha;
    return (await client.get(what, "/git/tags/{tag_sha}", { tag_sha: object.sha }, POINTER)).object.sha;
  } catch (error) {
    if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
    throw error;
  }
}

function elsewhere(tag: string, found: string, wanted: string): OutsideError {
  return new OutsideError({
    code: "tag-elsewhere",
    message: `The tag ${tag} stands on ${found.slice(0, 7)}, and the version was registered by ${wanted.slice(0, 7)}`,
    hint: "Somebody else made that tag. Delete it if it is a mistake (git push origin :refs/tags/TAG), then publish again; modelyard never moves tags.",
  });
}

function explain(tag: string, error: unknown): unknown {
  if (!(error instanceof GitHubError)) return error;
  const { status, message, details } = error.refusal;
  const said = [message, ...details].join(" ");
  if (BURNED.test(said)) return burnedTag(tag, error);
  if (status !== 422 && !/rule/i.test(said)) return error;
  return new OutsideError({
    code: "tag-forbidden",
    message: `GitHub did not let the tag ${tag} be made: ${said}`,
    hint: "A tag ruleset forbids it: let the token that publishes bypass the ruleset for tags like *@v*, then publish again. (GitHub says the same of a name that a deleted immutable release had: then draft the next version.)",
    cause: error,
  });
}

/** The error for a tag name that can never be used again. */
export function burnedTag(tag: string, cause: unknown): OutsideError {
  return new OutsideError({
    code: "tag-burned",
    message: `The tag name ${tag} belonged to an immutable release and can never be used again`,
    hint: "Draft the model under the next version, and withdraw this one: modelyard withdraw REF rejected --reason …",
    cause,
  });
}

/** Whether a refusal to publish says that the tag name is burned. */
export function saysBurned(error: unknown): boolean {
  return error instanceof GitHubError && BURNED.test([error.refusal.message, ...error.refusal.details].join(" "));
}
