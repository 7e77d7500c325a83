import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { OutsideError } from "../../core/errors.ts";

/**
 * Writes a blob into a file, however large it is.
 *
 * @throws OutsideError `git-failed`
 */
export async function writeBlob(folder: string, blobId: string, file: string): Promise<void> {
  const target = await open(file, "wx");
  try {
    const child = spawn("git", ["cat-file", "blob", blobId], { cwd: folder, stdio: ["ignore", target.fd, "ignore"] });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code === 0) return;
    throw new OutsideError({
      code: "git-failed",
      message: `git cat-file failed for the object ${blobId}`,
      hint: "Check the repository with git fsck.",
    });
  } finally {
    await target.close();
  }
}
