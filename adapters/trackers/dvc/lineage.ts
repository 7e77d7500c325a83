import type { DvcStage } from "./pipeline.ts";

/** The stages before and after the one that makes the model. */
export interface Lineage {
  /** Those that made what it reads, and so on. */
  readonly upstream: readonly DvcStage[];
  /** Those that read what it makes, and so on: usually the evaluation. */
  readonly downstream: readonly DvcStage[];
}

export function lineageOf(stage: DvcStage, stages: readonly DvcStage[]): Lineage {
  return {
    upstream: reached(stage, (at) => stages.filter((other) => feeds(other, at))),
    downstream: reached(stage, (at) => stages.filter((other) => feeds(at, other))),
  };
}

function reached(start: DvcStage, next: (stage: DvcStage) => readonly DvcStage[]): DvcStage[] {
  const found = new Set([start]);
  for (const stage of found) for (const neighbour of next(stage)) found.add(neighbour);
  found.delete(start);
  return [...found];
}

function feeds(maker: DvcStage, reader: DvcStage): boolean {
  return reader.deps.some((dependency) => maker.outs.some((out) => overlap(out.path, dependency.path)));
}

/** The same path, or one inside of the other. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
