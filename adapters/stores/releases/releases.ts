import { ASSET, type AssetDescription } from "../../github/client/bytes.ts";
import type { GitHubClient } from "../../github/client/client.ts";
import { GitHubError } from "../../github/client/errors.ts";
import { type ContentOf, checkAnswer, fields, list, maybe, number, text, truth } from "../../github/client/shape.ts";

/** A release as GitHub describes it, as far as a store needs it. */
const RELEASE = fields({
  id: number,
  tag_name: text,
  draft: truth,
  upload_url: text,
  created_at: text,
  body: maybe(text),
  html_url: text,
  assets: list(ASSET),
});

export type Release = ContentOf<typeof RELEASE>;

/** As many as a page of the list holds. */
const PER_PAGE = 100;
/** What is being published now was saved lately: it is on the first pages of the list, which has the newest first. */
const RECENT_PAGES = 2;
/** Whether a release names all of its assets is known of a few; of more they are listed. */
const MAX_NAMED_ASSETS = 25;

/** The assets that a release had when it was read, where it names all of them. */
export function assetsNamedBy({ assets }: Release): readonly AssetDescription[] | undefined {
  return assets.length <= MAX_NAMED_ASSETS ? assets : undefined;
}

/** Stands in the text of drafts that modelyard makes, where nobody sees it: no other draft is ever filled or removed. */
const OWN_DRAFT = "<!-- modelyard: saved -->";

/** Whether a release is a draft that modelyard made. */
export function isOwnDraft({ draft, body }: Release): boolean {
  return draft && body?.includes(OWN_DRAFT) === true;
}

/** The releases and assets of one repository, found as GitHub lets them be found. */
export class Releases {
  readonly client: GitHubClient;

  constructor(client: GitHubClient) {
    this.client = client;
  }

  /** The published release of a tag. GitHub shows a draft here, too, once its tag is there and the token may push. */
  async published(tag: string): Promise<Release | undefined> {
    const release = await this.#unlessMissing(`find the release ${tag}`, "/releases/tags/{tag}", { tag });
    return release?.draft === false ? release : undefined;
  }

  /** All releases that the token may see, oldest first. Drafts show only in the list, and only to tokens that may push. */
  async list(): Promise<readonly Release[]> {
    const found = await this.client.list("list the releases", "/releases", {}, RELEASE);
    return sorted(found);
  }

  /** The releases that were made last, oldest first. */
  async recent(pages = RECENT_PAGES): Promise<readonly Release[]> {
    const found: Release[] = [];
    for (let page = 1; page <= pages; page++) {
      const part = await this.#page(page);
      found.push(...part);
      if (part.length < PER_PAGE) break;
    }
    return sorted(found);
  }

  /** One page of the list, which has the newest first. */
  async #page(page: number): Promise<readonly Release[]> {
    return this.client.get("list the releases", "/releases", { per_page: PER_PAGE, page }, list(RELEASE));
  }

  /** A release by its id; undefined where it is gone. */
  async byId(id: string): Promise<Release | undefined> {
    return this.#unlessMissing("find the draft", "/releases/{release_id}", { release_id: id });
  }

  /**
   * The draft of a tag that modelyard made; of several, which two runs at once can make, the oldest.
   *
   * @param isOld looks through all releases; else through those made last
   */
  async draft(tag: string, isOld = false): Promise<Release | undefined> {
    const last = isOld ? Number.POSITIVE_INFINITY : RECENT_PAGES;
    for (let page = 1; page <= last; page++) {
      const part = await this.#page(page);
      const found = sorted(part).find((release) => release.tag_name === tag && isOwnDraft(release));
      if (found !== undefined || part.length < PER_PAGE) return found;
    }
    return undefined;
  }

  async createDraft(tag: string, name: string): Promise<Release> {
    const { octokit, repo } = this.client;
    return this.client.write(
      `make the draft release ${tag}`,
      async () => {
        const answer = await octokit.request("POST /repos/{owner}/{repo}/releases", {
          ...repo,
          tag_name: tag,
          name,
          body: `Saved. It is published when the version is merged.\n\n${OWN_DRAFT}`,
          draft: true,
          make_latest: "false",
        });
        return checkAnswer(answer.data, RELEASE);
      },
      () => this.draft(tag),
    );
  }

  /** The assets as they are now. */
  async assets(release: Release): Promise<readonly AssetDescription[]> {
    const what = `list the assets of ${release.tag_name}`;
    return this.client.list(what, "/releases/{release_id}/assets", { release_id: release.id }, ASSET);
  }

  async deleteAsset(asset: AssetDescription): Promise<void> {
    const { octokit, repo } = this.client;
    const send = () =>
      octokit.request("DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}", { ...repo, asset_id: asset.id });
    await this.#gone(`remove the unfinished asset ${asset.name}`, send);
  }

  async deleteDraft(release: Release): Promise<void> {
    const { octokit, repo } = this.client;
    const send = () =>
      octokit.request("DELETE /repos/{owner}/{repo}/releases/{release_id}", { ...repo, release_id: release.id });
    await this.#gone(`remove the draft ${release.tag_name}`, send);
  }

  async publish(release: Release, fields: { readonly name: string; readonly body: string }): Promise<void> {
    const { octokit, repo } = this.client;
    await this.client.write(
      `publish the release ${release.tag_name}`,
      async () => {
        // Without its tag name, an edited draft loses it.
        await octokit.request("PATCH /repos/{owner}/{repo}/releases/{release_id}", {
          ...repo,
          release_id: release.id,
          tag_name: release.tag_name,
          draft: false,
          make_latest: "false",
          ...fields,
        });
        return true;
      },
      async () => ((await this.published(release.tag_name)) === undefined ? undefined : true),
    );
  }

  async #unlessMissing(
    what: string,
    route: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Release | undefined> {
    try {
      return await this.client.get(what, route, parameters, RELEASE);
    } catch (error) {
      if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
      throw error;
    }
  }

  /** Deletes; what is gone already is as good as deleted now. */
  async #gone(what: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await this.client.read(what, send);
    } catch (error) {
      if (!(error instanceof GitHubError && error.refusal.status === 404)) throw error;
    }
  }
}

function sorted(releases: readonly Release[]): readonly Release[] {
  return releases.toSorted((a, b) => a.id - b.id);
}
