import { InputError } from "../../core/errors.ts";
import { tryGit } from "./git.ts";
import type { GitObjects } from "./objects/objects.ts";

/** A short name and what follows it: `main` and `~2` of `main~2`. */
interface NamedRevision {
  readonly name: string;
  readonly suffix: string;
}

/**
 * The short name in a revision, which may stand for several refs. Undefined where git knows only one meaning: a full id, a
 * full ref, `HEAD` and its kin.
 */
function shortNameIn(revision: string): NamedRevision | undefined {
  const [, name = "", suffix = ""] = /^([^~^:]*?)((?:@\{|[~^:])[^]*)?$/.exec(revision) ?? [];
  const isPlain = name === "" || name === "@" || /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[A-Z_]*HEAD|refs\/.*)$/.test(name);
  return isPlain ? undefined : { name, suffix };
}

/** All that a short name may stand for, in git's own order (https://git-scm.com/docs/gitrevisions, "<refname>"). */
function refsCalled(name: string): readonly string[] {
  return [
    `refs/${name}`,
    `refs/tags/${name}`,
    `refs/heads/${name}`,
    `refs/remotes/${name}`,
    `refs/remotes/${name}/HEAD`,
  ];
}

/**
 * The id of the commit that a revision names, from the objects of an open repository; undefined where it names none.
 *
 * Git takes a tag for a branch of the same name, so that whoever may push a tag could choose what is judged. A name with
 * several meanings is therefore refused.
 *
 * @throws InputError `revision-ambiguous`
 */
export async function commitCalled(objects: GitObjects, revision: string, folder: string): Promise<string | undefined> {
  const short = shortNameIn(revision);
  const asWritten = `${revision}^{commit}`;
  if (short === undefined) return (await objects.describe([asWritten])).get(asWritten)?.id;
  const refs = refsCalled(short.name);
  const withSuffix = (ref: string) => `${ref}${short.suffix}^{commit}`;
  const found = await objects.describe([asWritten, ...refs, ...refs.map(withSuffix)]);
  const ref = await onlyMeaning(
    folder,
    short.name,
    refs.filter((each) => found.has(each)),
  );
  const named = ref === undefined ? undefined : found.get(withSuffix(ref))?.id;
  // "@{upstream}" and its kin follow short names alone.
  return named ?? found.get(asWritten)?.id;
}

/**
 * The revision with its short name written out: `refs/heads/main~2` for `main~2`.
 *
 * @throws InputError `revision-ambiguous`
 */
export async function unambiguous(folder: string, revision: string): Promise<string> {
  const short = shortNameIn(revision);
  if (short === undefined || short.suffix.startsWith("@{")) return revision;
  const refs = refsCalled(short.name);
  const { stdout } = await tryGit(["for-each-ref", "--format=%(refname)", "--", ...refs], { cwd: folder });
  const known = stdout.toString("utf8").split("\n");
  const ref = await onlyMeaning(
    folder,
    short.name,
    refs.filter((each) => known.includes(each)),
  );
  return ref === undefined ? revision : ref + short.suffix;
}

async function onlyMeaning(folder: string, name: string, refs: readonly string[]): Promise<string | undefined> {
  const [ref, ...others] = refs;
  if (ref === undefined) return undefined;
  const commits = others.length === 0 && /^[0-9a-f]{4,}$/.test(name) ? await commitsBeginningWith(folder, name) : [];
  const meanings = [...refs, ...commits];
  if (meanings.length === 1) return ref;
  throw new InputError({
    code: "revision-ambiguous",
    message: `${name} means more than one thing here: ${meanings.join(", ")}`,
    hint: `Write which one you mean, such as ${meanings.find((each) => !each.startsWith("refs/tags/")) ?? ref}.`,
  });
}

async function commitsBeginningWith(folder: string, digits: string): Promise<readonly string[]> {
  const { stdout } = await tryGit(["rev-parse", `--disambiguate=${digits}`], { cwd: folder });
  return stdout
    .toString("utf8")
    .split("\n")
    .filter((id) => id !== "");
}

/**
 * A ref as people write it: `main`, `origin/main`.
 *
 * @example shortRef("refs/remotes/origin/main") // "origin/main"
 */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes|tags)\//, "");
}
