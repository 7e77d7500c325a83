import { isMapping, type PlainMapping, type PlainValue } from "../plain/document.ts";

/**
 * The values that `${…}` in a `dvc.yaml` stands for: `params.yaml`, then the file's `vars`.
 *
 * @param read Gives what a file holds, by its path from the folder of `dvc.yaml`; undefined where there is none.
 * @see https://dvc.org/doc/user-guide/project-structure/dvcyaml-files#templating
 */
export async function templateValues(
  vars: PlainValue | undefined,
  read: (path: string) => Promise<PlainMapping | undefined>,
): Promise<PlainMapping> {
  let values: PlainMapping = {};
  for (const item of ["params.yaml", ...(Array.isArray(vars) ? vars : [])]) {
    // A name may be followed by the keys that are wanted, `params.json:a,b`; the others do no harm here.
    const own = typeof item === "string" ? await read(item.replace(/:[^:\\/]*$/, "")) : item;
    if (isMapping(own)) values = merged(values, own);
  }
  return values;
}

/** As DVC does it: what two files say below the same key stands side by side. */
function merged(one: PlainMapping, other: PlainMapping): PlainMapping {
  const both = Object.entries(other).map(([key, value]) => {
    const before = Object.hasOwn(one, key) ? one[key] : undefined;
    return [key, isMapping(before) && isMapping(value) ? merged(before, value) : value];
  });
  return { ...one, ...(Object.fromEntries(both) as PlainMapping) };
}

/** Puts values in place of `${a.b[0]}`; what has no scalar value stays as it is. */
export function interpolate(text: string, values: PlainMapping): string {
  return text.replaceAll(/(?<!\\)\$\{([^{}]+)\}/g, (whole, path: string) => {
    let value: PlainValue | undefined = values;
    for (const key of path.trim().split(/[.[\]]+/)) {
      if (key === "") continue;
      if (Array.isArray(value)) value = value[Number(key)];
      else value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return typeof value === "object" || value === undefined ? whole : String(value);
  });
}
