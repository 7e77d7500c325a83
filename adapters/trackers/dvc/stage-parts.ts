import { join } from "node:path";
import { type DraftParts, mergeParts } from "../../../core/drafts/draft-parts.ts";
import { isFile } from "../../files/look-at.ts";
import { expectRecorded } from "./artifacts.ts";
import { datasetUses } from "./dataset-uses.ts";
import { lineageOf } from "./lineage.ts";
import { lockedParameters, readDvcMetrics } from "./measurements.ts";
import type { DvcPipeline, DvcStage } from "./pipeline.ts";

/**
 * What the run of a stage says of the model that it made. The stages before and after it count too: parameters shape the model
 * on the way to it, and its metrics are often measured by a stage of their own after it.
 */
export async function stageParts(pipeline: DvcPipeline, stage: DvcStage): Promise<DraftParts> {
  const lineage = lineageOf(stage, pipeline.stages);
  const { metrics, notes: metricNotes } = await measured(pipeline, [stage, ...lineage.downstream]);
  const related = [stage, ...lineage.upstream, ...lineage.downstream];
  const { parameters, notes: parameterNotes } = mergeParts(
    { notes: [] },
    ...related.map((each) => lockedParameters(each.parameters)),
  );
  const { datasets, notes: datasetNotes } = await datasetUses(stage, { pipeline, lineage });
  return {
    ...(metrics && { metrics }),
    ...(parameters && { parameters }),
    ...(datasets.length > 0 && { datasets }),
    training: { command: stage.command },
    notes: [...metricNotes, ...parameterNotes, ...datasetNotes],
  };
}

async function measured(pipeline: DvcPipeline, stages: readonly DvcStage[]): Promise<DraftParts> {
  const records = stages.flatMap(({ outs, metrics }) => outs.filter(({ path }) => metrics.includes(path)));
  for (const record of records) {
    const file = join(pipeline.folder, record.path);
    if (await isFile(file)) await expectRecorded([{ file, record }]);
  }
  return readDvcMetrics(
    pipeline,
    records.map(({ path }) => path),
    new Set(records.flatMap(({ path, digest }) => (digest === undefined ? [] : [path]))),
  );
}
