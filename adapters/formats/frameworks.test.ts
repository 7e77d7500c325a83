// Files that the frameworks wrote, against what the frameworks said of them then: test/fixtures/frameworks.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatRunsCode } from "../../core/formats/catalogue.ts";
import type { Signature } from "../../schemas/generated/types.ts";
import { detectFormat } from "./inspect.ts";
import { inspectModelFile } from "./inspect.ts";
import { withLocalFile } from "./bytes/local-file.ts";
import { memoryFile } from "./bytes/random-access-file.ts";
import type { ModelFileReport } from "./report.ts";

const folder = join(import.meta.dirname, "../../test/fixtures/frameworks");

interface View {
  readonly format: string;
  readonly facts?: object;
  readonly signature?: Signature;
  /** What PyTorch's unpickler imports, but for the classes of storages, which it knows without. */
  readonly imports?: readonly string[];
  /** Parts of what a person should read; nothing else is said. */
  readonly problems?: readonly string[];
}

const names = (await readdir(folder)).filter((name) => name.endsWith(".view.json"));
const views = await Promise.all(
  names.map(async (name) =>
    Object.entries(JSON.parse(await readFile(join(folder, name), "utf8")) as Record<string, View>),
  ),
);

function picklesOf({ facts }: ModelFileReport): { readonly imports: readonly string[]; readonly complete: boolean } {
  const pickles = facts.kind === "pickle" ? facts : facts.kind === "archive" ? facts.pickles : undefined;
  const imports = (pickles?.imports ?? []).map(({ module, name }) => `${module}.${name}`);
  return {
    imports: imports.filter((name) => !/^torch\.\w+Storage$/.test(name)).sort(),
    complete: pickles?.complete ?? true,
  };
}

describe("what the frameworks wrote is what they say it is", () => {
  test.each(views.flat())("%s", async (path, { format, facts = {}, signature, imports, problems = [] }) => {
    const report = await withLocalFile(join(folder, path), inspectModelFile);
    expect(report).toMatchObject({ format, facts });
    expect(report.signature).toEqual(signature);
    expect(report.problems.map(({ message }) => message)).toEqual(
      problems.map((part) => expect.stringContaining(part) as string),
    );
    expect(picklesOf(report).complete).toBe(true);
    expect(picklesOf(report).imports).toEqual(imports ?? picklesOf(report).imports);
    // By its bytes alone, too.
    expect(await detectFormat(memoryFile("x", await readFile(join(folder, path))))).toBe(format);
  });

  test.each([
    ["model.tflite", false],
    ["flex.tflite", true],
    ["network.mlmodel", false],
    ["model.cbm", false],
    ["jpmml.pmml", false],
    ["savedmodel/saved_model.pb", true],
    ["exported.pt2", true],
    ["plain.skops", false],
    ["own.skops", true],
    ["model-xz.joblib", true],
  ])("%s can run code: %s", async (path, runsCode) => {
    expect(formatRunsCode(await withLocalFile(join(folder, path), detectFormat))).toBe(runsCode);
  });
});

test("every one of these files, cut or damaged anywhere, gives a report", async () => {
  for (const [path] of views.flat()) {
    const bytes = await readFile(join(folder, path));
    const step = Math.max(1, Math.floor(bytes.length / 40));
    for (let at = 0; at < bytes.length; at += step) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, Math.min(at + 4, bytes.length));
      for (const content of [bytes.subarray(0, at), damaged]) {
        const report = await inspectModelFile(memoryFile(path, content));
        expect(await detectFormat(memoryFile(path, content))).toBe(report.format);
      }
    }
  }
});
