import { escapeMarkdown, markdownCode } from "../../core/text/escape.ts";
import { formatBytes, plural } from "../../core/text/quantities.ts";
import type { Resolved } from "../../operations/deliver/resolve.ts";

export interface ResolvedStep {
  readonly resolved: Resolved;
  /** `sha256:` and the digest of the version file. */
  readonly digest: string;
  readonly registry: string;
  /** The folder with the files, where they were asked for. */
  readonly output: string | undefined;
  readonly changed: boolean;
}

/** The outputs of action.yml. */
export function resolveOutputs({ resolved, digest, output, changed }: ResolvedStep): Readonly<Record<string, string>> {
  const { model, version, stage, content } = resolved;
  const artifacts = content.artifacts.map(({ path, size, sha256, format }) => ({ path, size, sha256, format }));
  return {
    model,
    version,
    stage: stage ?? "",
    path: output ?? "",
    digest,
    artifacts: JSON.stringify(artifacts),
    changed: String(changed),
  };
}

/**
 * Whether there is something to deploy: compared with what runs now, else with what the folder held.
 *
 * @param unchanged whether the folder held exactly these files; undefined where none were asked for
 */
export function hasChanged(
  { version, digest }: { readonly version: string; readonly digest: string },
  { current, unchanged }: { readonly current: string | undefined; readonly unchanged: boolean | undefined },
): boolean {
  return current === undefined ? unchanged !== true : current !== version && current !== digest;
}

/** The line of the log. */
export function resolvedLine({ resolved, output, changed }: ResolvedStep): string {
  const { reference, model, version, content } = resolved;
  const sizeBytes = content.artifacts.reduce((sum, { size }) => sum + size, 0);
  const files = `${plural(content.artifacts.length, "file")}, ${formatBytes(sizeBytes)}`;
  const where = output === undefined ? "" : `, verified in ${output}`;
  return `${reference} is ${model} ${version}: ${files}${where}${changed ? "" : ", as before"}`;
}

/** The line of the step's summary. */
export function resolvedMarkdown(step: ResolvedStep): string {
  const { reference, model, version } = step.resolved;
  const name = `**${escapeMarkdown(model)} ${escapeMarkdown(version)}**`;
  return `${markdownCode(reference)} of ${markdownCode(step.registry)} is ${name}, ${markdownCode(step.digest)}${step.changed ? "" : ", as before"}.`;
}
