import type { Rule, Ruleset } from "../../../adapters/github/settings/rulesets.ts";
import { type Check, type Found, ok, problem, seen, unknown } from "../check.ts";
import { coversRef } from "../ref-pattern.ts";
import { keepsReleases, versionTags } from "../stores.ts";

/** A ruleset that forbids the tags lets every upload happen, and then the release stays a draft. */
export const tagCreation: Check = {
  name: "tag-creation",
  examine(setup) {
    if (!keepsReleases(setup)) return [ok("no tags are made for versions")];
    const tags = versionTags(setup);
    return seen(setup.github, ({ rulesets }) =>
      seen(rulesets, (all) => {
        const found = all.flatMap((ruleset) => tags.flatMap((tag) => hindrance(ruleset, tag) ?? []).slice(0, 1));
        return found.length > 0 ? found : ok(`publish may make tags such as ${tags[0] ?? ""}`);
      }),
    );
  },
};

function hindrance(ruleset: Ruleset, tag: string): Found | undefined {
  if (ruleset.target !== "tag" || !coversRef(ruleset, `refs/tags/${tag}`)) return undefined;
  const rule = ruleset.rules.find((each) => forbids(each, tag));
  if (rule === undefined) return undefined;
  const { bypass, name } = ruleset;
  if (!bypass.known) return unknown(`whether publish may bypass the tag ruleset ${name}: ${bypass.reason}`);
  if (bypass.value.some(({ isApp }) => isApp)) return undefined;
  return problem(
    `The ruleset ${name} lets nobody make the tag ${tag}, which publish needs`,
    `Settings › Rules › Rulesets › ${name}: exclude the tags *@v*, or add the app that publishes to the bypass list.`,
  );
}

function forbids({ type, parameters }: Rule, tag: string): boolean {
  if (type === "creation") return true;
  if (type !== "tag_name_pattern") return false;
  return (
    matchesName(tag, String(parameters["operator"]), String(parameters["pattern"])) === (parameters["negate"] === true)
  );
}

function matchesName(tag: string, operator: string, pattern: string): boolean {
  switch (operator) {
    case "starts_with":
      return tag.startsWith(pattern);
    case "ends_with":
      return tag.endsWith(pattern);
    case "contains":
      return tag.includes(pattern);
    default:
      return isMatch(pattern, tag);
  }
}

/** The server's expressions are RE2's; what cannot be read here is not said to forbid anything. */
function isMatch(pattern: string, tag: string): boolean {
  try {
    return new RegExp(pattern).test(tag);
  } catch {
    return true;
  }
}
