import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createRegistry, createWorkspace, testEnvironment } from "../support/workspace.ts";

const root = join(import.meta.dirname, "../..");
const text = await readFile(join(root, "docs/deploying.md"), "utf8");
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, code]) => code ?? "");

// test/interop/deploy-job.test.ts runs the Python script: that needs PyYAML.
test.for(blocks("sh").filter((code) => !/github:/.test(code)))(
  "the lines fetch what production holds (block %#)",
  async (code) => {
    const workspace = await createRegistry();
    await workspace.modelyard("publish");
    await workspace.modelyard("promote", "churn@1.0.0", "production");
    const stage = "registry/models/churn/stages/production.yaml";
    await workspace.write(stage, (await workspace.read(stage)).replace('"1.0.0"\n', '"1.0.0"  # the first\r\n'));
    const program = `modelyard() { '${process.execPath}' '${join(root, "dist/modelyard.js")}' "$@"; }`;
    // The lines' own words for `gh release download`, with the release's assets in a folder.
    const gh =
      'gh() { [ "$1 $2 $3 $4 $5 $7" = "release download churn@v1.0.0 --clobber --pattern --output" ] && cp "assets/$6" "$8"; }';
    await workspace.write("assets/model.bin", "first weights");
    const environment = { ...testEnvironment(workspace.folder), STORE: join(workspace.folder, "store") };
    const failure = await new Promise<string>((resolve) => {
      execFile(
        "sh",
        ["-euc", `${program}\n${gh}\n${code}`],
        { cwd: workspace.folder, env: environment },
        (error, out, err) => resolve(error === null ? "" : `${out}${err}`),
      );
    });
    expect(failure).toBe("");
    expect(await workspace.read("model/model.bin")).toBe("first weights");
    if (!code.includes("gh release")) return;
    await workspace.write("assets/model.bin", "wrong weights");
    await expect(
      promisify(execFile)("sh", ["-euc", `${gh}\n${code}`], { cwd: workspace.folder, env: environment }),
    ).rejects.toMatchObject({ stdout: "model.bin: FAILED\n" });
  },
);

test("every other command has the options that it is shown with", async () => {
  const workspace = await createWorkspace();
  const lines = [
    ...blocks("sh")
      .join("\n")
      .matchAll(/^modelyard ([^#>\n]*)/gm),
  ];
  expect(lines.length).toBeGreaterThan(3);
  for (const [, line = ""] of lines) {
    expect((await workspace.modelyard(...line.trim().split(/\s+/), "--help")).exitCode).toBe(0);
  }
});

test("the workflow's step gives the action inputs that it has, and uses outputs that it has", async () => {
  const [steps = ""] = blocks("yaml");
  const action = parse(await readFile(join(root, "action/resolve/action.yml"), "utf8")) as Record<string, object>;
  const [step] = parse(steps) as readonly { readonly with: object }[];
  expect(Object.keys(action["inputs"] ?? {})).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
  const used = [...steps.matchAll(/steps\.model\.outputs\.(\w+)/g)].map(([, name]) => name);
  expect(used).not.toEqual([]);
  expect(Object.keys(action["outputs"] ?? {})).toEqual(expect.arrayContaining(used));
});
