/**
 * The marks in a message by which GitHub starts no workflow on a push or a pull request.
 *
 * @see https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
const SKIP_MARKS = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;
const SKIP_TRAILER = /^(\s*skip-checks)(:\s*true)/gim;

/**
 * A text that stands in the message of a commit, made so that it skips no check: a pull request whose checks never run can
 * never be merged, and a merge whose push starts nothing is not published.
 *
 * @example withoutSkipMarks("Add churn [skip ci]") // "Add churn (skip ci)"
 */
export function withoutSkipMarks(text: string): string {
  return text.replaceAll(SKIP_MARKS, "($1)").replaceAll(SKIP_TRAILER, "$1 $2");
}
