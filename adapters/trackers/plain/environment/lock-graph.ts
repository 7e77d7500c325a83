import { always, type Marker, narrowed, widened, withMarker } from "./markers.ts";

/** An arrow of a lock file: this package is needed, perhaps only where the condition holds. */
export interface LockEdge {
  readonly key: string;
  readonly condition?: string | undefined;
}

/** A package of a lock file; an extra of a package is one of its own without a requirement. */
export interface LockedPackage {
  /** As pip takes it, such as `numpy==2.2.6`. */
  readonly requirement?: string | undefined;
  readonly edges: readonly LockEdge[];
}

/** The packages that a project needs, sorted, each with the marker under which it does. */
export function neededPackages(packages: ReadonlyMap<string, LockedPackage>, roots: readonly LockEdge[]): string[] {
  const markers = new Map<string, Marker>();
  const queue = roots.map((edge) => ({ edge, under: always }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { key, condition } = next.edge;
    const before = markers.get(key) ?? [];
    const marker = widened(before, narrowed(next.under, condition));
    if (JSON.stringify(marker) === JSON.stringify(before)) continue;
    markers.set(key, marker);
    for (const edge of packages.get(key)?.edges ?? []) queue.push({ edge, under: marker });
  }
  const requirements = [...markers].flatMap(([key, marker]) => {
    const requirement = packages.get(key)?.requirement;
    return requirement === undefined ? [] : [withMarker(requirement, marker)];
  });
  return [...new Set(requirements)].sort();
}
