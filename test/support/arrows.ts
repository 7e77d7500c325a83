/** An import of one of our files by another, types included: paths from the project's folder. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Each room, and the rooms that it may import besides itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  core: ["schemas"],
  adapters: ["core", "schemas"],
  operations: ["core", "adapters", "schemas"],
  // What a face needs of an adapter comes from an operation.
  cli: ["operations", "core", "schemas", "package.json"],
  action: ["operations", "core", "schemas", "package.json"],
};

/** The folders inside of a room, in order: each may import only what stands before it. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  core: [
    "text",
    "time",
    "yaml",
    "tree",
    "registry",
    "formats",
    "drafts",
    "rules",
    "diff",
    "import",
    "changes",
    "change-check",
    "store",
    "history",
    "gates",
    "reports",
  ],
  adapters: ["process", "files", "http", "cache", "formats", "git", "github", "trees", "stores", "trackers"],
  operations: [
    "workspace",
    "history",
    "judge",
    "validate",
    "deliver",
    "draft",
    "dataset",
    "promote",
    "publish",
    "show",
    "init",
    "import",
    "propose",
    "deploy",
    "doctor",
  ],
};

/** What a source imports, by any form that TypeScript has for it, as it is written there. */
export function importsIn(source: string): readonly string[] {
  // What a statement names stands behind `from`, or behind `import` alone; what is loaded later, and a type in its place, in brackets.
  const named = /^[ \t]*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm;
  const bare = /^[ \t]*import\s*["']([^"']+)["']/gm;
  const inPlace = /\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]/g;
  return [named, bare, inPlace].flatMap((form) => Array.from(source.matchAll(form), ([, name = ""]) => name));
}

/** Imports of a room that stands above or beside. */
export function betweenRooms(arrows: readonly Arrow[]): readonly Arrow[] {
  return arrows.filter(({ from, to }) => {
    const [room = ""] = from.split("/");
    return ![room, ...(ROOMS[room] ?? [])].includes(to.split("/")[0] ?? "");
  });
}

/** Imports inside of a room by a folder of one that does not stand below it, or has no place there. */
export function betweenFloors(arrows: readonly Arrow[]): readonly Arrow[] {
  return arrows.filter(({ from, to }) => {
    const [room = "", folder = "", ...rest] = from.split("/");
    const [other, target = "", ...otherRest] = to.split("/");
    const floors = FLOORS[room];
    // What lies in the room itself is shared by all its folders.
    if (floors === undefined || other !== room || otherRest.length === 0) return false;
    return rest.length === 0 || floors.indexOf(target) > floors.indexOf(folder) || !floors.includes(target);
  });
}

/** Folders of the rooms with floors that have no place among them: nothing would be known of their imports. */
export function withoutFloor(paths: readonly string[]): readonly string[] {
  const folders = paths.map((path) => path.split("/")).filter(({ length }) => length > 2);
  const wrong = folders.filter(([room = "", folder = ""]) => FLOORS[room]?.includes(folder) === false);
  return [...new Set(wrong.map(([room, folder]) => `${room}/${folder}`))];
}

/** Files that import each other, also by way of others: each circle once, as `a → b → a`. */
export function circles(arrows: readonly Arrow[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of arrows) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (way.includes(file) || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}
