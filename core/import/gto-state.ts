import type { ForeignChange, ForeignEvent, ForeignPerson, ImportProblem } from "./foreign.ts";
import type { GtoTag } from "./gto-tag.ts";
import { compareText } from "../text/order.ts";

/** A tag of GTO with what git knows of it. */
export interface DatedGtoTag extends GtoTag {
  /** The tag itself: `churn#prod#3`. */
  readonly name: string;
  /** The commit that it marks. */
  readonly commit: string;
  /** RFC 3339 in UTC. */
  readonly time: string;
  readonly by: ForeignPerson;
  readonly message: string;
}

/** A registered version, as its tag says it. */
export interface GtoVersion {
  readonly artifact: string;
  /** With `v`. */
  readonly version: string;
  readonly commit: string;
  readonly tag: DatedGtoTag;
}

export interface GtoHistory {
  readonly events: readonly ForeignEvent[];
  readonly versions: readonly GtoVersion[];
  readonly problems: readonly ImportProblem[];
}

/** An artifact while its tags are read. A stage of a version counts from its last assignment. */
interface Artifact {
  readonly registered: Set<string>;
  readonly deregistered: Map<string, DatedGtoTag>;
  /** By stage, then version: which assignment was the last, counted over all tags; deleted when unassigned. */
  readonly stages: Map<string, Map<string, number>>;
  deprecated: DatedGtoTag | undefined;
}

/** As GTO orders what happened in one second: its own order of events. */
const PRIORITY: Record<GtoTag["action"]["type"], number> = {
  create: 1,
  deprecate: 2,
  register: 3,
  deregister: 4,
  assign: 5,
  unassign: 6,
};

/**
 * Replays the tags of GTO in the order of their dates. As in `gto show`, a stage holds the version that was assigned to it
 * last and is still registered, so unassigning or deregistering that one brings back the one before; and a deprecated
 * artifact is in no stage until something happens to it again.
 *
 * @see https://github.com/iterative/gto, gto/base.py
 */
export function replayGto(tags: readonly DatedGtoTag[]): GtoHistory {
  const ordered = tags.toSorted(compareTags);
  const problems: ImportProblem[] = [];
  const versions = registrations(ordered, problems);
  const artifacts = new Map<string, Artifact>();
  const events = ordered.flatMap((tag, index): ForeignEvent[] => {
    const artifact = artifacts.get(tag.artifact) ?? newArtifact();
    artifacts.set(tag.artifact, artifact);
    const before = snapshot(artifact);
    const problem = apply(tag, { artifact, index, versions });
    if (problem !== undefined) {
      problems.push({ about: tag.name, ...problem });
      return [];
    }
    const isNew = versions.some((version) => version.tag === tag);
    const { action } = tag;
    const registered: ForeignChange[] =
      isNew && action.type === "register" ? [{ type: "registered", model: tag.artifact, version: action.version }] : [];
    const changes = [...registered, ...differences(tag, before, snapshot(artifact))];
    return changes.length === 0 ? [] : [{ name: tag.name, time: tag.time, by: tag.by, changes }];
  });
  return { events, versions, problems };
}

function compareTags(a: DatedGtoTag, b: DatedGtoTag): number {
  const counted = a.artifact === b.artifact ? (a.counter ?? 0) - (b.counter ?? 0) : 0;
  const bothCounted = a.counter !== undefined && b.counter !== undefined ? counted : 0;
  return (
    compareText(a.time, b.time) ||
    bothCounted ||
    PRIORITY[a.action.type] - PRIORITY[b.action.type] ||
    compareText(a.name, b.name)
  );
}

function newArtifact(): Artifact {
  return { registered: new Set(), deregistered: new Map(), stages: new Map(), deprecated: undefined };
}

/** The first registration of each version; GTO reads them before all that refers to them, whatever the dates say. */
function registrations(tags: readonly DatedGtoTag[], problems: ImportProblem[]): GtoVersion[] {
  const versions = new Map<string, GtoVersion>();
  for (const tag of tags) {
    if (tag.action.type !== "register") continue;
    const { artifact, commit, action } = tag;
    const key = `${artifact}@${action.version}`;
    const known = versions.get(key);
    if (known === undefined) versions.set(key, { artifact, version: action.version, commit, tag });
    else if (known.commit !== commit) {
      const message = `it registers ${action.version} again, at another commit than ${known.tag.name}`;
      problems.push({
        about: tag.name,
        severity: "error",
        message,
        hint: "A version is one commit, so the first registration counts.",
      });
    }
  }
  return [...versions.values()];
}

type Refusal = Omit<ImportProblem, "about">;

/** Changes the state as the tag says; a problem where it is unclear what the tag means. */
function apply(
  tag: DatedGtoTag,
  {
    artifact,
    index,
    versions,
  }: { readonly artifact: Artifact; readonly index: number; readonly versions: readonly GtoVersion[] },
): Refusal | undefined {
  const { action } = tag;
  if (action.type === "deprecate") {
    artifact.deprecated = tag;
    return undefined;
  }
  // Anything that happens to it takes an artifact's deprecation back.
  artifact.deprecated = undefined;
  switch (action.type) {
    case "create":
      return undefined;
    case "register":
      artifact.registered.add(action.version);
      artifact.deregistered.delete(action.version);
      return undefined;
    case "deregister":
      if (!versions.some(({ artifact: of, version }) => of === tag.artifact && version === action.version)) {
        const message = `no tag registers ${tag.artifact} ${action.version}, so there is nothing to withdraw`;
        return { severity: "notice", message, hint: "Fetch all tags (git fetch --tags), and import again." };
      }
      artifact.deregistered.set(action.version, tag);
      return undefined;
    case "assign":
    case "unassign": {
      const version = versionAt(tag, versions);
      if (typeof version !== "string") return version;
      const holders = artifact.stages.get(action.stage) ?? new Map<string, number>();
      artifact.stages.set(action.stage, holders);
      if (action.type === "assign") holders.set(version, index);
      else holders.delete(version);
      return undefined;
    }
    default:
      return action satisfies never;
  }
}

/** The version that is registered at a tag's commit: GTO's stages belong to commits. */
function versionAt(tag: DatedGtoTag, versions: readonly GtoVersion[]): string | Refusal {
  const [first, ...others] = versions.filter(
    ({ artifact, commit }) => artifact === tag.artifact && commit === tag.commit,
  );
  const at = tag.commit.slice(0, 7);
  if (first === undefined) {
    const message = `no version of ${tag.artifact} is registered at its commit ${at}`;
    return { severity: "error", message, hint: `Register one there: gto register ${tag.artifact} ${at}.` };
  }
  if (others.length === 0) return first.version;
  const names = [first, ...others].map(({ version }) => version).join(" and ");
  const message = `${names} are both registered at its commit ${at}, so it does not say which one it means`;
  return { severity: "error", message, hint: "Set the stage here once both versions are in: modelyard promote." };
}

interface Snapshot {
  readonly stages: ReadonlyMap<string, string>;
  readonly statuses: ReadonlyMap<string, "archived" | "deprecated">;
}

function snapshot({ registered, deregistered, stages, deprecated }: Artifact): Snapshot {
  const holders = new Map<string, string>();
  for (const [stage, assigned] of deprecated === undefined ? stages : []) {
    const active = [...assigned].filter(([version]) => !deregistered.has(version));
    const [last] = active.toSorted(([, a], [, b]) => b - a);
    if (last !== undefined) holders.set(stage, last[0]);
  }
  const statuses = new Map<string, "archived" | "deprecated">();
  if (deprecated !== undefined) for (const version of registered) statuses.set(version, "deprecated");
  for (const version of deregistered.keys()) statuses.set(version, "archived");
  return { stages: holders, statuses };
}

function differences({ artifact: model, name, message }: DatedGtoTag, before: Snapshot, after: Snapshot) {
  const said = message === "" ? `By the GTO tag ${name}.` : `${message} (GTO tag ${name})`;
  const changes: ForeignChange[] = [];
  for (const stage of new Set([...before.stages.keys(), ...after.stages.keys()])) {
    const version = after.stages.get(stage) ?? null;
    if (version !== (before.stages.get(stage) ?? null)) changes.push({ type: "stage", model, stage, version });
  }
  for (const version of new Set([...before.statuses.keys(), ...after.statuses.keys()])) {
    const status = after.statuses.get(version) ?? null;
    if (status === (before.statuses.get(version) ?? null)) continue;
    changes.push({ type: "status", model, version, status, reason: said });
  }
  return changes;
}
