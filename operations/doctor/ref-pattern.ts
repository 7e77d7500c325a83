/**
 * Whether a ruleset is for a ref, by the patterns that its page lists.
 *
 * Source of the syntax: GitHub's documentation of rulesets, "Using fnmatch syntax"; `~ALL` stands for every ref.
 *
 * @example coversRef({ include: ["refs/tags/*@v*"], exclude: [] }, "refs/tags/churn@v1.0.0") // true
 */
export function coversRef(
  { include, exclude }: { readonly include: readonly string[]; readonly exclude: readonly string[] },
  ref: string,
): boolean {
  const matches = (pattern: string) => pattern === "~ALL" || expressionOf(pattern).test(ref);
  return include.some(matches) && !exclude.some(matches);
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
