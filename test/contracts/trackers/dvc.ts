import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { dvcDigest } from "../../../adapters/trackers/dvc/digest.ts";
import type { Workspace } from "../../support/workspace.ts";
import { type Tracked, type Trained, pythonJson } from "./tracked.ts";

/** A pipeline of one stage that DVC ran, with its lock. */
export async function trackInDvc(workspace: Workspace, trained: Trained): Promise<Tracked> {
  const folder = join(workspace.folder, "run");
  const files = Object.keys(trained.artifacts).map((name) => `run/model/${name}`);
  await mkdir(join(folder, ".dvc"), { recursive: true });
  for (const [name, bytes] of Object.entries(trained.artifacts)) await workspace.write(`run/model/${name}`, bytes);
  // A file here is data where DVC tracks it.
  for (const path of trained.datasets.filter((each) => !each.includes("://")))
    await workspace.write(
      `run/${path}.dvc`,
      `outs:\n- md5: ${"ab".repeat(16)}\n  size: 22\n  hash: md5\n  path: ${path}\n`,
    );
  await workspace.write("run/metrics.json", pythonJson(trained.metrics));
  await workspace.write("run/params.json", pythonJson(trained.parameters));
  const record = async (path: string) => {
    const { digest, sizeBytes } = await dvcDigest(join(folder, path));
    return { path, hash: "md5", md5: digest.replace("md5:", ""), size: sizeBytes };
  };
  const outs = files.length === 0 ? ["metrics.json"] : ["model", "metrics.json"];
  const lock = {
    schema: "2.0",
    stages: {
      train: {
        cmd: "python train.py",
        deps: trained.datasets.map((path) => ({ path, etag: "ab".repeat(16), size: 22 })),
        params: { "params.json": trained.parameters },
        outs: await Promise.all(outs.map(record)),
      },
    },
  };
  const definition = {
    stages: { train: { cmd: "python train.py", outs: outs.slice(0, -1), metrics: ["metrics.json"] } },
    ...(files.length > 0 && {
      artifacts: { churn: { path: "model", type: "model", desc: trained.description } },
    }),
  };
  const write = (text: string) => workspace.write("run/dvc.lock", text);
  const text = pythonJson(lock, { notANumber: ".nan", infinity: ".inf" });
  await write(text);
  await workspace.write("run/dvc.yaml", JSON.stringify(definition));
  return {
    words: ["--from-dvc", folder],
    prefix: "model/",
    source: "run",
    records: ["run/dvc.yaml", "run/dvc.lock", "run/metrics.json"],
    files,
    async moveModel(path) {
      // Without the digest, which somebody who writes the lock may leave out too.
      await write(text.replace(/"path": "model", "hash": "md5", "md5": "[^"]*"/, `"path": ${JSON.stringify(path)}`));
      await workspace.write(
        "run/dvc.yaml",
        JSON.stringify(definition)
          .replaceAll('"model"', JSON.stringify(path))
          .replace(`"type":${JSON.stringify(path)}`, '"type":"model"'),
      );
    },
  };
}
