import { type Check, advice, ok, seen, unknown } from "../check.ts";
import { coversRef } from "../ref-pattern.ts";
import { keepsReleases, versionTags } from "../stores.ts";

/** The tag of a version must go on naming the commit that registered it. */
export const tagProtection: Check = {
  name: "tag-protection",
  examine(setup) {
    if (!keepsReleases(setup)) return [ok("no tags are made for versions")];
    const tags = versionTags(setup);
    return seen(setup.github, ({ rulesets, immutableReleases }) => {
      if (immutableReleases.known && immutableReleases.value) return ok("immutable releases lock the tags of versions");
      return seen(rulesets, (all) => {
        const guards = all.filter(({ target }) => target === "tag");
        const isGuarded = (tag: string) =>
          ["update", "deletion"].every((type) =>
            guards.some(
              (ruleset) => coversRef(ruleset, `refs/tags/${tag}`) && ruleset.rules.some((rule) => rule.type === type),
            ),
          );
        if (tags.every(isGuarded)) return ok("the tags of versions can be neither moved nor deleted");
        if (!immutableReleases.known)
          return unknown(`${immutableReleases.reason}, to see whether releases lock their tags`);
        return advice(
          `The tags of versions, such as ${tags[0] ?? ""}, can be moved and deleted`,
          'Settings › Rules › Rulesets › New tag ruleset, target *@v*: tick "Restrict updates" and "Restrict deletions", and leave "Restrict creations" unticked.',
        );
      });
    });
  },
};
