import { chown, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Ran, type Workspace, program, runProgram, testEnvironment } from "./workspace.ts";

/** Runs a command as somebody who may not do everything, which an administrator may even in a read-only folder. */
export async function asNobody(workspace: Workspace, words: readonly string[]): Promise<Ran> {
  const { folder } = workspace;
  const isAdministrator = process.getuid?.() === 0;
  if (isAdministrator) for (const path of [folder, ...(await everythingBelow(folder))]) await chown(path, 65534, 65534);
  return runProgram(process.execPath, [program, ...words], {
    cwd: folder,
    env: {
      ...testEnvironment(folder),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    },
    ...(isAdministrator && { uid: 65534, gid: 65534 }),
  });
}

async function everythingBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).map((path) => join(folder, path));
}
