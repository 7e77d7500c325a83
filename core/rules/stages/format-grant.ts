import { type RegistryFile, problemAtKey } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { formatRunsCode } from "../../formats/catalogue.ts";
import { formatsBeyond, grantLine, readFormats } from "../../formats/policy.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Gates } from "../../../schemas/generated/types.ts";
import { listing } from "../../text/listing.ts";
import type { RegistryRule } from "../rule.ts";

export const formatGrant: RegistryRule = {
  name: "format-grant",
  severity: "error",
  scope: "registry",
  title: "Only registry.yaml allows formats that run code when loaded",
  why: "A model can only tighten what the registry asks for. A grant in model.yaml has no effect, and whoever reads the file believes that it has.",
  hint: "Write the grant into registry.yaml, under the gates of the stage: `formats: {allow: {churn: [joblib]}}`.",
  reach: "touched-files",
  *check(registry: RegistryOutline): Iterable<Problem> {
    if (registry.settings === undefined) return;
    const stages = new Map(registry.settings.value.stages.map(({ name, gates }) => [name, gates?.formats]));
    for (const [name, { model }] of registry.models) {
      for (const [stage, { formats }] of Object.entries(model?.value.gates ?? {})) {
        if (model === undefined || formats === undefined) continue;
        yield* judge(model.file, { name, stage, theirs: stages.get(stage), own: formats });
      }
    }
  },
};

interface Setting {
  readonly name: string;
  readonly stage: string;
  readonly theirs: Gates["formats"];
  readonly own: NonNullable<Gates["formats"]>;
}

function* judge(file: RegistryFile, { name, stage, theirs, own }: Setting): Iterable<Problem> {
  const isGrant = typeof own === "object" && !Array.isArray(own);
  const asked = isGrant ? (new Map(Object.entries(own.allow)).get(name) ?? []) : own;
  // A list that is merely longer has no effect, and the merged policy warns of that.
  const beyond = formatsBeyond(readFormats(theirs, name), readFormats(own, name)).filter(formatRunsCode);
  if (!isGrant && beyond.length === 0) return;
  const names = beyond.length > 0 ? beyond : Array.isArray(asked) ? asked : [];
  const what = names.length === 0 ? "formats" : listing(names, "and");
  yield problemAtKey(file, ["gates", stage, "formats"], {
    message: `A model cannot allow ${what} in ${stage}: a model can only tighten`,
    hint:
      names.length === 0
        ? "Take it out."
        : `Take it out, and write in registry.yaml under the gates of ${stage}: ${grantLine(theirs, name, names)}`,
  });
}
