import type { Repository } from "../../servers/github/index.ts";
import type { TeamWorld } from "./team-world.ts";

/** GitHub's button "Update branch"; false where main and the branch conflict. */
export async function mergeMainInto(
  world: TeamWorld,
  { git }: Repository,
  { branch, author }: { readonly branch: string; readonly author: string },
): Promise<boolean> {
  await git.run(["fetch", "--quiet", world.repository.gitDir, "refs/heads/main"]);
  const [main, head] = [await world.main(), await git.text(["rev-parse", `refs/heads/${branch}`])];
  const merged = await git.lines(["merge-tree", "--write-tree", head, main]).catch(() => undefined);
  if (merged === undefined) return false;
  const by = { name: author, email: `${author}@example.com`, date: world.now().toISOString() };
  const commit = { tree: merged[0] ?? "", parents: [head, main], author: by, committer: by, message: "Merge main" };
  await git.setRef(`refs/heads/${branch}`, await git.writeCommit(commit));
  return true;
}

interface Waiting {
  readonly number: number;
  readonly branch: string;
}

/** A merge group as the queue makes it: one merge for each pull request that fits to those before it. */
export async function mergeGroup(world: TeamWorld, waiting: readonly Waiting[]) {
  const { git, mergeQueues } = world.repository;
  const base = await world.main();
  const by = { name: "GitHub", email: "noreply@github.com", date: world.now().toISOString() };
  const fitting = new Set<number>();
  let head = base;
  for (const { number, branch } of waiting) {
    const { headSha } = world.pull(number);
    const merged = await git.lines(["merge-tree", "--write-tree", head, headSha]).catch(() => undefined);
    if (merged === undefined) continue;
    const message = `Merge pull request #${number} from acme/${branch}\n\nChange`;
    const parents = [head, headSha];
    head = await git.writeCommit({ tree: merged[0] ?? "", parents, author: by, committer: by, message });
    fitting.add(number);
  }
  const ref = `refs/heads/gh-readonly-queue/main/pr-${[...fitting].at(-1) ?? 0}-${base}`;
  if (fitting.size > 0) await git.setRef(ref, head);
  mergeQueues.set("main", [...fitting]);
  return { base, head, ref, fitting };
}
