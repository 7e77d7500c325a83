/** Who and when, as GitHub's JSON writes it (`date` in RFC 3339, UTC). */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface CommitParts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface GitCommit extends CommitParts {
  readonly sha: string;
}

/** An instant as GitHub writes it: no milliseconds. */
export const iso = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, "Z");

const epochSeconds = (date: string): number => Math.floor(Date.parse(date) / 1000);

/** `Alice <alice@example.com> 1719756191 +0000`, as in a commit or tag object. */
export const identityLine = (who: Signature): string => `${who.name} <${who.email}> ${epochSeconds(who.date)} +0000`;

export function parseIdentity(line: string): Signature {
  const match = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line);
  const [, name = "", email = "", seconds = "0"] = match ?? [];
  return { name, email, date: iso(new Date(Number(seconds) * 1000)) };
}

export function commitText(parts: CommitParts): string {
  return [
    `tree ${parts.tree}`,
    ...parts.parents.map((parent) => `parent ${parent}`),
    `author ${identityLine(parts.author)}`,
    `committer ${identityLine(parts.committer)}`,
    "",
    parts.message,
  ].join("\n");
}

export function parseCommit(sha: string, text: string): GitCommit {
  const end = text.indexOf("\n\n");
  const headers = (end < 0 ? text : text.slice(0, end)).split("\n").map((line): [string, string] => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space + 1)];
  });
  const first = (name: string): string => headers.find(([key]) => key === name)?.[1] ?? "";
  return {
    sha,
    tree: first("tree"),
    parents: headers.filter(([key]) => key === "parent").map(([, parent]) => parent),
    author: parseIdentity(first("author")),
    committer: parseIdentity(first("committer")),
    message: end < 0 ? "" : text.slice(end + 2).replace(/\n$/, ""),
  };
}
