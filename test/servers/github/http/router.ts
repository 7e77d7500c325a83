import type { Answer, Call, RepositoryCall } from "./call.ts";
import type { Access } from "../state.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Any one of these permissions lets a call through: `{ issues: "write", pull_requests: "write" }`. */
export type Needs = Readonly<Record<string, Access>>;

export interface Route {
  readonly method: Method;
  /** The path template of GitHub's OpenAPI description, by which answers are held against it. */
  readonly template: string;
  readonly needs: Needs;
  /** Reachable only with a token, whatever the repository. */
  readonly signedIn: boolean;
  readonly handler:
    | { readonly kind: "plain"; readonly handle: (call: Call) => Promise<Answer> | Answer }
    | { readonly kind: "repository"; readonly handle: (call: RepositoryCall) => Promise<Answer> | Answer };
}

/** A route under `/repos/{owner}/{repo}`; the repository is looked up and access to it checked before. */
export function repositoryRoute(
  method: Method,
  path: string,
  needs: Needs,
  handle: (call: RepositoryCall) => Promise<Answer> | Answer,
): Route {
  const signedIn = method !== "GET";
  return { method, template: `/repos/{owner}/{repo}${path}`, needs, signedIn, handler: { kind: "repository", handle } };
}

export function plainRoute(
  method: Method,
  template: string,
  options: { readonly signedIn: boolean; readonly needs?: Needs },
  handle: (call: Call) => Promise<Answer> | Answer,
): Route {
  const { signedIn, needs = {} } = options;
  return { method, template, needs, signedIn, handler: { kind: "plain", handle } };
}

/** Parameters that may hold slashes; clients send them encoded (`churn%2Fv1`) or raw. */
const withSlashes = new Set(["ref", "tag", "branch", "basehead"]);

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly literals: number;
}

function compile(route: Route): CompiledRoute {
  const names: string[] = [];
  let literals = 0;
  const pattern = route.template
    .slice(1)
    .split("/")
    .map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) {
        literals += 1;
        return `/${segment.replaceAll(".", "\\.")}`;
      }
      names.push(name);
      // The root of a repository's contents has no path at all.
      if (name === "path") return "(?:/(.*))?";
      return withSlashes.has(name) ? "/(.+)" : "/([^/]+)";
    })
    .join("");
  return { route, pattern: new RegExp(`^${pattern}$`), names, literals };
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type FindRoute = (method: string, rawPath: string) => Match | null;

/** A finder over all routes; of several that fit, the one with most literal segments wins. */
export function routeFinder(routes: readonly Route[]): FindRoute {
  const compiled = routes.map(compile).sort((a, b) => b.literals - a.literals);
  return (method, rawPath) => {
    const wanted = method === "HEAD" ? "GET" : method;
    for (const { route, pattern, names } of compiled) {
      if (route.method !== wanted) continue;
      const match = pattern.exec(rawPath);
      if (match === null) continue;
      const params = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]);
      return { route, params: Object.fromEntries(params) as Record<string, string> };
    }
    return null;
  };
}
