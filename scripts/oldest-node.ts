// Runs the built program on the Node that runs this, as CI does with the oldest one that is supported: what is built runs
// on Node 24 everywhere else. SQLite is what differs most between the two.
import { strictEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const root = join(import.meta.dirname, "..");
const { engines, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  engines: { node: string };
  version: string;
};
strictEqual(
  `>=${process.versions.node.replace(/\.0$/, "")}`,
  engines.node,
  "this is not the oldest Node that is supported",
);

const folder = mkdtempSync(join(tmpdir(), "modelyard-oldest-node-"));
try {
  strictEqual(modelyard("--version"), `${version}\n`);
  modelyard("init", "--store", "file:store");
  const writer = writeRecords();
  modelyard("draft", "iris", "--version", "1.0.0", "--owner", "@alice", "--from-mlflow", "models:/iris-clf/1");
  writer.close();
  modelyard("import", "mlflow-registry", "--model", "iris-clf", "--stage", "@champion=", "--dry-run");
  modelyard("validate");
  console.log(`modelyard ${version} runs on Node ${process.versions.node}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** A warning of Node's on the way is a failure, so nothing but the command's own words may come. */
function modelyard(...words: readonly string[]): string {
  const all = [join(root, "dist/modelyard.js"), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
  console.log(`$ modelyard ${words.join(" ")}\n${stdout}${stderr}`);
  strictEqual(status, 0);
  strictEqual(/warning/i.test(stderr), false, "Node warns");
  return stdout;
}

/** MLflow's records in WAL mode, with a writer that still has them open. */
function writeRecords(): DatabaseSync {
  const model = "mlruns/1/models/m-a314428d4f464c4e823f59fdcaa3d592/artifacts";
  mkdirSync(join(folder, model), { recursive: true });
  writeFileSync(join(folder, model, "MLmodel"), "flavors: {sklearn: {}}\n");
  writeFileSync(join(folder, model, "model.skops"), "weights\n");
  const database = new DatabaseSync(join(folder, "mlflow.db"));
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(readFileSync(join(root, "test/fixtures/trackers/mlflow/mlflow-3.sql"), "utf8"));
  return database;
}
