import { runGit } from "../measuring/git.ts";
import { modelName } from "./documents.ts";
import { type PlannedCommit, type PlannedTag, importCommits } from "./fast-import.ts";
import { versionsInOrder } from "./history.ts";

/**
 * The same registrations and stages as `generateRegistry` makes, in the tags by which GTO knows them: `churn@v1.0.0` for a
 * version, `churn#production#3` for a stage.
 */
export async function generateGtoRegistry(folder: string, versions: number): Promise<void> {
  runGit(folder, ["init", "--quiet", "--initial-branch=main"]);
  await importCommits(folder, planned(versions));
  runGit(folder, ["reset", "--quiet", "--hard", "main"]);
}

/** GTO takes a stage for that of the version that is registered at the same commit, so each version has a commit. */
function* planned(versions: number): Iterable<PlannedCommit | PlannedTag> {
  const assigned = new Map<string, number>();
  const assign = (model: string, stage: string, branch: string, epochSeconds: number): PlannedTag => {
    const count = (assigned.get(`${model}#${stage}`) ?? 0) + 1;
    assigned.set(`${model}#${stage}`, count);
    const tag = `${model}#${stage}#${count}`;
    return { tag, branch, epochSeconds, message: `Assigning stage ${stage} to ${model}` };
  };
  for (const { index, version, isInStaging, isInProduction, epochSeconds } of versionsInOrder(versions)) {
    const model = modelName(index);
    const message = `Train ${model} ${version}`;
    const changes = [{ path: `${model}/metrics.json`, text: `{"version": "${version}"}\n` }];
    yield { branch: "main", author: "alice", epochSeconds, message, changes };
    const tag = `${model}@v${version}`;
    yield { tag, branch: "main", epochSeconds, message: `Registering artifact ${model} version v${version}` };
    if (isInStaging) yield assign(model, "staging", "main", epochSeconds + 1);
    if (isInProduction) yield assign(model, "production", "main", epochSeconds + 2);
  }
}
