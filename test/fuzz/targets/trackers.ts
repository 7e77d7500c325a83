import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readDvc } from "../../../adapters/trackers/dvc/read-dvc.ts";
import { readMlflow } from "../../../adapters/trackers/mlflow/read-mlflow.ts";
import { ModelyardError } from "../../../core/errors.ts";
import type { Target } from "../target.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/trackers");

async function filesIn(folder: string, wanted: RegExp): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const paths = files.filter((path) => wanted.test(path)).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}

/** Puts the fixture into the folder, with one file changed. */
async function withChanged(fixture: string, folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await cp(fixture, folder, { recursive: true });
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

const dvcProject = join(fixtures, "dvc-project");

/** A DVC project with one damaged file. */
export const dvcTarget: Target = {
  name: "dvc",
  seeds: () => filesIn(dvcProject, /\.(?:ya?ml|lock|json|dvc|csv)$/),
  words: ["stages:\n", "deps:\n", "md5: ", ".dir", "${item}", "foreach: ", "matrix:\n", "wdir: ../..", "outs:\n- "],
  async run({ seed, bytes }, folder) {
    await withChanged(dvcProject, folder, seed, bytes);
    await answered(() => readDvc({ path: join(folder, "dvc.yaml:train") }));
    await readDvc({ path: join(folder, "data/customers.csv.dvc") });
  },
};

const RUNS = ["3cbd0a6349ee4e42a40752df14de12cd", "b898800e28bf4146afdc963516eb37b7", "models:/iris-clf@champion"];

/** A folder of MLflow runs with one damaged file. */
export const mlflowTarget: Target = {
  name: "mlflow",
  seeds: () => filesIn(join(fixtures, "mlflow"), /^mlruns\/.*(?:\/[^./]+|\.ya?ml|\.txt)$/),
  words: [
    "artifact_uri: file:///etc",
    "run_id: ",
    "flavors:\n",
    "model_uuid: ",
    "signature:\n",
    "storage_location: ../",
    "1 nan 0",
  ],
  async run({ seed, bytes }, folder) {
    await withChanged(join(fixtures, "mlflow"), folder, seed, bytes);
    for (const reference of RUNS) await answered(() => readMlflow({ reference, folder, downloads: folder }));
  },
};

/** MLflow's database with damaged pages. */
export const mlflowDatabaseTarget: Target = {
  name: "mlflow-database",
  async seeds() {
    const folder = await mkdtemp(join(tmpdir(), "modelyard-fuzz-"));
    const database = new DatabaseSync(join(folder, "mlflow.db"));
    database.exec(`BEGIN;${await readFile(join(fixtures, "mlflow/mlflow-3.sql"), "utf8")}COMMIT;`);
    database.close();
    const bytes = await readFile(join(folder, "mlflow.db"));
    await rm(folder, { recursive: true });
    return new Map([["mlflow.db", bytes]]);
  },
  words: ["SQLite format 3\0", "\x0d\x00\x00\x00", "../../", "file:///etc/passwd"],
  async run({ bytes }, folder) {
    await writeFile(join(folder, "mlflow.db"), bytes);
    await readMlflow({ reference: "67aa8f60a3984b1fb6eac7887260b264", folder, downloads: folder });
  },
};

/** An answer in words is no reason to skip the rest. */
async function answered(read: () => Promise<unknown>): Promise<void> {
  await read().catch((error: unknown) => {
    if (!(error instanceof ModelyardError)) throw error;
  });
}
