import { instantOf } from "../../../core/time/instant.ts";
import { git } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";

/** A tag as git keeps it. All text is untrusted. */
export interface GitTag {
  readonly name: string;
  /** What an annotated tag says of itself; undefined for a lightweight one, which is a name and nothing else. */
  readonly annotation:
    | {
        /** RFC 3339 in UTC. */
        readonly time: string;
        readonly tagger: string;
        /** Without angle brackets. */
        readonly email: string;
        readonly message: string;
      }
    | undefined;
  /** The commit that it marks; undefined where it marks something else. */
  readonly commit: string | undefined;
}

const FIELDS = [
  "%(refname:lstrip=2)",
  "%(objecttype)",
  "%(objectname)",
  "%(*objecttype)",
  "%(*objectname)",
  "%(taggerdate:unix)",
  "%(taggername)",
  "%(taggeremail:trim)",
  // Without a signature.
  "%(contents:subject)",
  "%(contents:body)",
];

/**
 * Every tag of the repository, by one `git for-each-ref`.
 *
 * @param within only tags of commits that are part of this commit's history
 */
export async function readTags(
  { folder }: OpenRepository,
  { within }: { readonly within?: string },
): Promise<readonly GitTag[]> {
  const merged = within === undefined ? [] : [`--merged=${within}`];
  // Separated by NUL, which no tag can hold.
  const format = `${FIELDS.join("%00")}%00`;
  const output = await git(["for-each-ref", ...merged, `--format=${format}`, "refs/tags"], { cwd: folder });
  const values = output.split("\0");
  const tags: GitTag[] = [];
  for (let at = 0; at + FIELDS.length < values.length; at += FIELDS.length) {
    const [name = "", type, id, targetType, target, seconds = "0", tagger = "", email = "", subject, body] =
      values.slice(at, at + FIELDS.length);
    const isAnnotated = type === "tag";
    const commit = isAnnotated ? (targetType === "commit" ? target : undefined) : type === "commit" ? id : undefined;
    tags.push({
      name: name.replace(/^\n/, ""),
      annotation: isAnnotated
        ? { time: instantOf(Number(seconds)), tagger, email, message: `${subject}\n\n${body}`.trim() }
        : undefined,
      commit,
    });
  }
  return tags;
}
