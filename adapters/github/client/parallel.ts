/** How many small requests run at once: few enough for GitHub's limits. */
const PARALLEL_REQUESTS = 8;

/** Applies `ask` to every item, a few at a time, and keeps the order; the first failure is thrown. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  ask: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await ask(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_REQUESTS, items.length) }, lane));
  return results;
}
