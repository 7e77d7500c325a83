import { lstat } from "node:fs/promises";
import { dirname } from "node:path";

const OF_OTHERS = 0o077;

/**
 * Whether this program wrote a file: what it says is believed instead of a check. File and folder are this user's own,
 * and nobody else may even read them. What came with a commit or an archive of somebody else is not as private.
 */
export async function isOwnFile(file: string, maxBytes: number): Promise<boolean> {
  const [own, folder] = await Promise.all([file, dirname(file)].map((path) => lstat(path).catch(() => undefined)));
  if (!own?.isFile() || own.size > maxBytes || folder === undefined) return false;
  const user = process.getuid?.();
  // On Windows there are no such numbers, and a user's own folders are closed to others.
  if (user === undefined) return true;
  return [own, folder].every(({ uid, mode }) => uid === user && (mode & OF_OTHERS) === 0);
}
