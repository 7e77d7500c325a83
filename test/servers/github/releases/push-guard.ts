import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../state.ts";

/** Git runs it once for each ref of a push; a tag that GitHub locks is refused in GitHub's words. */
const hook = `#!/bin/sh
case "$2" in
  0000000000000000000000000000000000000000) change=create why="Cannot create ref due to creations being restricted." ;;
  *) change=move why="Cannot update this protected ref." ;;
esac
if grep -qxF "$change $1" "$GIT_DIR/locked-refs" 2>/dev/null; then
  echo "error: GH013: Repository rule violations found for $1." >&2
  echo "- $why" >&2
  exit 1
fi
`;

/**
 * Makes `git push` respect what immutable releases lock: a burned tag name cannot be created, and the tag of a
 * release that is there can be neither moved nor deleted.
 */
export async function guardPushes(repository: Repository): Promise<void> {
  const path = join(repository.gitDir, "locked-refs");
  const burned = [...repository.burnedTags].map((tag) => `create refs/tags/${tag}\n`);
  const held = repository.releases.filter(({ immutable }) => immutable);
  const lines = [...burned, ...held.map(({ tagName }) => `move refs/tags/${tagName}\n`)];
  await writeFile(`${path}.new`, lines.join(""));
  await rename(`${path}.new`, path);
  await writeFile(join(repository.gitDir, "hooks", "update"), hook, { mode: 0o755 });
}
