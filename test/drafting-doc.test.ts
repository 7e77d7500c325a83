import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspace, testEnvironment } from "./support/workspace.ts";

const root = join(import.meta.dirname, "..");
const text = await readFile(join(root, "docs/drafting.md"), "utf8");
const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code]) => code ?? "");

test("every command of the page does what it says, in a folder with such files", async () => {
  const { folder, ...workspace } = await createWorkspace();
  const fixtures = join(root, "test/fixtures");
  await cp(join(fixtures, "trackers/dvc-project"), folder, { recursive: true });
  await cp(join(fixtures, "trackers/mlflow/mlruns"), join(folder, "mlruns"), { recursive: true });
  await mkdir(join(folder, "out"));
  await cp(join(fixtures, "formats/model.onnx"), join(folder, "out/model.onnx"));
  const files = {
    "requirements.txt": "numpy==2.0.1\n",
    "out/metrics.json": `{"auc": 0.9}`,
    "data/holdout.csv": "a,b\n1,2\n",
    "models/churn.onnx.dvc": "outs:\n- {md5: fad624b28208abf62b4d0db65c04757b, size: 8, hash: md5, path: churn.onnx}\n",
  };
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store");

  const runnable = blocks.filter((block) => !block.includes("https://"));
  expect(runnable.length).toBeGreaterThan(4);
  const program = `modelyard() { '${process.execPath}' '${join(root, "dist/modelyard.js")}' "$@"; }`;
  const script = [program, ...runnable].join("\n");
  const failure = await new Promise<string>((resolve) => {
    execFile("sh", ["-euc", script], { cwd: folder, env: testEnvironment(folder) }, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}`),
    );
  });
  expect(failure).toBe("");
  const { data } = await workspace.json("show", "churn");
  expect(data).toMatchObject({ versions: { length: 4 } });
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
});

test("every other command has the options that it is shown with", async () => {
  const workspace = await createWorkspace();
  const fenced = [...text.matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, code]) => code ?? "").join("\n");
  const lines = [...fenced.replaceAll("\\\n", "").matchAll(/^(?:\$ |- run: npx )?modelyard (.*)$/gm)].map(
    ([, line]) => line?.replaceAll(/"[^"]*"/g, "text").split(/\s+/) ?? [],
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const words of lines) expect((await workspace.modelyard(...words, "--help")).exitCode).toBe(0);
});
