/** How many files are moved at once: enough to hide waiting, few enough for any store's limits. */
export const PARALLEL_FILES = 4;

/** Runs `work` on every item, at most `limit` at a time; the first failure stops those that have not begun. */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      const item = items[index];
      if (item === undefined) continue;
      try {
        await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane));
  const failure = lanes.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
