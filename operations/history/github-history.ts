import type { RepositoryFiles } from "../../adapters/github/repository/repository-files.ts";
import type { StageHistory } from "../../core/history/tenure.ts";
import { modelFolder } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { plural } from "../../core/text/quantities.ts";
import { type History, type HistoryRequest, type ModelHistory, declaredStages, historyFrom } from "./model-history.ts";
import type { GitHubLocation } from "../workspace/location.ts";
import { type Environment, openRepositoryFiles } from "../workspace/open-location.ts";

/**
 * History asked from GitHub without a clone: the merges of the pull requests that changed the stage files, and the commits
 * that came without one. All stages at once would cost requests for each, so they are left out.
 *
 * @param location its ref: whose history; the default branch where it is not given
 */
export function gitHubHistory(location: GitHubLocation, environment: Environment): History {
  return {
    ofModel: (asked) => readModelHistory(location, environment, asked),
    ofAll: () => Promise.resolve([]),
  };
}

async function readModelHistory(
  location: GitHubLocation,
  environment: Environment,
  asked: HistoryRequest,
): Promise<ModelHistory> {
  const [files, { readGitHubHistory }, { openGitHubTree }] = await Promise.all([
    openRepositoryFiles(location, environment),
    import("../../adapters/github/repository/history.ts"),
    import("../../adapters/trees/github.ts"),
  ]);
  const main = await files.answers.defaultBranch();
  const revision = location.ref ?? main;
  const commit = await files.commitOf(revision);
  const branches = [...new Set([revision, main])];
  const tree = openGitHubTree(files, { ref: commit });
  let withoutPullRequest = 0;
  const found = await historyFrom(
    {
      revision,
      commit,
      openTree: () => Promise.resolve(tree),
      async readStages(of, only) {
        const histories: StageHistory[] = [];
        for (const name of only === undefined ? await stagesOf(tree, of) : [only]) {
          const answer = await readGitHubHistory(files, { commit, branches, model: of, stage: name });
          if (answer.history.commits.length === 0) continue;
          histories.push(answer.history);
          withoutPullRequest += answer.withoutPullRequest;
        }
        return histories;
      },
    },
    asked,
  );
  return withoutPullRequest === 0 ? found : { ...found, notes: [noteOn(withoutPullRequest, revision, files)] };
}

/** The stages that have a file, and those that may have had one. */
async function stagesOf(tree: Tree, model: string): Promise<readonly string[]> {
  const reader = new RegistryReader(tree);
  const entries = await tree.list(`${modelFolder(model)}/stages`);
  const names = entries.length === 0 ? [] : await reader.stageNames(model);
  return [...new Set([...(await declaredStages(reader)), ...names])];
}

function noteOn(count: number, revision: string, { client }: RepositoryFiles): string {
  return `${plural(count, "change")} came with no pull request of ${client.name} and ${count === 1 ? "is" : "are"} shown as committed; a clone tells when branches that were merged by hand reached ${revision}.`;
}
