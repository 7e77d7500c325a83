import { logFirstParents } from "../../adapters/git/stage-log.ts";
import { git, tryGit } from "../../adapters/git/git.ts";
import type { Standing } from "../../core/importing/track.ts";
import type { Registry } from "../../core/registry/registry.ts";

/**
 * What the stage and status files say now, and since when: the date of the last commit that changed each, or none where it
 * is not committed as it is. A file that was removed says nothing since then.
 */
export async function readStanding(folder: string, registry: Registry): Promise<ReadonlyMap<string, Standing<string>>> {
  const values = new Map<string, string | null>();
  const dates = await committedDates(folder);
  for (const path of dates.keys()) values.set(path, null);
  for (const { stages, statuses } of registry.models.values()) {
    for (const { file, value } of stages.values()) values.set(file.path, value.version);
    for (const { file, value } of statuses.values()) values.set(file.path, value.status);
  }
  return new Map(Array.from(values, ([path, value]) => [path, { value, since: dates.get(path) }]));
}

async function committedDates(folder: string): Promise<Map<string, string | undefined>> {
  const dates = new Map<string, string | undefined>();
  const head = await tryGit(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd: folder });
  if (head.exitCode !== 0) return dates;
  const prefix = await git(["rev-parse", "--show-prefix"], { cwd: folder });
  const places = ["stages", "status"].map((kind) => `:(glob)registry/models/*/${kind}/*.yaml`);
  for (const { moment, files } of await logFirstParents(folder, ["HEAD"], places)) {
    for (const { path } of files) {
      const own = path.slice(prefix.length);
      if (!dates.has(own)) dates.set(own, moment.time);
    }
  }
  const status = await git(["status", "--porcelain", "-z", "--untracked-files=all", "--", ...places], { cwd: folder });
  for (const line of status.split("\0")) {
    if (line !== "") dates.set(line.slice(3).slice(prefix.length), undefined);
  }
  return dates;
}
