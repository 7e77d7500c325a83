/** Past this many alternatives a package is listed without a marker: a superset still reproduces the run. */
const mostAlternatives = 8;

/** What one package needs to be installed: any of these ways; a way is all of its conditions. */
export type Marker = readonly (readonly string[])[];

/** Needed whatever the machine. */
export const always: Marker = [[]];

/** Both must hold. `condition` is the text of a marker such as `sys_platform == 'win32'`. */
export function narrowed(marker: Marker, condition: string | undefined): Marker {
  if (condition === undefined) return marker;
  const part = condition.includes(" or ") ? `(${condition})` : condition;
  return marker.map((way) => [...new Set([...way, part])].sort());
}

/** Either may hold. Ways that another covers, or that are all cases of one condition, become one. */
export function widened(first: Marker, second: Marker): Marker {
  let ways = [...first];
  for (const way of second) ways = withWay(ways, way);
  return ways.length > mostAlternatives ? always : ways;
}

function withWay(ways: readonly (readonly string[])[], way: readonly string[]): (readonly string[])[] {
  if (ways.some((other) => other.every((part) => way.includes(part)))) return [...ways];
  const others = ways.filter((other) => !way.every((part) => other.includes(part)));
  for (const other of others) {
    const onlyHere = way.filter((part) => !other.includes(part));
    const onlyThere = other.filter((part) => !way.includes(part));
    if (onlyHere.length !== 1 || onlyThere.length !== 1 || !areOpposite(onlyHere[0], onlyThere[0])) continue;
    const merged = way.filter((part) => other.includes(part));
    return withWay(
      others.filter((each) => each !== other),
      merged,
    );
  }
  return [...others, way];
}

const opposites: Readonly<Record<string, string>> = {
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
  "==": "!=",
  "!=": "==",
};

function areOpposite(first = "", second = ""): boolean {
  const parts = /^(\S+) (\S+) (\S+)$/;
  const [, name, operator = "", value] = parts.exec(first) ?? [];
  return name !== undefined && second === `${name} ${opposites[operator]} ${value}`;
}

/** `numpy==2.0.2 ; python_full_version < '3.10'`. */
export function withMarker(requirement: string, marker: Marker): string {
  const ways = marker.map((way) => way.join(" and "));
  if (ways.includes("")) return requirement;
  const texts = ways.length > 1 ? ways.map((way) => (way.includes(" and ") ? `(${way})` : way)) : ways;
  return `${requirement} ; ${texts.sort().join(" or ")}`;
}
