import { type PublishedLedger, type PublishedUpTo } from "../../../core/store/store.ts";
import type { GitHubClient } from "../../github/client/client.ts";
import { GitHubError } from "../../github/client/errors.ts";
import { checkAnswer, fields, list, readAnswer, text } from "../../github/client/shape.ts";

/** Outside of branches and tags: no clone fetches it, and it needs no permission that releases do not need. */
const FOLDER = "modelyard/published/";
/** With more exceptions nothing is remembered: something is wrong with the store as a whole. */
const MAX_EXCEPTIONS = 1000;

const POINTER = fields({ object: fields({ sha: text }) });
const TAG = fields({ message: text, object: fields({ sha: text }) });
const MESSAGE = fields({ except: list(text) });

/**
 * The ledger of a repository's releases: a ref to a tag object on the commit up to which all versions are published, with
 * the exceptions in its message. Anybody who may publish can write it, and nothing but the effort of `publish` depends on
 * it: whether a version is published, the gates ask GitHub.
 */
export function releaseLedger(client: GitHubClient): PublishedLedger {
  const { octokit, repo } = client;
  return {
    async read(registry) {
      const ref = FOLDER + nameOf(registry);
      const what = "read what was published";
      try {
        const { object } = await client.get(what, "/git/ref/{ref}", { ref }, POINTER);
        const tag = await client.get(what, "/git/tags/{tag_sha}", { tag_sha: object.sha }, TAG);
        const { except } = readAnswer(new TextEncoder().encode(tag.message), MESSAGE);
        return { commit: tag.object.sha, except };
      } catch (error) {
        if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
        throw error;
      }
    },
    async write(registry, { commit, except }: PublishedUpTo) {
      if (except.length > MAX_EXCEPTIONS) return;
      const what = "remember what was published";
      const ref = FOLDER + nameOf(registry);
      const message = JSON.stringify({ except });
      const tag = { ...repo, tag: "published", message, object: commit, type: "commit" } as const;
      const { sha } = await client.read(what, async () =>
        checkAnswer((await octokit.request("POST /repos/{owner}/{repo}/git/tags", tag)).data, fields({ sha: text })),
      );
      try {
        await client.read(what, () =>
          octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", { ...repo, ref, sha, force: true }),
        );
      } catch (error) {
        // GitHub says 422 of a ref that there is not yet.
        if (!(error instanceof GitHubError && [404, 422].includes(error.refusal.status))) throw error;
        await client.read(what, () =>
          octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...repo, ref: `refs/${ref}`, sha }),
        );
      }
    },
  };
}

/** A part of a ref's name for a folder: no two folders share one. */
function nameOf(registry: string): string {
  return `registry${encodeURIComponent(registry).replaceAll(/[.*~!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}
