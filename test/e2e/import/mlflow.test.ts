import { once } from "node:events";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parse } from "yaml";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../../cli/run.ts";
import { plainStyle } from "../../../core/text/style.ts";
import { type Workspace, createWorkspace, testEnvironment } from "../../support/workspace.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/trackers/mlflow");
const databaseModel = "m-a314428d4f464c4e823f59fdcaa3d592";

interface Result {
  readonly problems: readonly { about: string; severity: string; message: string }[];
  readonly versions: readonly { model: string; version: string; outcome: string }[];
  readonly files: readonly string[];
}

async function registry(stages = "staging,production"): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", "store/\n.cache/\nmlruns/\nmlflow.db\n");
  await workspace.modelyard("init", "--store", "file:store", "--stages", stages);
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start");
  return workspace;
}

async function importMlflow(workspace: Workspace, ...words: string[]) {
  const { exitCode, data } = await workspace.json("import", "mlflow-registry", ...words);
  return { exitCode, ...(data as unknown as Result) };
}

async function committed(workspace: Workspace): Promise<void> {
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Import");
}

async function withFolder(): Promise<Workspace> {
  const workspace = await registry();
  await cp(join(fixtures, "mlruns"), join(workspace.folder, "mlruns"), { recursive: true });
  // What deleting a version leaves.
  const versions = "mlruns/models/iris-clf/version-";
  const meta = await workspace.read(`${versions}2/meta.yaml`);
  await workspace.write(
    `${versions}3/meta.yaml`,
    meta.replace("current_stage: Staging", "current_stage: Deleted_Internal"),
  );
  return workspace;
}

describe("a folder of MLflow's records", () => {
  test("versions, stages and aliases come with their files, and MLflow's addresses mean the same", async () => {
    const workspace = await withFolder();
    const first = await importMlflow(workspace, "--owner", "@alice");
    expect(first).toMatchObject({
      exitCode: 1,
      problems: [{ about: "models:/iris-clf@champion", severity: "error" }],
    });
    expect(await importMlflow(workspace, "--stage", "@champion=production")).toMatchObject({
      exitCode: 0,
      problems: [],
      files: ["registry/models/iris-clf/stages/production.yaml"],
    });
    expect(await workspace.read("registry/models/iris-clf/versions/0.0.2.yaml")).toContain(
      "  From MLflow 2.\n\n  Registered in MLflow as models:/iris-clf/2.\n",
    );
    expect(parse(await workspace.read("registry/models/iris-clf/versions/0.0.1.yaml"))).toMatchObject({
      parameters: { random_state: 42 },
      training: { seed: 42 },
    });
    for (const [reference, version] of [
      ["models:/iris-clf/1", "0.0.1"],
      ["models:/iris-clf/2", "0.0.2"],
      ["models:/iris-clf/Staging", "0.0.2"],
      ["models:/iris-clf@production", "0.0.1"],
    ] as const) {
      expect((await workspace.modelyard("resolve", reference)).stdout).toBe(`${version}\n`);
    }
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
    await committed(workspace);
    expect((await workspace.json("publish")).exitCode).toBe(0);
    await workspace.modelyard("pull", "models:/iris-clf/Staging", "-o", "model");
    const source = "331348507105255793/b898800e28bf4146afdc963516eb37b7/artifacts/model/MLmodel";
    expect(await workspace.read("model/MLmodel")).toBe(await readFile(join(fixtures, "mlruns", source), "utf8"));
  });

  test("a dry run reads no files and writes none", async () => {
    const workspace = await withFolder();
    const { stdout } = await workspace.modelyard("import", "mlflow-registry", "--dry-run", "--stage", "@champion=");
    expect(stdout).toContain("iris-clf  0.0.2, 0.0.1 new · staging 0.0.2\n");
    expect(stdout).toContain("2 versions: 4 files would be written.");
    expect(await workspace.git("status", "--porcelain")).toBe("");
    expect((await workspace.modelyard("resolve", "iris-clf@staging")).exitCode).toBe(2);
  });

  test("a dry run promises nothing that the run cannot do", async () => {
    const workspace = await withFolder();
    await rm(join(workspace.folder, "mlruns/331348507105255793/b898800e28bf4146afdc963516eb37b7/artifacts"), {
      recursive: true,
    });
    const dry = await importMlflow(workspace, "--stage", "@champion=", "--dry-run");
    expect(dry).toMatchObject({ exitCode: 1, problems: [{ about: "models:/iris-clf/2" }, { severity: "error" }] });
    const real = await importMlflow(workspace, "--stage", "@champion=");
    expect({ problems: real.problems, files: real.files }).toEqual({ problems: dry.problems, files: dry.files });
  });

  test("files are found below a root of artifacts of any name, wherever all of it moved to", async () => {
    const workspace = await registry();
    const [run, experiment] = ["0123456789abcdef0123456789abcdef", "123456789012345678"];
    const old = "file:///C:/work/churn/ml_artifacts";
    const model = `${experiment}/${run}/artifacts/model`;
    await workspace.write("mlruns/0/meta.yaml", "experiment_id: '0'\n");
    await workspace.write(
      `mlruns/${experiment}/${run}/meta.yaml`,
      `artifact_uri: ${old}/${experiment}/${run}/artifacts\n`,
    );
    await workspace.write("mlruns/models/churn/meta.yaml", "name: churn\n");
    await workspace.write(
      "mlruns/models/churn/version-1/meta.yaml",
      `{version: 1, current_stage: None, status: READY, creation_timestamp: 1, run_id: ${run}, source: "${old}/${model}"}\n`,
    );
    await workspace.write(`ml_artifacts/${model}/MLmodel`, "flavors: {sklearn: {}}\n");
    expect(await importMlflow(workspace)).toMatchObject({ exitCode: 0, versions: [{ outcome: "imported" }] });
  });

  test("with commits, each version and stage has MLflow's date", async () => {
    const workspace = await withFolder();
    await importMlflow(workspace, "--stage", "@champion=production", "--commits");
    expect((await workspace.git("log", "--reverse", "--format=%cI %s", "-4")).split("\n")).toEqual([
      "2026-11-23T21:24:51+00:00 Add iris-clf 0.0.2",
      "2026-11-23T21:24:51+00:00 Promote iris-clf 0.0.2 to staging",
      "2026-11-23T21:42:05+00:00 Add iris-clf 0.0.1",
      "2026-11-23T21:42:06+00:00 Promote iris-clf 0.0.1 to production",
    ]);
    expect(await importMlflow(workspace, "--stage", "@champion=production", "--commits")).toMatchObject({ files: [] });
  });

  test("versions may stay integers", async () => {
    const workspace = await withFolder();
    await importMlflow(workspace, "--stage", "@champion=", "--versions", "integer", "--rename", "iris-clf=iris");
    expect((await workspace.modelyard("resolve", "iris@2")).stdout).toBe("2\n");
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  });

  test("a version here that is not the one there is told apart", async () => {
    const workspace = await withFolder();
    await workspace.write("out/model.bin", "ours");
    await workspace.modelyard(
      "draft",
      "iris-clf",
      "--version",
      "0.0.1",
      "--artifact",
      "out/model.bin",
      "--author",
      "eve",
    );
    expect((await importMlflow(workspace, "--stage", "@champion=")).problems).toMatchObject([
      {
        about: "models:/iris-clf/1",
        message: expect.stringContaining("is here already and does not come from there") as string,
      },
    ]);
  });
});

/** MLflow's own tables, with all that a registry may hold. */
async function withDatabase(): Promise<Workspace> {
  const workspace = await registry("production,canary");
  const { folder } = workspace;
  const artifacts = join(folder, `mlruns/1/models/${databaseModel}/artifacts`);
  await mkdir(artifacts, { recursive: true });
  await writeFile(join(artifacts, "MLmodel"), `flavors: {sklearn: {}}\nmodel_id: ${databaseModel}\n`);
  await writeFile(join(artifacts, "model.skops"), "weights\n");
  const columns = "creation_time BIGINT, last_updated_time BIGINT, user_id VARCHAR(256), status VARCHAR(20)";
  const sql = (await readFile(join(fixtures, "mlflow-3.sql"), "utf8"))
    .replace(/CREATE TABLE model_versions \((.*)\);/, `CREATE TABLE model_versions ($1, ${columns});`)
    .replace(/INSERT INTO model_versions .*\n/, "");
  const row = (model: string, version: number, stage: string, more = "READY") =>
    `INSERT INTO model_versions VALUES ('${model}', ${version}, NULL, '${stage}', 'models:/${databaseModel}', NULL, NULL, ${1_700_000_000_000 + version * 60_000}, ${1_700_100_000_000 + version * 60_000}, 'dana', '${more}');`;
  const extra = [
    "CREATE TABLE registered_model_tags (key VARCHAR(250), value VARCHAR(5000), name VARCHAR(256));",
    "CREATE TABLE model_version_tags (key VARCHAR(250), value VARCHAR(5000), name VARCHAR(256), version INTEGER);",
    "INSERT INTO registered_models VALUES ('Churn (EU)', 'Who leaves.');",
    "INSERT INTO registered_models VALUES ('greeting', NULL);",
    "INSERT INTO registered_model_tags VALUES ('team', 'growth', 'Churn (EU)'), ('mlflow.prompt.is_prompt', 'true', 'greeting');",
    "INSERT INTO model_version_tags VALUES ('validated', 'yes', 'Churn (EU)', 3);",
    "INSERT INTO registered_model_aliases VALUES ('champion', 2, 'Churn (EU)'), ('old', 1, 'Churn (EU)'), ('lost', 5, 'Churn (EU)');",
    row("Churn (EU)", 1, "Archived"),
    row("Churn (EU)", 2, "Production"),
    row("Churn (EU)", 3, "Production"),
    row("Churn (EU)", 4, "Archived"),
    row("Churn (EU)", 5, "None", "FAILED_REGISTRATION"),
    row("Churn (EU)", 6, "Deleted_Internal"),
    row("Churn (EU)", 1042, "None"),
    row("Churn (EU)", 1_000_000, "None"),
    row("greeting", 1, "None"),
  ];
  const database = new DatabaseSync(join(folder, "mlflow.db"));
  database.exec(`BEGIN;${sql}${extra.join("\n")}COMMIT;`);
  database.close();
  return workspace;
}

test("a database's registry: what is one here, what has no place, and what is left out", async () => {
  const workspace = await withDatabase();
  const words = ["--tracking-uri", "sqlite:///mlflow.db", "--model", "Churn (EU)"];
  const result = await importMlflow(workspace, ...words, "--stage", "@champion=canary", "--stage", "@old=");
  expect(result.problems.map(({ severity, about, message }) => [severity, about, message])).toEqual([
    ["error", "models:/Churn (EU)/5", "it is failed registration, so its files may not be whole"],
    ["notice", "models:/Churn (EU)/1", "it is archived, and an alias names it: it comes in without the withdrawal"],
    [
      "notice",
      "models:/Churn (EU)/2",
      "it is in Production too; models:/Churn (EU)/Production means 3, which holds the stage here",
    ],
    ["error", "models:/Churn (EU)@lost", "it names version 5, which cannot be imported"],
    ["error", "models:/Churn (EU)/1000000", "1000000 has no semver version that it could become"],
  ]);
  expect(result.versions.map(({ model, version, outcome }) => [model, version, outcome])).toEqual([
    ["churn-eu", "0.0.1", "imported"],
    ["churn-eu", "0.0.2", "imported"],
    ["churn-eu", "0.0.3", "imported"],
    ["churn-eu", "0.0.4", "imported"],
    ["churn-eu", "0.1.42", "imported"],
    ["churn-eu", "1000000", "refused"],
  ]);
  const resolved = async (reference: string) => (await workspace.modelyard("resolve", reference)).stdout;
  expect(await resolved("churn-eu@production")).toBe("0.0.3\n");
  expect(await resolved("churn-eu@canary")).toBe("0.0.2\n");
  expect(await resolved("models:/churn-eu/1042")).toBe("0.1.42\n");
  // By the names there, addresses that are written down somewhere mean the same.
  expect(await resolved("models:/Churn (EU)/1042")).toBe("0.1.42\n");
  expect(await resolved("models:/Churn (EU)/Production")).toBe("0.0.3\n");
  expect((await workspace.modelyard("resolve", "models:/Churn (US)/1")).stderr).toContain(
    '"Churn (US)" is neither a model\'s name nor an alias of one',
  );
  expect(await workspace.read("registry/models/churn-eu/model.yaml")).toContain(
    'description: Who leaves.\ntags: ["team=growth"]\n',
  );
  const third = await workspace.read("registry/models/churn-eu/versions/0.0.3.yaml");
  expect(third).toContain("Tags in MLflow: validated=yes.");
  expect(third).toContain("author: dana\n");
  expect(await workspace.read("registry/models/churn-eu/status/0.0.4.yaml")).toContain("status: archived\n");
  expect((await workspace.modelyard("validate")).stdout).not.toContain("error");

  const both = ["--stage", "@champion=production"];
  expect((await importMlflow(await withDatabase(), ...words, ...both, "--stage", "@old=")).problems).toContainEqual(
    expect.objectContaining({
      message: "churn-eu has nothing in production: it would be 2 (@champion) and 3 (Production)",
    }),
  );
  expect(await workspace.json("import", "mlflow-registry", "--model", "churn-eu")).toMatchObject({
    exitCode: 2,
    data: { error: { code: "mlflow-model-unknown" } },
  });
});

test("an empty store beside the one that holds the registry does not hide it", async () => {
  const workspace = await withDatabase();
  await workspace.write("mlruns/0/meta.yaml", "experiment_id: '0'\n");
  const { versions } = await importMlflow(workspace, "--model", "Churn (EU)");
  expect(versions.some(({ outcome }) => outcome === "imported")).toBe(true);
  const model = `models:/${databaseModel}`;
  expect(await workspace.modelyard("draft", "other", "--version", "1.0.0", "--from-mlflow", model)).toMatchObject({
    exitCode: 0,
  });
  await workspace.write("mlruns/models/iris/meta.yaml", "name: iris\n");
  expect(await workspace.json("import", "mlflow-registry")).toMatchObject({
    exitCode: 2,
    data: { error: { code: "mlflow-registry-ambiguous" } },
  });
});

test("a store without models says so, and not that nothing is new", async () => {
  const workspace = await registry();
  await workspace.write("mlruns/0/meta.yaml", "experiment_id: '0'\n");
  const { stdout } = await workspace.modelyard("import", "mlflow-registry");
  expect(stdout).toContain("It holds no version of a model, so nothing came in.");
});

const sourceOf = (version: number, text: string, more = "") =>
  `UPDATE model_versions SET source = '${text}' ${more} WHERE name = 'Churn (EU)' AND version = ${version};`;

test("a version comes in as long as MLflow's client can load it, whatever became of the records behind it", async () => {
  const workspace = await withDatabase();
  const lost = "0".repeat(32);
  const place = `mlruns/1/${lost}/artifacts/model`;
  await workspace.write(`${place}/MLmodel`, "flavors: {sklearn: {}}\n");
  const database = new DatabaseSync(join(workspace.folder, "mlflow.db"));
  database.exec(
    [
      "ALTER TABLE logged_models ADD COLUMN lifecycle_stage VARCHAR(32);",
      // Copied within the model; copied from a version that is deleted since; and logged by a run that is cleaned away.
      sourceOf(2, "models:/Churn (EU)/1"),
      sourceOf(3, "models:/Churn (EU)/6", `, storage_location = 'mlruns/1/models/${databaseModel}/artifacts'`),
      sourceOf(1042, place, `, run_id = '${lost}'`),
      "UPDATE logged_models SET lifecycle_stage = 'deleted';",
    ].join("\n"),
  );
  database.close();
  const { problems, versions } = await importMlflow(workspace, "--tracking-uri", "sqlite:///mlflow.db");
  expect(versions.flatMap(({ version, outcome }) => (outcome === "imported" ? [version] : []))).toEqual(
    expect.arrayContaining(["0.0.1", "0.0.2", "0.0.3", "0.1.42"]),
  );
  expect(problems.filter(({ about }) => /\/(?:1|2|3|1042)$/.test(about))).toEqual([
    expect.objectContaining({ severity: "notice" }),
    expect.objectContaining({ severity: "notice" }),
  ]);
  for (const version of ["0.0.2", "0.0.3"]) {
    expect(parse(await workspace.read(`registry/models/churn-eu/versions/${version}.yaml`))).toMatchObject({
      training: { run: { tracker: "mlflow" } },
      metrics: expect.anything() as object,
    });
  }
  expect(parse(await workspace.read("registry/models/churn-eu/versions/0.1.42.yaml"))).toMatchObject({
    training: { run: { tracker: "mlflow", id: lost } },
  });
});

const listedVersion = (number: string, more: object = {}) => ({
  name: "it's churn",
  version: number,
  creation_timestamp: 1_700_000_000_000,
  last_updated_timestamp: "1700000060000",
  current_stage: "None",
  source: "mlflow-artifacts:/1/model/artifacts",
  status: "READY",
  user_id: "dana",
  ...more,
});
const api = "/api/2.0/mlflow";
const proxy = "/api/2.0/mlflow-artifacts/artifacts";

/** A tracking server with these answers, for those who bring the token. */
async function serve(answers: Record<string, unknown>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[decodeURIComponent(`${request.method} ${request.url}`).replaceAll("+", " ")];
    if (request.headers.authorization !== "Bearer secret") response.writeHead(401).end("{}");
    else if (answer === undefined) response.writeHead(404).end(`{"error_code": "RESOURCE_DOES_NOT_EXIST"}`);
    else if (answer === "forbidden") response.writeHead(403).end("Permission denied");
    else if (answer === "expired") response.writeHead(401).end("Who are you?");
    else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a server's registry, page by page and through its artifact proxy", async () => {
  const workspace = await registry();
  const search = `GET ${api}/model-versions/search?filter=name="it's churn"&max_results=1000`;
  const get = (number: string) => `GET ${api}/model-versions/get?name=it's churn&version=${number}`;
  const answers: Record<string, unknown> = {
    [`GET ${api}/registered-models/search?max_results=1000`]: { next_page_token: "two" },
    [`GET ${api}/registered-models/search?max_results=1000&page_token=two`]: {
      registered_models: [{ name: "it's churn", aliases: [{ alias: "champion", version: "1" }] }],
    },
    [search]: { model_versions: [listedVersion("2", { current_stage: "Production" })], next_page_token: "two" },
    [`${search}&page_token=two`]: {
      model_versions: [listedVersion("1"), listedVersion("3", { source: "s3://elsewhere/x" })],
    },
    [get("1")]: { model_version: listedVersion("1") },
    [get("2")]: { model_version: listedVersion("2") },
    [get("3")]: { model_version: listedVersion("3", { source: "s3://elsewhere/x" }) },
    [`GET ${proxy}?path=1/model/artifacts`]: { files: [{ path: "MLmodel", is_dir: false }] },
    [`GET ${proxy}/1/model/artifacts/MLmodel`]: "flavors: {sklearn: {}}\n",
  };
  const MLFLOW_TRACKING_URI = await serve(answers);
  const words = ["import", "mlflow-registry", "--stage", "@champion=staging"];
  expect(await workspace.modelyardWith({ MLFLOW_TRACKING_URI }, ...words)).toMatchObject({ exitCode: 4 });
  expect(await workspace.git("status", "--porcelain")).toBe("");

  const environment = { MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN: "secret" };
  const dry = await workspace.modelyardWith(environment, ...words, "--dry-run");
  expect(dry.stdout).toContain("it-s-churn  0.0.1, 0.0.2 new · 1 not imported · production 0.0.2 · staging 0.0.1\n");
  const ran = await workspace.modelyardWith(environment, ...words);
  expect(ran.stdout).toContain("it-s-churn  0.0.1, 0.0.2 new · 1 not imported · production 0.0.2 · staging 0.0.1\n");
  expect(ran.stdout).toContain("models:/it's churn/3");
  expect(ran.exitCode).toBe(1);
  expect(await workspace.read("registry/models/it-s-churn/stages/staging.yaml")).toContain('version: "0.0.1"\n');
  expect((await workspace.modelyard("validate")).stdout).not.toContain("error");
});

const point = (key: string, step: number, value: number, more = {}) => ({ key, step, value, timestamp: 5, ...more });

test("from a server come models that are deleted there, copies of what is gone, and what was measured last", async () => {
  const workspace = await registry();
  const [model, run] = [`m-${"5".repeat(32)}`, "7".repeat(32)];
  const sources = [`models:/${model}`, "models:/lost/4", `runs:/${run}/model`];
  const versions = sources.map((source, index) => listedVersion(String(index + 1), { name: "churn", source }));
  const MLFLOW_TRACKING_URI = await serve({
    [`GET ${api}/registered-models/search?max_results=1000`]: {
      registered_models: [{ name: "churn" }, { name: "new" }],
    },
    [`GET ${api}/model-versions/search?filter=name='churn'&max_results=1000`]: { model_versions: versions },
    [`GET ${api}/model-versions/search?filter=name='new'&max_results=1000`]: {},
    ...Object.fromEntries(
      versions.map((version) => [
        `GET ${api}/model-versions/get?name=churn&version=${version.version}`,
        { model_version: version },
      ]),
    ),
    // Deleted models are only for those who ask for them.
    [`GET ${api}/logged-models/${model}?allow_deleted=true`]: {
      model: {
        info: {
          model_id: model,
          name: "forest",
          status: "LOGGED_MODEL_READY",
          artifact_uri: "mlflow-artifacts:/1/model/artifacts",
          tags: [{ key: "mlflow.source.git.commit", value: "c".repeat(40) }],
        },
        data: {
          metrics: [
            point("auc", 9, 0.9),
            point("auc", 3, 0.3),
            point("f1", 1, 0.7, { dataset_name: "test" }),
            point("f1", 1, 0.8, { dataset_name: "train", timestamp: 4 }),
          ],
        },
      },
    },
    [`GET ${api}/model-versions/get-download-uri?name=churn&version=2`]: {
      artifact_uri: "mlflow-artifacts:/1/model/artifacts",
    },
    [`GET ${api}/runs/get?run_id=${run}`]: "forbidden",
    [`GET ${proxy}?path=1/model/artifacts`]: { files: [{ path: "MLmodel", is_dir: false }] },
    [`GET ${proxy}/1/model/artifacts/MLmodel`]: "flavors: {sklearn: {}}\n",
  });
  const environment = { MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN: "secret" };
  const { exitCode, stdout } = await workspace.modelyardWith(environment, "import", "mlflow-registry", "--json");
  const { problems, versions: came } = JSON.parse(stdout) as Result & {
    versions: { notes: readonly string[] }[];
  };
  expect(exitCode).toBe(1);
  expect(came.map(({ version, outcome }) => [version, outcome])).toEqual([
    ["0.0.1", "imported"],
    ["0.0.2", "imported"],
    ["0.0.3", "refused"],
  ]);
  expect(problems.map(({ about, severity, message }) => [about, severity, message])).toEqual([
    ["new", "notice", "it has no versions, so nothing of it comes along"],
    ["models:/churn/3", "error", `${MLFLOW_TRACKING_URI} refuses (403)`],
  ]);
  expect(parse(await workspace.read("registry/models/churn/versions/0.0.1.yaml"))).toMatchObject({
    metrics: { auc: 0.9, f1: 0.7 },
    code: { commit: "c".repeat(40) },
  });
  expect(came[0]?.notes).toEqual(
    expect.arrayContaining([
      `Logged model ${model} is deleted in MLflow.`,
      "Logged model forest has f1 on several datasets, of which the latest counts: 0.8 on train, 0.7 on test.",
    ]),
  );
});

test("of models with one name in several workspaces, that of the chosen one comes", async () => {
  const workspace = await withDatabase();
  const database = new DatabaseSync(join(workspace.folder, "mlflow.db"));
  database.exec(
    [
      "ALTER TABLE registered_models ADD COLUMN workspace VARCHAR(63) DEFAULT 'default';",
      "ALTER TABLE model_versions ADD COLUMN workspace VARCHAR(63) DEFAULT 'default';",
      "DELETE FROM model_versions WHERE version <> 3;",
      "INSERT INTO registered_models VALUES ('Churn (EU)', 'Of the other team.', 'other');",
      "INSERT INTO model_versions SELECT * FROM model_versions;",
      "UPDATE model_versions SET version = 4, workspace = 'other', current_stage = 'None' WHERE rowid = (SELECT max(rowid) FROM model_versions);",
    ].join("\n"),
  );
  database.close();
  const words = [
    "import",
    "mlflow-registry",
    "--tracking-uri",
    "sqlite:///mlflow.db",
    "--model",
    "Churn (EU)",
    "--dry-run",
  ];
  expect((await workspace.modelyard(...words)).stdout).toContain("churn-eu  0.0.3 new");
  const other = await workspace.modelyardWith({ MLFLOW_WORKSPACE: "other" }, ...words);
  expect(other.stdout).toContain("churn-eu  0.0.4 new\n");
});

test("a server that is lost on the way: what came in stays, and the next import goes on, told while people watch", async () => {
  const workspace = await registry();
  const versions = ["1", "2", "3"].map((number) => listedVersion(number, { name: "churn" }));
  const get = (number: string) => `GET ${api}/model-versions/get?name=churn&version=${number}`;
  const answers: Record<string, unknown> = {
    [`GET ${api}/registered-models/search?max_results=1000`]: { registered_models: [{ name: "churn" }] },
    [`GET ${api}/model-versions/search?filter=name='churn'&max_results=1000`]: { model_versions: versions },
    ...Object.fromEntries(versions.map((version) => [get(version.version), { model_version: version }])),
    [get("2")]: "expired",
    [`GET ${proxy}?path=1/model/artifacts`]: { files: [{ path: "MLmodel", is_dir: false }] },
    [`GET ${proxy}/1/model/artifacts/MLmodel`]: "flavors: {sklearn: {}}\n",
  };
  const MLFLOW_TRACKING_URI = await serve(answers);
  const environment = { MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN: "secret" };
  const first = await workspace.modelyardWith(environment, "import", "mlflow-registry");
  expect(first.exitCode).toBe(1);
  expect(first.stdout).toContain(
    `models:/churn/2  ${MLFLOW_TRACKING_URI} refuses (401): it was not read, and so 1 more version\n    Import again: it goes on from here.`,
  );
  expect(first.stdout).toContain("churn  0.0.1 new · 2 not imported\n");
  const again = await workspace.modelyardWith(environment, "import", "mlflow-registry");
  expect(again).toMatchObject({ exitCode: 4, stdout: "" });

  answers[get("2")] = { model_version: versions[1] };
  const told: string[] = [];
  const exitCode = await run(
    ["import", "mlflow-registry"],
    {
      workingFolder: workspace.folder,
      environment: { ...testEnvironment(workspace.folder), ...environment },
      interactive: true,
      style: plainStyle,
      out: () => {},
      err: (text) => told.push(text),
      now: () => new Date("2026-11-24T12:00:00Z"),
      elapsedMs: () => told.length * 1000,
    },
    "0.0.0",
  );
  expect(exitCode).toBe(0);
  expect(told.join("")).toContain("\rimporting: 1 of 3 versions");
  expect(await workspace.read("registry/models/churn/versions/0.0.3.yaml")).toContain("version:");
});

const meta = (version: number) => `mlruns/models/iris-clf/version-${version}/meta.yaml`;

test("what was promoted here stays, whatever is touched there; what is promoted there comes", async () => {
  const workspace = await registry();
  await cp(join(fixtures, "mlruns"), join(workspace.folder, "mlruns"), { recursive: true });
  const change = async (version: number, from: RegExp, to: string) => {
    const text = await workspace.read(meta(version));
    const now = `last_updated_timestamp: ${Date.now() + 60_000 * version}`;
    await workspace.write(meta(version), text.replace(from, to).replace(/last_updated_timestamp: .*/, now));
  };
  const words = ["--stage", "@champion="];
  await importMlflow(workspace, ...words);
  await committed(workspace);
  await workspace.modelyard("promote", "iris-clf@0.0.1", "staging");
  await committed(workspace);

  await change(2, /description: .*/, "description: A slip of the pen, corrected.");
  const { files, problems } = await importMlflow(workspace, ...words);
  expect(files).toEqual([]);
  expect(problems).toMatchObject([
    {
      severity: "notice",
      message: expect.stringMatching(/staging\.yaml says 0\.0\.1 since .*, and stays as it is/) as string,
      hint: expect.stringContaining("modelyard promote") as string,
    },
  ]);

  await change(1, /current_stage: .*/, "current_stage: Production");
  expect(await importMlflow(workspace, ...words)).toMatchObject({
    files: ["registry/models/iris-clf/stages/production.yaml"],
  });
  await committed(workspace);
  await change(1, /current_stage: .*/, "current_stage: Archived");
  await change(2, /current_stage: .*/, "current_stage: Production");
  expect(await importMlflow(workspace, ...words)).toMatchObject({
    files: expect.arrayContaining(["registry/models/iris-clf/stages/production.yaml"]) as string[],
  });
  expect(await workspace.read("registry/models/iris-clf/stages/production.yaml")).toContain('version: "0.0.2"');
});

test("options that say nothing about the source are refused", async () => {
  const workspace = await registry();
  for (const words of [
    ["import", "gto", "--tracking-uri", "x"],
    ["import", "mlflow-registry", "--rev", "main"],
    ["import", "mlflow"],
    ["import", "mlflow-registry", "--versions", "calver"],
    ["import", "gto", "--stage", "prod"],
    ["import", "gto", "--rename", "churn=Churn"],
  ]) {
    expect(await workspace.json(...words)).toMatchObject({ exitCode: 2, data: { error: { code: "usage" } } });
  }
});
