import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "./state.ts";

/** Git runs it once for each ref of a push; a tag that GitHub locks is refused in GitHub's words. */
const hook = `#!/bin/sh
if grep -qxF "$1" "$GIT_DIR/locked-refs" 2>/dev/null; then
  echo "error: GH013: Repository rule violations found for $1." >&2
  case "$2" in
    0000000000000000000000000000000000000000) echo "- Cannot create ref due to creations being restricted." >&2 ;;
    *) echo "- Cannot update this protected ref." >&2 ;;
  esac
  exit 1
fi
`;

/** Makes `git push` respect the burned tag names: they can be neither created, nor moved, nor deleted. */
export async function guardPushes(repository: Repository): Promise<void> {
  const path = join(repository.gitDir, "locked-refs");
  const lines = [...repository.burnedTags].map((tag) => `refs/tags/${tag}\n`);
  await writeFile(`${path}.new`, lines.join(""));
  await rename(`${path}.new`, path);
  await writeFile(join(repository.gitDir, "hooks", "update"), hook, { mode: 0o755 });
}
