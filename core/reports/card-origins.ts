import type { Code, ModelVersion } from "../../schemas/generated/types.ts";
import type { CodeDifference } from "../diff/code.ts";
import type { SideBySide } from "../diff/side-by-side.ts";
import type { VersionDiff } from "../diff/versions.ts";
import { shorten } from "../text/escape.ts";
import { plural } from "../text/quantities.ts";

/** Something that a version is made of, and how it differs from the version now in the stage. */
export interface CardOrigin {
  readonly title: string;
  readonly text: string;
  /** Where it can be looked at: only ever an address on github.com that was put together from checked parts. */
  readonly link?: string;
  /** What follows the linked text. */
  readonly more?: string;
}

export interface OriginContext {
  readonly now: ModelVersion | undefined;
  readonly proposed: ModelVersion | undefined;
  readonly codeCommits: number | undefined;
}

const NOT_STATED = "not stated";
const MAX_ITEMS = 6;
const MAX_CHARACTERS = 60;

/** What changed in data, code and parameters; for the first version in a stage, what there is. */
export function describeOrigins(
  diff: VersionDiff,
  { now, proposed, codeCommits }: OriginContext,
): readonly CardOrigin[] {
  const isFirst = now === undefined;
  const data = diff.datasets.map(({ dataset, ...sides }) => item(dataset, sides, isFirst));
  const parameters = diff.parameters.map(({ name, ...sides }) => item(name, sides, isFirst));
  const origins = [
    { title: "Data", text: list(data, (proposed?.datasets ?? []).length > 0) },
    describeCode(diff.code, proposed?.code, codeCommits),
    { title: "Parameters", text: list(parameters, Object.keys(proposed?.parameters ?? {}).length > 0) },
  ];
  return origins.some(({ text }) => text !== NOT_STATED) ? origins : [];
}

function list(items: readonly string[], isStated: boolean): string {
  if (items.length === 0) return isStated ? "same" : NOT_STATED;
  const more = items.length - MAX_ITEMS;
  return [...items.slice(0, MAX_ITEMS), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

function item(name: string, { change, now, proposed }: SideBySide<unknown>, isFirst: boolean): string {
  const title = shorten(name, MAX_CHARACTERS);
  switch (change) {
    case "added":
      return `${title} ${show(proposed)}${isFirst ? "" : " (new)"}`;
    case "removed":
      return `${title} ${show(now)} (gone)`;
    case "changed":
      return `${title} ${show(now)} → ${show(proposed)}`;
  }
}

function show(value: unknown): string {
  return shorten(typeof value === "string" && value !== "" ? value : JSON.stringify(value), MAX_CHARACTERS);
}

function describeCode(
  difference: CodeDifference | undefined,
  proposed: Code | undefined,
  commits: number | undefined,
): CardOrigin {
  const title = "Code";
  if (difference === undefined) return { title, text: proposed === undefined ? NOT_STATED : "same" };
  if (proposed === undefined) return { title, text: "no longer stated" };
  const { range } = difference;
  const page = githubPage(proposed.repository);
  const counted = range === undefined || commits === undefined ? [] : [plural(commits, "commit")];
  const dirty = proposed.dirty === true ? ["with uncommitted changes"] : [];
  const more = [...counted, ...dirty].join(", ");
  return {
    title,
    text: range === undefined ? short(proposed.commit) : `${short(range.from)}…${short(range.to)}`,
    ...(page === undefined
      ? {}
      : {
          link:
            range === undefined ? `${page}/commit/${proposed.commit}` : `${page}/compare/${range.from}...${range.to}`,
        }),
    ...(more === "" ? {} : { more }),
  };
}

function short(commit: string): string {
  return commit.slice(0, 7);
}

const GITHUB = /^https:\/\/github\.com\/([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,100}?)(?:\.git)?\/?$/;

/** A repository's page, where its address is one on github.com and nothing else. */
function githubPage(repository: string | undefined): string | undefined {
  const [, owner, name] = GITHUB.exec(repository ?? "") ?? [];
  return owner === undefined || name === undefined || /^\.+$/.test(name)
    ? undefined
    : `https://github.com/${owner}/${name}`;
}
