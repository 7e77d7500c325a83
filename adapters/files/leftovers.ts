import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MARK, isLeftBehind, ownMark } from "../process/process-mark.ts";

/** What stands under such a name: something in the making, or what was there before. */
type Kind = "tmp" | "old";

const NAME = new RegExp(`^\\.(.+)\\.(${MARK})\\.[0-9a-f-]{36}\\.(tmp|old)$`);

/** A name in the same folder that nothing else uses; dotted, so that readers of the folder pass it over. */
export function temporaryBeside(path: string, kind: Kind = "tmp"): string {
  return join(dirname(path), `.${basename(path)}.${ownMark()}.${randomUUID()}.${kind}`);
}

/** What processes of this machine that were killed have left in a folder under names of `temporaryBeside`. */
export async function leftoversIn(
  folder: string,
): Promise<readonly { readonly path: string; readonly beside: string; readonly kind: Kind }[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const [, beside = "", mark = "", kind] = NAME.exec(name) ?? [];
    if (kind === undefined || !isLeftBehind(mark)) return [];
    return [{ path: join(folder, name), beside, kind: kind as Kind }];
  });
}

/** Removes what killed processes have left in a folder. What cannot be removed is in nobody's way. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const { path } of await leftoversIn(folder)) await rm(path, { force: true }).catch(() => {});
}
