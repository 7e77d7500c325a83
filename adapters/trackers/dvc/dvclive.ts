import { join } from "node:path";
import { type DraftParts, mergeParts } from "../../../core/drafts/draft-parts.ts";
import { readMetrics } from "../plain/metrics.ts";
import { readParameters } from "../plain/parameters.ts";
import { isThere } from "../plain/text-file.ts";

/** The folder that DVCLive wrote to: this one, or `dvclive` in it. */
export async function dvcliveFolder(folder: string): Promise<string | undefined> {
  for (const candidate of [folder, join(folder, "dvclive")]) {
    if (await isThere(join(candidate, "metrics.json"))) return candidate;
  }
  return undefined;
}

/** Reads DVCLive's `metrics.json` (the latest value of each metric) and `params.yaml`. Source: dvclive/live.py. */
export async function dvcliveParts(folder: string): Promise<DraftParts> {
  const metrics = await readMetrics(join(folder, "metrics.json"));
  const file = join(folder, "params.yaml");
  return mergeParts(metrics, (await isThere(file)) ? await readParameters(file) : { notes: [] });
}
