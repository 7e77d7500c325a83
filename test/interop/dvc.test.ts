import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dvcDigest } from "../../adapters/trackers/dvc/digest.ts";
import { readDvcPointer } from "../../adapters/trackers/dvc/pointer.ts";
import { readDvc } from "../../adapters/trackers/dvc/read-dvc.ts";
import { folderWith } from "../support/folder.ts";
import { type In, programEnvironment, runProgram } from "./run-program.ts";

async function project(files: Readonly<Record<string, string | Uint8Array>>): Promise<In> {
  const at = { folder: await folderWith(files), environment: programEnvironment("newest") };
  await runProgram(["git", "init", "--quiet"], at);
  await runProgram(["dvc", "init", "--quiet"], at);
  return at;
}

/** What DVC's own library shows: parameters and metrics of the whole project, nested. */
async function dvcView(at: In): Promise<{ params: object; metrics: object }> {
  await runProgram(["python", join(import.meta.dirname, "python/dvc_view.py"), "view.json"], at);
  return JSON.parse(await readFile(join(at.folder, "view.json"), "utf8")) as { params: object; metrics: object };
}

function flat(value: object, prefix = ""): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? flat(inner, `${prefix}${key}.`)
      : [[prefix + key, inner] as [string, unknown]],
  );
}

const awkward = {
  "data/a.csv": "a\r\nb\r\n",
  "data/empty": "",
  "data/with space/and 'quote'.txt": "x",
  'data/"double" \\ back.txt': "x",
  "data/ünï/\uFF5E.txt": "tilde",
  "data/ünï/\u{1F600}.txt": "smile",
  "data/ünï/\u007Fdel\ttab.txt": "control",
  "data/e\u0301 and é.txt": "composed and not",
  "data/.hidden/.file": "h",
  "data/binary": Uint8Array.from([0, 1, 2, 255, 13, 10]),
  "data/deep/1/2/3/4/5/6.txt": "deep",
  "data/a-b.txt": "order",
  "data/a/b.txt": "order",
  "data/A.txt": "order",
};

describe("dvc add", () => {
  test("directories with awkward names, and files", async () => {
    const at = await project({ ...awkward, "one file.csv": "1,2\r\n", "outside/x": "x" });
    await symlink("../one file.csv", join(at.folder, "data/link.csv"));
    await symlink("../outside", join(at.folder, "data/linked-folder"));
    for (const path of ["data", "one file.csv"]) {
      const before = await dvcDigest(join(at.folder, path));
      await runProgram(["dvc", "add", "--quiet", path], at);
      const { record } = await readDvcPointer(join(at.folder, path));
      expect(before).toEqual({ digest: record.digest, sizeBytes: record.sizeBytes, files: record.files ?? 1 });
    }
    expect(await runProgram(["dvc", "status", "--json"], at)).toBe("{}");
  });

  test.for(["my data", "my [data] #1"])("what .dvcignore hides, in %s", async (folder) => {
    const hidden = {
      "a.log": "1",
      "important.log": "2",
      "sub/important.log": "3",
      "cache/x": "4",
      "sub/cache/x": "5",
      "build/x": "6",
      "sub/build/x": "7",
      "#odd": "8",
      temp1: "9",
      temp12: "10",
      "x/deep/a.tmp": "11",
      "x/deep/b/a.tmp": "12",
      "local.txt": "13",
      "sub/local.txt": "14",
      anchored: "15",
      "sub/anchored": "16",
      "sub/a.csv": "17",
      "sub/keep.csv": "18",
      "sub/deeper/keep.csv": "19",
      "sub/deeper/a.csv": "20",
      ".git/config": "21",
      "b.CSV": "22",
      "sub/build.txt/build": "23",
    };
    const at = await project({
      ".dvcignore": `*.log\n/${folder}/raw/cache/\nbuild/\n\\#odd\ntemp?\n**/deep/*.tmp\n  \n# comment\n`,
      [`${folder}/.dvcignore`]: "local.txt\n!important.log\n/raw/anchored\nraw/sub/*.csv\n!keep.csv\n!/raw/build/\n",
      ...Object.fromEntries(Object.entries(hidden).map(([path, content]) => [`${folder}/raw/${path}`, content])),
    });
    const data = join(at.folder, folder, "raw");
    const before = await dvcDigest(data);
    expect(before.files).toBeLessThan(Object.keys(hidden).length);
    await runProgram(["dvc", "add", "--quiet", `${folder}/raw`], at);
    const { record } = await readDvcPointer(data);
    expect(before).toEqual({ digest: record.digest, sizeBytes: record.sizeBytes, files: record.files });
  });
});

const scripts = {
  "src/prepare.py": `import pathlib, sys, yaml
params = yaml.safe_load(open("params.yaml"))["prepare"]
rows = open("data/raw.csv").read().splitlines()
cut = int(len(rows) * params["split"])
out = pathlib.Path("data/prepared"); out.mkdir(exist_ok=True)
(out / "train.csv").write_text("\\n".join(rows[cut:]))
(out / "test.csv").write_text("\\n".join(rows[:cut]))
`,
  "src/train.py": `import json, pathlib, yaml
params = yaml.safe_load(open("params.yaml"))["train"]
values = [float(row) for row in open("data/prepared/train.csv").read().split()]
out = pathlib.Path("models/mean"); out.mkdir(parents=True, exist_ok=True)
(out / "model.json").write_text(json.dumps({"mean": sum(values) / len(values), **params}))
`,
  "src/evaluate.py": `import json
model = json.load(open("models/mean/model.json"))
values = [float(row) for row in open("data/prepared/test.csv").read().split()]
error = sum(abs(value - model["mean"]) for value in values) / len(values)
json.dump({"test": {"mae": error, "rows": len(values)}, "train_rows": 8}, open("metrics.json", "w"))
`,
};

const pipeline = {
  ...scripts,
  "data/raw.csv": Array.from({ length: 10 }, (_, index) => `${index * 1.5}\n`).join(""),
  "params.yaml":
    "prepare: {split: 0.2, seed: 7}\ntrain:\n  rate: 1e-05\n  layers: [64, 32]\n  name: yes\n  options: {deep: {on: true, none: null}}\n",
  "dvc.yaml": `vars: [{names: {model: models/mean}}]
stages:
  prepare:
    cmd: python src/prepare.py
    deps: [src/prepare.py, data/raw.csv]
    params: [prepare]
    outs: [data/prepared]
  train:
    cmd: python src/train.py
    deps: [src/train.py, data/prepared/train.csv]
    params: [train]
    outs: ["\${names.model}"]
  evaluate:
    cmd: python src/evaluate.py
    deps: [src/evaluate.py, "\${names.model}", data/prepared/test.csv]
    metrics: [metrics.json: {cache: false}]
artifacts:
  mean: {path: "\${names.model}", type: model, desc: The mean.}
`,
};

describe("a pipeline", () => {
  test("drafts say what DVC says", async () => {
    const at = await project(pipeline);
    const remote = await folderWith({});
    await runProgram(["dvc", "remote", "add", "--default", "store", remote], at);
    await runProgram(["dvc", "add", "--quiet", "data/raw.csv"], at);
    await runProgram(["dvc", "repro", "--quiet"], at);
    await runProgram(["dvc", "push", "--quiet"], at);
    const parts = await readDvc({ path: at.folder });
    const view = await dvcView(at);
    expect(parts.parameters).toEqual(Object.fromEntries(flat(view.params)));
    expect(parts.metrics).toEqual(Object.fromEntries(flat(view.metrics)));
    expect(parts.description).toBe("The mean.");
    expect(parts.training).toEqual({ command: "python src/train.py", seed: 7 });
    expect(parts.artifacts?.map(({ path }) => path)).toEqual(["mean/model.json"]);
    const raw = await readDvcPointer(join(at.folder, "data/raw.csv"));
    expect(parts.datasets?.map(({ uri, role }) => [uri, role])).toEqual([
      ["data/prepared/train.csv", "training"],
      ["data/raw.csv", "source"],
      ["data/prepared/test.csv", "evaluation"],
    ]);
    expect(parts.datasets?.[1]?.digest).toBe(raw.record.digest);
    for (const { uri = "", digest } of parts.datasets ?? []) {
      expect((await dvcDigest(join(at.folder, uri))).digest).toBe(digest);
    }
    expect(await runProgram(["dvc", "status", "--json"], at)).toBe("{}");

    // Both see that the model is not the recorded one any more, and both are content when it is back.
    await writeFile(join(at.folder, "models/mean/model.json"), "{}");
    expect(await runProgram(["dvc", "status", "--json"], at)).toContain("modified");
    await expect(readDvc({ path: at.folder })).rejects.toMatchObject({ code: "dvc-file-changed" });
    await runProgram(["dvc", "checkout", "--quiet", "--force"], at);
    expect(await readDvc({ path: at.folder })).toEqual(parts);
  });

  test("models that are links into DVC's cache", async () => {
    const at = await project(pipeline);
    await runProgram(["dvc", "config", "cache.type", "symlink"], at);
    await runProgram(["dvc", "add", "--quiet", "data/raw.csv"], at);
    await runProgram(["dvc", "repro", "--quiet"], at);
    const { artifacts } = await readDvc({ path: at.folder });
    expect(artifacts?.map(({ path }) => path)).toEqual(["mean/model.json"]);
    expect(artifacts?.[0]?.file).toContain(".dvc/cache/files/md5/");
    expect(JSON.parse(await readFile(artifacts?.[0]?.file ?? "", "utf8"))).toMatchObject({ layers: [64, 32] });
  });
});

test("DVCLive", async () => {
  const script = `from dvclive import Live
with Live(save_dvc_exp=False) as live:
    live.log_params({"lr": 0.1, "optimizer": {"name": "adam", "betas": [0.9, 0.999]}, "seed": 7})
    for step in range(3):
        live.log_metric("train/accuracy", 0.5 + step / 10)
        live.log_metric("bad", float("nan"))
        live.next_step()
    open("model.bin", "w").write("weights")
    live.log_artifact("model.bin", type="model", name="churn", desc="Churn.")
`;
  const at = await project({ "train.py": script });
  await runProgram(["git", "add", "."], at);
  await runProgram(["git", "commit", "--quiet", "--message", "Train"], at);
  await runProgram(["python", "train.py"], at);
  const parts = await readDvc({ path: at.folder });
  const view = await dvcView(at);
  expect(parts.parameters).toEqual(Object.fromEntries(flat(view.params)));
  expect(parts.metrics).toEqual(
    Object.fromEntries(flat(view.metrics).filter(([, value]) => typeof value === "number")),
  );
  expect(parts).toMatchObject({ description: "Churn.", training: { seed: 7 } });
  expect(parts.artifacts).toEqual([{ path: "model.bin", file: join(at.folder, "model.bin") }]);
});
