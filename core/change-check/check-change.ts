import { type Finding, compareFindings } from "../registry/finding.ts";
import type { PartialRegistry } from "../registry/reading/partial.ts";
import { TREE_RULES, checkFile, checkTogether } from "../rules/index.ts";
import type { Need, Reach } from "../rules/rule.ts";
import type { Touched } from "../rules/touched.ts";
import type { LoadedChange } from "./load-change.ts";

/**
 * What the rules find in head that the change has to answer for: everything in the files that it touches, and what it
 * breaks elsewhere. Whatever a check of the whole head finds there and not in the merge base is among it.
 *
 * Reads what the rules need besides the touched files, and nothing else.
 *
 * @returns undefined where the change concerns the whole registry, so that only a check of all of it can say
 */
export async function checkChange({ read, concernsAll }: LoadedChange): Promise<readonly Finding[] | undefined> {
  if (concernsAll) return undefined;
  const { touched, mergeBase, head } = read;
  const [before, after] = await Promise.all([mergeBase.registry(), head.registry()]);
  const reaches = new Map(
    TREE_RULES.flatMap((rule): [string, Reach][] =>
      rule.scope === "file" || rule.reach === "touched-files"
        ? []
        : [[rule.name, rule.reach({ touched, before, after })]],
    ),
  );
  await readNeeds(
    head,
    [...reaches.values()].flatMap(({ needs = [] }) => needs),
  );
  const belongs = belongsTo(touched, reaches);
  const findings = await check(head, touched, belongs);
  // A place in a file is only known once it was read.
  const unread = findings.map(({ path }) => path).filter((path) => head.has(path) && !head.hasRead(path));
  if (unread.length === 0) return findings;
  await head.read(unread);
  return check(head, touched, belongs);
}

async function readNeeds(head: PartialRegistry, needs: readonly Need[]): Promise<void> {
  const [first, later] = [
    needs.filter(({ unlessFile }) => unlessFile === undefined),
    needs.filter(({ unlessFile }) => unlessFile !== undefined),
  ];
  await list(head, first);
  const missing = later.filter(({ unlessFile = "" }) => !head.has(unlessFile));
  await list(head, missing);
  const wanted = [...first, ...missing].flatMap(({ read }) => read ?? []);
  if (wanted.length > 0) await head.read(head.paths().filter((path) => wanted.some((isWanted) => isWanted(path))));
}

async function list(head: PartialRegistry, needs: readonly Need[]): Promise<void> {
  const places = new Set(needs.flatMap((need) => need.list));
  if (places.size > 0) await head.list([...places]);
}

function belongsTo(touched: Touched, reaches: ReadonlyMap<string, Reach>): (finding: Finding) => boolean {
  const reached = new Map<string, "anywhere" | ReadonlySet<string>>();
  for (const [rule, { paths }] of reaches) reached.set(rule, paths === "anywhere" ? paths : new Set(paths));
  return ({ rule, path }) => {
    const paths = reached.get(rule);
    return touched.paths.has(path) || paths === "anywhere" || (paths?.has(path) ?? false);
  };
}

async function check(
  head: PartialRegistry,
  touched: Touched,
  belongs: (finding: Finding) => boolean,
): Promise<readonly Finding[]> {
  const registry = await head.registry();
  const touchedFiles = [...registry.files.values()].filter(({ path }) => touched.paths.has(path));
  const together = checkTogether(registry).filter((finding) => belongs(finding));
  return [...touchedFiles.flatMap((file) => checkFile(file)), ...together].sort(compareFindings);
}
