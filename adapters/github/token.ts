import { execFile } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The token to call GitHub with: `GITHUB_TOKEN`, `GH_TOKEN`, or what the `gh` program is logged in with.
 *
 * @returns undefined where there is none: public repositories can be read without
 */
export async function findToken(environment: Environment, apiUrl: string): Promise<string | undefined> {
  const given = environment["GITHUB_TOKEN"] || environment["GH_TOKEN"];
  if (given) return given;
  const host = new URL(apiUrl).hostname.replace(/^api\.(?=(?:github|[^.]+\.ghe)\.com$)/, "");
  return new Promise((resolve) => {
    const words = ["auth", "token", "--hostname", host];
    execFile("gh", words, { timeout: 5000 }, (error, stdout) =>
      resolve(error === null ? stdout.trim() || undefined : undefined),
    );
  });
}

/** The address of GitHub's REST API: github.com's, or that of an Enterprise Server in `GITHUB_API_URL`. */
export function findApiUrl(environment: Environment, given?: string): string {
  return (given || environment["GITHUB_API_URL"] || "https://api.github.com").replace(/\/+$/, "");
}
