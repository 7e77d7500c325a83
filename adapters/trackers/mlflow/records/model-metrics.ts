import type { LoggedModel } from "../store.ts";

/** One measurement of a logged model. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestampMs: number;
  /** The name of the data that it was measured on, where that was logged with it. */
  readonly dataset: string | undefined;
}

/** The last point of each metric on each dataset, as MLflow ranks them: by step, then time, then value. */
export function latestPoints<Point extends MetricPoint>(points: readonly Point[]): Point[] {
  const latest = new Map<string, Point>();
  for (const point of points.toSorted(byRank)) latest.set(JSON.stringify([point.key, point.dataset]), point);
  return [...latest.values()].sort(byRank);
}

/** What a model's latest points say: one value for each metric, and all of them where the datasets disagree. */
export function modelMetrics(latest: readonly MetricPoint[]): Pick<LoggedModel, "metrics" | "disputed"> {
  const values = new Map<string, { dataset: string | undefined; value: number }[]>();
  for (const { key, dataset, value } of latest) values.set(key, [...(values.get(key) ?? []), { dataset, value }]);
  const disputed = Array.from(values).filter(([, all]) => new Set(all.map(({ value }) => value)).size > 1);
  return {
    metrics: Object.fromEntries(Array.from(values, ([key, all]) => [key, all.at(-1)?.value ?? Number.NaN])),
    disputed: Object.fromEntries(disputed),
  };
}

function byRank(a: MetricPoint, b: MetricPoint): number {
  return a.step - b.step || a.timestampMs - b.timestampMs || (a.value > b.value ? 1 : a.value < b.value ? -1 : 0);
}
