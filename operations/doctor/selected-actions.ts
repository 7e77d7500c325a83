import type { SelectedActions } from "../../adapters/github/settings.ts";

/**
 * Whether an action may run where some are selected; undefined where that hangs on whether GitHub has verified its creator.
 *
 * @param uses such as `actions/checkout@v7`
 * @param owner whose repository it is: the owner's own actions may always run
 */
export function isSelected(
  uses: string,
  owner: string,
  { githubOwned, verified, patterns }: SelectedActions,
): boolean | undefined {
  const [creator = ""] = uses.split("/");
  if (creator.toLowerCase() === owner.toLowerCase()) return true;
  const matches = (pattern: string) => expressionOf(pattern).test(uses);
  const refused = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  if (refused.some(matches)) return false;
  if (githubOwned && ["actions", "github"].includes(creator)) return true;
  if (patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern))) return true;
  return verified ? undefined : false;
}

/** `*` stands for anything, and a pattern without a version for every version. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.trim().split("*");
  const text = parts.map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&")).join(".*");
  return new RegExp(`^${text}${pattern.includes("@") ? "" : "(?:@.*)?"}$`, "i");
}
