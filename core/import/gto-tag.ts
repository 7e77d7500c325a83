/** What a tag of GTO says. */
export type GtoAction =
  | { readonly type: "register" | "deregister"; readonly version: string }
  | { readonly type: "assign" | "unassign"; readonly stage: string }
  | { readonly type: "deprecate" }
  /** Reserved by GTO, and without a meaning. */
  | { readonly type: "create" };

export interface GtoTag {
  /** With `:` after the folder, as people type it: `models:churn`. */
  readonly artifact: string;
  readonly action: GtoAction;
  /** Counts the tags of one artifact; tags in GTO's simple form have none. */
  readonly counter: number | undefined;
}

const NAME = "[a-zA-Z0-9](?:[a-zA-Z0-9-/_]*[a-zA-Z0-9])?";
const NUMBER = "(?:0|[1-9][0-9]*)";
const PRE_RELEASE = "(?:[0-9]*[a-zA-Z-][0-9a-zA-Z-]*|0|[1-9][0-9]*)";
const VERSION = `v${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRE_RELEASE}(?:\\.${PRE_RELEASE})*)?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?`;
const TAG = new RegExp(
  `^(?<artifact>(?:[a-zA-Z0-9-_./]+=)?${NAME})` +
    `(?:(?:#(?<stage>${NAME})|@(?<version>${VERSION}))(?<cancel>!?)|@(?<word>deprecated|created))` +
    "(?:#(?<counter>[0-9]{1,15}))?$",
);

/** Git refuses longer names of tags on most file systems, and no pattern has to look at them. */
const LONGEST = 1024;

/**
 * Reads a tag's name as GTO does; undefined for a tag of something else.
 *
 * @see https://github.com/iterative/gto, gto/constants.py and gto/tag.py
 * @example parseGtoTag("churn@v1.2.3")   // { artifact: "churn", action: { type: "register", version: "v1.2.3" }, … }
 * @example parseGtoTag("churn#prod!#4")  // { artifact: "churn", action: { type: "unassign", stage: "prod" }, counter: 4 }
 */
export function parseGtoTag(name: string): GtoTag | undefined {
  const groups = name.length > LONGEST ? undefined : TAG.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { artifact = "", stage, version, cancel, word, counter } = groups;
  const tag = { artifact: artifact.replace("=", ":"), counter: counter === undefined ? undefined : Number(counter) };
  if (stage !== undefined) return { ...tag, action: { type: cancel === "!" ? "unassign" : "assign", stage } };
  if (version !== undefined) return { ...tag, action: { type: cancel === "!" ? "deregister" : "register", version } };
  return { ...tag, action: { type: word === "deprecated" ? "deprecate" : "create" } };
}
