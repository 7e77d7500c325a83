import { type Release, isOwnDraft } from "./releases.ts";

/** GitHub's list ends here, and says nothing of what is beyond. */
const MAX_LISTED = 10_000;

/** All releases as they were when they were listed: each version's answer is given once, since it may be outdated then. */
export class FirstLook {
  readonly #byTag: ReadonlyMap<string, readonly Release[]>;
  readonly #taken = new Set<string>();

  readonly #areAll: boolean;

  constructor(releases: readonly Release[]) {
    this.#areAll = releases.length < MAX_LISTED;
    const byTag = new Map<string, Release[]>();
    for (const release of releases) {
      const same = byTag.get(release.tag_name);
      if (same === undefined) byTag.set(release.tag_name, [release]);
      else same.push(release);
    }
    this.#byTag = byTag;
  }

  /** Undefined where it was given before, or the list may not reach so far. */
  take(tag: string): { readonly published: Release | undefined; readonly draft: Release | undefined } | undefined {
    if (this.#taken.has(tag)) return undefined;
    this.#taken.add(tag);
    const named = this.#byTag.get(tag) ?? [];
    if (named.length === 0 && !this.#areAll) return undefined;
    return { published: named.find(({ draft }) => !draft), draft: named.find(isOwnDraft) };
  }
}
