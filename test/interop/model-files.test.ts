import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inspectModelFile } from "../../adapters/formats/inspect.ts";
import { withLocalFile } from "../../adapters/formats/bytes/local-file.ts";
import { formatRunsCode } from "../../core/formats/catalogue.ts";
import { folderWith } from "../support/folder.ts";
import { programEnvironment, runProgram } from "./run-program.ts";

/** What the package that wrote a file says of it, as far as it does. */
interface View {
  readonly format: string;
  readonly facts?: object;
  /** What its loader imports. */
  readonly imports?: readonly string[];
  /** Parts of what a person should be told. */
  readonly problems?: readonly string[];
}

test("pickles, trees, arrays and networks are what the packages that wrote them say", async () => {
  const at = { folder: await folderWith({}), environment: programEnvironment("model-files") };
  await runProgram(["python", join(import.meta.dirname, "python/model_files.py"), at.folder], at);
  const views = Object.entries(
    JSON.parse(await readFile(join(at.folder, "view.json"), "utf8")) as Record<string, View>,
  );
  expect(views.length).toBeGreaterThan(30);
  for (const [path, { format, facts = {}, imports, problems = [] }] of views) {
    const report = await withLocalFile(join(at.folder, path), inspectModelFile);
    expect({ path, format: report.format, facts: report.facts }).toMatchObject({ path, format, facts });
    expect({ path, problems: report.problems.map(({ message }) => message) }).toEqual({
      path,
      problems: problems.map((part) => expect.stringContaining(part) as string),
    });
    if (imports === undefined) continue;
    const seen = report.facts.kind === "pickle" ? report.facts.imports : [];
    expect({ path, imports: seen.map(({ module, name }) => `${module}.${name}`).sort() }).toEqual({ path, imports });
    // Ordinary models are told to be just that, and count as code all the same.
    expect({ path, unexpected: seen.filter(({ expected }) => !expected) }).toEqual({ path, unexpected: [] });
    expect(formatRunsCode(report.format)).toBe(true);
  }
});
