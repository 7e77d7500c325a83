import { mappingsOf, type PlainMapping, type PlainValue } from "../../plain/document.ts";
import { number, text } from "./answer.ts";
import { metricFromText, metricValue } from "../records/metric-values.ts";
import type { MetricPoint } from "../records/model-metrics.ts";

/** The latest values of a run. */
export function metricsOf(value: PlainValue | undefined): Record<string, number> {
  return Object.fromEntries(mappingsOf(value).map((metric) => [text(metric["key"]) ?? "", valueOf(metric)]));
}

export interface ServerPoint extends MetricPoint {
  readonly runId: string | undefined;
}

export function pointOf(metric: PlainMapping): ServerPoint {
  return {
    key: text(metric["key"]) ?? "",
    value: valueOf(metric),
    step: number(metric["step"]) ?? 0,
    timestampMs: number(metric["timestamp"]) ?? 0,
    dataset: text(metric["dataset_name"]),
    runId: text(metric["run_id"]),
  };
}

function valueOf({ value }: PlainMapping): number {
  return typeof value === "number" ? metricValue(value) : metricFromText(text(value) ?? "");
}
