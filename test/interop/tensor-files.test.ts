import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inspectModelFile } from "../../adapters/formats/inspect.ts";
import { withLocalFile } from "../../adapters/formats/bytes/local-file.ts";
import type { TensorFacts } from "../../adapters/formats/readers/tensor-list.ts";
import { folderWith } from "../support/folder.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

/** What a package reads back from a file that it wrote. */
interface View {
  readonly format: string;
  readonly facts: { readonly tensors: readonly TensorFacts[] };
  readonly signature?: unknown;
}

/** The tensors of a safetensors file lie in another order than its reader tells them. */
const byName = (tensors: readonly TensorFacts[]): readonly TensorFacts[] =>
  tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));

test("ONNX and safetensors files say what the packages that wrote them say", async () => {
  const at = { folder: await folderWith({}), environment: programEnvironment("model-files") };
  await runProgram(["python", join(import.meta.dirname, "python/tensor_files.py"), at.folder], at);
  const views = Object.entries(
    JSON.parse(await readFile(join(at.folder, "view.json"), "utf8")) as Record<string, View>,
  );
  expect(views.length).toBeGreaterThan(15);
  for (const [path, view] of views) {
    const report = await withLocalFile(join(at.folder, path), inspectModelFile);
    const tensors = "tensors" in report.facts ? byName(report.facts.tensors) : [];
    const seen = { path, format: report.format, facts: { ...report.facts, tensors }, signature: report.signature };
    const { facts, format, signature } = view;
    expect(seen).toMatchObject({ path, format, facts: { ...facts, tensors: byName(facts.tensors) } });
    expect({ path, signature: report.signature }).toEqual({ path, signature });
    expect({ path, problems: report.problems }).toEqual({ path, problems: [] });
  }
});
