import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { testEnvironment } from "./workspace.ts";

const run = promisify(execFile);

interface Tag {
  readonly name: string;
  /** RFC 3339. */
  readonly at: string;
  readonly by?: string;
  readonly message?: string;
  /** HEAD unless given. */
  readonly commit?: string;
}

/** Makes an annotated tag as GTO makes it, with a date and a person. */
export async function gtoTag(
  folder: string,
  { name, at, by = "alice", message = "as GTO says it", commit = "HEAD" }: Tag,
): Promise<void> {
  const env = {
    ...testEnvironment(folder),
    GIT_COMMITTER_NAME: by,
    GIT_COMMITTER_EMAIL: `${by}@example.com`,
    GIT_COMMITTER_DATE: at,
  };
  await run("git", ["tag", "--annotate", `--message=${message}`, name, commit], { cwd: folder, env });
}
