import { pathPattern } from "../../core/registry/path-pattern.ts";

/**
 * Who CODEOWNERS asks for review of a path: the last line that matches decides, and it may name nobody.
 *
 * Source of the syntax: GitHub's documentation, "About code owners". It is that of .gitignore, but for `/*` at the end,
 * which stands for the folder's own files alone.
 *
 * @example ownersOf("* @platform\n/registry/models/churn/ @alice\n", "registry/models/churn/model.yaml") // ["@alice"]
 */
export function ownersOf(text: string, path: string): readonly string[] {
  let owners: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [pattern, ...named] = line
      .replace(/(^|\s)#.*$/s, "")
      .trim()
      .split(/\s+/);
    if (pattern === undefined || pattern === "" || pattern.startsWith("!") || pattern.startsWith("[")) continue;
    if (matches(pattern, path)) owners = named;
  }
  return owners;
}

function matches(pattern: string, path: string): boolean {
  if (pattern.length > 2 && pattern.endsWith("/*")) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return folder === pattern.slice(0, -1).replace(/^\//, "");
  }
  return pathPattern(pattern)?.(path) ?? false;
}
