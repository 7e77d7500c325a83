import { join } from "node:path";
import { isMapping, type PlainMapping, type PlainValue, readMapping } from "../plain/document.ts";
import { isThere } from "../plain/text-file.ts";
import { expectInside } from "./boundary.ts";

/**
 * The values that `${…}` in a `dvc.yaml` stands for: `params.yaml`, then the file's `vars`.
 *
 * @see https://dvc.org/doc/user-guide/project-structure/dvcyaml-files#templating
 */
export async function templateValues(
  { folder, root }: { readonly folder: string; readonly root: string },
  vars: PlainValue | undefined,
): Promise<PlainMapping> {
  const values: PlainMapping[] = [];
  for (const item of ["params.yaml", ...(Array.isArray(vars) ? vars : [])]) {
    if (isMapping(item)) values.push(item);
    // A name may be followed by the keys that are wanted, `params.json:a,b`; the others do no harm here.
    if (typeof item !== "string") continue;
    const file = join(folder, item.replace(/:[^:\\/]*$/, ""));
    await expectInside(file, { root, isVerified: false });
    if (await isThere(file)) values.push(await readMapping(file, "yaml"));
  }
  return Object.assign({}, ...values) as PlainMapping;
}

/** Puts values in place of `${a.b[0]}`; what has no scalar value stays as it is. */
export function interpolate(text: string, values: PlainMapping): string {
  return text.replaceAll(/(?<!\\)\$\{([^}]+)\}/g, (whole, path: string) => {
    let value: PlainValue | undefined = values;
    for (const key of path.trim().split(/[.[\]]+/)) {
      if (key === "") continue;
      if (Array.isArray(value)) value = value[Number(key)];
      else value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return typeof value === "object" || value === undefined ? whole : String(value);
  });
}
