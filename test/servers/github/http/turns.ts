import type { Repository } from "../state.ts";

/**
 * Does work on a repository when what came before is done: two requests at once end as if one had come first,
 * as they do where a database decides. Uploads check and claim their name in one step and need no turn.
 */
export function inTurn<Result>(repository: Repository, work: () => Promise<Result> | Result): Promise<Result> {
  const result = repository.lastTurn.then(work);
  repository.lastTurn = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}
