import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { database, files, ownChoice, server } from "./mlflow-stores.ts";
import { runProgram } from "./run-program.ts";

const program = join(import.meta.dirname, "../../dist/modelyard.js");

/** What registry.py writes, by `NAME/VERSION`. */
type ClientView = Readonly<
  Record<
    string,
    {
      readonly stage: string;
      readonly created: number;
      readonly metrics: Readonly<Record<string, number>>;
      readonly files: Readonly<Record<string, string>>;
    }
  >
>;

describe.for([
  ["the newest MLflow, by its own choice of store", "newest", ownChoice],
  ["the newest MLflow, on a server", "newest", server()],
  ["MLflow 2, in a folder", "mlflow-2", files],
  ["MLflow 2, in a database", "mlflow-2", database],
] as const)("%s", ([, name, store]) => {
  test("its registry comes over as its client sees it, and the models predict the same", async () => {
    const at = await store(name);
    const { folder, trackingUri } = at;
    const environment = { ...at.environment, MODELYARD_CACHE: join(folder, ".cache") };
    const modelyard = (...words: readonly string[]): Promise<string> =>
      runProgram([process.execPath, program, ...words], { folder, environment });
    await runProgram(["python", "registry.py", "view.json"], at);
    const view = JSON.parse(await readFile(join(folder, "view.json"), "utf8")) as ClientView;
    const copies = ["copies/1", "copies/2"];
    expect(Object.keys(view).sort()).toEqual(["Iris (EU)/1", "Iris (EU)/2", "Iris (EU)/3", ...copies, "other/1"]);

    await modelyard("init", "--store", "file:store", "--stages", "staging,production,challenger");
    await runProgram(["git", "add", "registry", ".modelyard"], at);
    await runProgram(["git", "commit", "--quiet", "--message", "Start"], at);
    const from = trackingUri === undefined ? [] : ["--tracking-uri", trackingUri];
    const words = ["import", "mlflow-registry", ...from, "--owner", "@alice"];
    await modelyard(...words, "--commits");
    expect(await modelyard("validate")).toContain("no findings");
    expect(await modelyard(...words)).toContain("Nothing is new");

    const registered = async (model: string, version: string) =>
      parse(
        await readFile(join(folder, `registry/models/${model}/versions/0.0.${version}.yaml`), "utf8"),
      ) as ModelVersion;
    for (const [key, there] of Object.entries(view)) {
      const [model, version = ""] = key.split("/");
      const here = await registered(model === "Iris (EU)" ? "iris-eu" : (model ?? ""), version);
      expect(Object.fromEntries(here.artifacts.map(({ path, sha256 }) => [path, sha256]))).toEqual(there.files);
      expect(here.metrics).toEqual(there.metrics);
      expect(Date.parse(here.created_at)).toBe(Math.floor(there.created / 1000) * 1000);
      expect(here.description).toContain(`Registered in MLflow as models:/${key}.`);
    }
    expect((await registered("iris-eu", "3")).description).toContain("Tags in MLflow: validated=yes.");
    const resolved = ["staging", "production", "challenger"].map((stage) => modelyard("resolve", `iris-eu@${stage}`));
    expect(await Promise.all(resolved)).toEqual(["0.0.3", "0.0.2", "0.0.3"]);
    const archived = await readFile(join(folder, "registry/models/iris-eu/status/0.0.1.yaml"), "utf8");
    expect(archived).toContain("status: archived\n");

    await modelyard("publish");
    await modelyard("pull", "models:/iris-eu/2", "-o", "pulled");
    await runProgram(["python", "predict.py", "models:/Iris (EU)/2", "there.json"], at);
    await runProgram(["python", "predict.py", "pulled", "here.json"], at);
    const [there, here] = ["there.json", "here.json"].map((file) => readFile(join(folder, file), "utf8"));
    expect(await here).toBe(await there);
  });
});
