import { join } from "node:path";
import { ROLE, type Tracked, type Trained, pythonJson } from "./tracked.ts";
import type { Workspace } from "../../support/workspace.ts";

/** Files that the training left, each named on the command line. */
export async function trackInFiles(workspace: Workspace, trained: Trained): Promise<Tracked> {
  const at = (path: string) => join(workspace.folder, "run", path);
  const files = Object.keys(trained.artifacts).map((name) => `run/model/${name}`);
  for (const [name, bytes] of Object.entries(trained.artifacts)) await workspace.write(`run/model/${name}`, bytes);
  await workspace.write("run/metrics.json", pythonJson(trained.metrics));
  await workspace.write("run/params.json", pythonJson(trained.parameters));
  return {
    words: [
      ...(files.length === 0 ? [] : ["--artifact", at("model")]),
      "--metrics",
      at("metrics.json"),
      "--params",
      at("params.json"),
      ...trained.datasets.flatMap((address) => ["--dataset", `${address}#md5:${"ab".repeat(16)}:${ROLE}`]),
      ...(trained.description === undefined ? [] : ["--description", trained.description]),
    ],
    prefix: "model/",
    source: "run",
    records: ["run/metrics.json", "run/params.json"],
    files,
  };
}
