import { expect, test } from "vitest";
import type { Dataset, ModelVersion } from "../../schemas/generated/types.ts";
import { contentOf, readRegistryFile } from "../registry/file.ts";
import { renderRegistryFile } from "./write.ts";

/** What trackers hand on from people and programs: no file should be refused for it, and no reader see it otherwise. */
const ODD = [
  "\u001b",
  "\u0007",
  "\r",
  "\u007f",
  "\u0085",
  "\u009b",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\uffff",
  "\0",
  "\t",
  " ",
];

test.each(ODD.map((character) => [character.codePointAt(0)?.toString(16), character]))("U+%s", (_, odd) => {
  const description = `one${odd}line,\n${odd}two${odd}`;
  const dataset: Dataset = { schema: "dataset/1", name: "customers", description, tags: [`a${odd}b`, odd] };
  expect(readBack("dataset", renderRegistryFile(dataset, undefined))).toEqual(dataset);

  const version: ModelVersion = {
    schema: "model-version/1",
    model: "churn",
    version: "1.0.0",
    created_at: "2026-06-30T14:03:11Z",
    author: `${odd}alice`,
    artifacts: [{ path: "model.onnx", size: 1, sha256: "0".repeat(64) }],
    parameters: { [`a${odd}b`]: `${odd}: ${odd}`, list: [odd, 1] },
  };
  expect(readBack("model-version", renderRegistryFile(version, undefined))).toEqual(version);
});

function readBack(kind: "dataset" | "model-version", text: string): unknown {
  const identity =
    kind === "dataset"
      ? { kind, dataset: "customers" as const }
      : { kind, model: "churn" as const, version: "1.0.0" as const };
  const file = readRegistryFile({ path: "file.yaml", blobId: "" }, identity, new TextEncoder().encode(text));
  expect(file.syntaxProblems).toEqual([]);
  return contentOf(file, kind);
}
