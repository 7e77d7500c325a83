import { runGit } from "../measuring/git.ts";
import { type PlannedCommit, importCommits } from "./fast-import.ts";

export const PROMOTED_MODEL = "churn";
export const PROMOTED_STAGE = "production";
const PATH = `registry/models/${PROMOTED_MODEL}/stages/${PROMOTED_STAGE}.yaml`;
const FIRST_SECOND = 1_700_000_000;

/**
 * A repository in which one stage was promoted many times: each is a commit on a branch and GitHub's merge of it, and names
 * a version that no other names.
 *
 * @returns the path of the stage's file
 */
export async function generatePromotions(folder: string, promotions: number): Promise<string> {
  runGit(folder, ["init", "--quiet", "--initial-branch=main"]);
  await importCommits(folder, commitsOf(promotions), ["side"]);
  return PATH;
}

function* commitsOf(promotions: number): Iterable<PlannedCommit> {
  yield { branch: "main", author: "alice", epochSeconds: FIRST_SECOND, message: "Begin", changes: [] };
  for (let number = 1; number <= promotions; number++) {
    const epochSeconds = FIRST_SECOND + number * 600;
    const version = `1.${number}.0`;
    const title = `Promote ${PROMOTED_MODEL} ${version} to ${PROMOTED_STAGE}`;
    const text = `schema: stage/1\nmodel: ${PROMOTED_MODEL}\nstage: ${PROMOTED_STAGE}\nversion: "${version}"\n`;
    const changes = [{ path: PATH, text }];
    yield { branch: "side", from: "main", author: "alice", epochSeconds, message: title, changes };
    yield {
      branch: "main",
      merges: "side",
      author: "dana",
      committer: "GitHub",
      epochSeconds: epochSeconds + 60,
      message: `Merge pull request #${number} from acme/promote-${number}\n\n${title}\n`,
      changes,
    };
  }
}
