import { expect, test } from "vitest";
import { readRegistryFile } from "../../registry/file.ts";
import { identify } from "../../registry/names/paths.ts";
import { checkFile } from "../index.ts";

/** What is said about each text in the place of the one at `path`: place, message, next step, fix. */
function said(path: string, texts: Readonly<Record<string, string>>): string {
  const identity = identify(path);
  if (identity === undefined) throw new Error(`${path} is no registry file`);
  const blocks = Object.entries(texts).map(([edit, text]) => {
    const findings = checkFile(readRegistryFile({ path, blobId: "" }, identity, new TextEncoder().encode(text)));
    const lines = findings.map(({ rule, line, column, endColumn, message, hint, fix }) => {
      const fixed = fix === undefined ? "" : " (fix)";
      return `  ${line}:${column}-${endColumn} ${rule}: ${message}\n    ${hint}${fixed}`;
    });
    return [edit, ...lines].join("\n");
  });
  return `\n${blocks.join("\n")}\n`;
}

/** Texts that differ from `base` in one line each: the one that begins with the same key, or a new one. */
function edits(base: string, lines: readonly string[]): Record<string, string> {
  const texts = lines.map((line): [string, string] => {
    const key = /^[^:]*/.exec(line)?.[0] ?? "";
    const block = new RegExp(`^${key}:.*\n(?:[ -].*\n)*`, "m");
    return [line, block.test(base) ? base.replace(block, () => `${line}\n`) : `${base}${line}\n`];
  });
  return Object.fromEntries(texts);
}

const STAGE = 'schema: stage/1\nmodel: churn\nstage: production\nversion: "1.3.0"\n';
const VERSION = [
  "schema: model-version/1",
  "model: churn",
  'version: "1.3.0"',
  'created_at: "2026-06-30T14:03:11Z"',
  "author: alice",
  "artifacts:",
  `  - {path: model.bin, size: 2184, sha256: "${"0".repeat(64)}"}`,
  "",
].join("\n");
const MODEL = 'schema: model/1\nname: churn\nowners: ["@alice"]\n';
const SETTINGS = [
  "schema: registry/1",
  "name: acme-models",
  "stages: [{name: staging}, {name: production}]",
  "artifacts: {store: github-releases}",
  "",
].join("\n");

test("a stage file", () => {
  const path = "registry/models/churn/stages/production.yaml";
  const broken = {
    nothing: "",
    "a comment alone": "# to do\n",
    "plain text": "promote 1.4.0\n",
    "keys without a space": "schema:stage/1\nmodel:churn\n",
    "a list": "- schema: stage/1\n",
    "an empty map": "{}\n",
    "another kind": STAGE.replace("stage/1", "status/1"),
    "no version": STAGE.replace(/version.*\n/, ""),
    "a misspelt key": STAGE.replace("version", "verison"),
    "an indented key": STAGE.replace("version", "  version"),
    "a tab": STAGE.replace("version", "\tversion"),
    "open quotes": STAGE.replace('0"', "0"),
    "no quotes around a star": STAGE.replace('"1.3.0"', "*latest"),
    "no comma": '{"schema": "stage/1", "model": "churn" "stage": "production", "version": null}\n',
    "no closing brace": '{"schema": "stage/1", "model": "churn", "stage": "production", "version": null\n',
    "a conflict": STAGE.replace("version", "<<<<<<< HEAD\nversion"),
    ...edits(STAGE, [
      "version: 1.10",
      "version: yes",
      "version: ~",
      "version:",
      "version: [1.3.0]",
      "version: 1/3",
      "version: .nan",
    ]),
  };
  expect(said(path, broken)).toMatchInlineSnapshot(`
    "
    nothing
      1:1-1 yaml-syntax: The file is empty
        Write the document, or delete the file.
    a comment alone
      1:1-1 yaml-syntax: The file is empty
        Write the document, or delete the file.
    plain text
      1:1-14 schema: The file is the text "promote 1.4.0", and must be a map
        Write lines of \`key: value\`, with a space after each colon.
    keys without a space
      1:1-15 schema: The file is the text "schema:stage/1 model:churn", and must be a map
        Write lines of \`key: value\`, with a space after each colon.
    a list
      1:1-18 schema: The file is a list, and must be a map
        Write lines of \`key: value\`, with a space after each colon.
    an empty map
      1:1-3 schema: \`schema\`, \`model\`, \`stage\` and \`version\` are missing
        Add \`schema: …\`, \`model: …\`, \`stage: …\` and \`version: …\`.
    another kind
      1:9-17 schema: This file calls itself "status/1"
        By its path this is a stage file: move it, or write stage/1.
    no version
      1:1-16 schema: \`version\` is missing
        Add \`version: …\`. The version in this stage, quoted; null: empty on purpose.
    a misspelt key
      4:1-8 schema: Unknown key "verison"
        Did you mean \`version\`?
    an indented key
      4:3-10 yaml-syntax: \`version\` is indented deeper than \`stage\`, which has its value already
        Keys of one map begin in the same column.
    a tab
      4:1-2 yaml-tab: A tab indents this line
        Indent with spaces, two for each level.
    open quotes
      4:10-11 yaml-syntax: These quotes are never closed
        Close them on the same line.
    no quotes around a star
      4:10-17 yaml-syntax: *latest refers to an anchor that does not exist
        Quote it: "*latest". (fix)
    no comma
      1:40-47 yaml-syntax: This cannot follow here
        Is a comma or a line break missing before it?
    no closing brace
      2:1-2 yaml-syntax: The { above is not closed before this
        Write the missing }.
    a conflict
      4:1-8 yaml-syntax: The markers of a merge conflict are still here
        Keep one of the two sides, and delete the lines of <<<<<<<, ======= and >>>>>>>.
    version: 1.10
      4:10-14 ambiguous-scalar: \`version\` is text, and 1.10 without quotes is the number 1.1
        Quote it: "1.10". (fix)
    version: yes
      1:1-16 stage-form: The file has another form than stage files have, so a deploy job's \`sed\` may not find the version
        Write it as \`modelyard promote\` does: modelyard validate --fix. (fix)
      4:10-13 ambiguous-scalar: yes is text to some YAML readers and true to others
        Quote it: "yes". (fix)
    version: ~
      4:10-11 ambiguous-scalar: \`version\` is ~
        For nothing, write null. (fix)
    version:
      4:9-9 ambiguous-scalar: \`version\` has no value
        For nothing on purpose, write null. (fix)
    version: [1.3.0]
      4:10-17 schema: \`version\` is a list, and must be text or null
        The version in this stage, quoted; null: empty on purpose.
    version: 1/3
      4:10-13 schema: \`version\` is "1/3", which is not of the form that it must have
        Versions have letters, digits, - and the point, and begin with a letter or digit.
    version: .nan
      4:10-14 number-unsafe: .nan is not a number
        Leave it out where there is no value.
    "
  `);
});

test("a version file", () => {
  const path = "registry/models/churn/versions/1.3.0.yaml";
  const lines = [
    "schema: model-version",
    "created_at: 2026-06-30",
    "created_at: 2026-06-30T14:03:11Z",
    'created_at: "2026-06-30 16:03:11 +02:00"',
    'created_at: "2026-06-31T14:03:11Z"',
    "author:",
    "author: [alice]",
    "artifacts: []",
    "artifacts: [model.bin]",
    "artifacts: {path: model.bin}",
    `artifacts: [{path: a, size: 2 KB, sha256: "sha256:${"AB".repeat(32)}"}]`,
    `artifacts: [{path: a, size: -1, sha256: abc, format: Pickle}]`,
    "datasets: {name: customers}",
    'datasets: [{name: customers, uri: "s3://a", role: training}]',
    'datasets: [{name: customers, version: "4", uri: "s3://a", digest: "md5:aa", role: training}]',
    "datasets: [{role: training}]",
    'datasets: [{uri: "s3://a", role: Training}]',
    "signature: {inputs: [{name: x, type: long, dtype: float32}, {name: x}, {name: z, type: Long}]}",
    "metrics: [auc]",
    'metrics: {auc: "0.9", loss: [1], rows: 1_000, note: high, empty: , tiny: 1e-7, none: .nan}',
    "parameters: [C]",
    "parameters: {layers: {first: 1}, grid: [[1]], seed: 12345678901234567890}",
    "code: {commit: 9fceb02, dirty: yes}",
    "code: {repository: https://github.com/acme/churn}",
    "environment: {}",
    "environment: {python: 3.10, requirements: numpy==1.26.4}",
    "training: {seed: '42', run: mlflow}",
    'base: {model: churn, version: "1.2.0", uri: "s3://a"}',
    "auhtor: bob",
    "tags: [tabular]",
  ];
  expect(said(path, edits(VERSION, lines))).toMatchInlineSnapshot(`
    "
    schema: model-version
      1:9-22 schema: \`schema\` cannot be "model-version"
        It must be model-version/1. (fix)
    created_at: 2026-06-30
      4:13-23 schema: \`created_at\` is "2026-06-30", which is not of the form that it must have
        In UTC, RFC 3339: "2026-06-30T14:03:11Z".
    created_at: 2026-06-30T14:03:11Z
      4:13-33 ambiguous-scalar: 2026-06-30T14:03:11Z is text to some YAML readers and a time to others
        Quote it: "2026-06-30T14:03:11Z". (fix)
    created_at: "2026-06-30 16:03:11 +02:00"
      4:13-41 schema: \`created_at\` is "2026-06-30 16:03:11 +02:00", which is not of the form that it must have
        Write "2026-06-30T14:03:11Z". (fix)
    created_at: "2026-06-31T14:03:11Z"
      4:13-35 time-impossible: There is no day 31 in month 6 of 2026
        That month has 30 days.
    author:
      5:8-8 schema: \`author\` is empty, and must be text
        Who made it.
    author: [alice]
      5:9-16 schema: \`author\` is a list, and must be text
        Who made it.
    artifacts: []
      6:12-14 schema: \`artifacts\` is empty
        The files of this version.
    artifacts: [model.bin]
      6:13-22 schema: Item 1 of \`artifacts\` is the text "model.bin", and must be a map
        A file of a version. Its keys: path, size, sha256 and format.
    artifacts: {path: model.bin}
      6:12-29 schema: \`artifacts\` is a map, and must be a list
        The files of this version. Each item begins with a dash: \`- …\`.
    artifacts: [{path: a, size: 2 KB, sha256: "sha256:ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"}]
      6:29-33 schema: \`size\` is the text "2 KB", and must be a whole number
        The size in bytes.
      6:43-116 schema: \`sha256\` is "sha256:ABABABABABABABABABABABABABABABABABABABABABABABABA…, which is not of the form that it must have
        Write "abababababababababababababababababababababababababababababababab". (fix)
    artifacts: [{path: a, size: -1, sha256: abc, format: Pickle}]
      6:29-31 schema: \`size\` is below 0
        The size in bytes.
      6:41-44 schema: \`sha256\` is "abc", which is not of the form that it must have
        64 hex digits, as sha256sum prints them.
      6:54-60 schema: \`format\` is "Pickle", which is not of the form that it must have
        A format's name in lower case, such as safetensors, onnx or pickle.
    datasets: {name: customers}
      8:11-28 schema: \`datasets\` is a map, and must be a list
        The data that it saw. Each item begins with a dash: \`- …\`.
    datasets: [{name: customers, uri: "s3://a", role: training}]
      8:13-17 schema: \`name\` does not go with \`uri\`
        A dataset and what it was used for: {name, version} of this registry, or {uri, digest} of an outside one.
    datasets: [{name: customers, version: "4", uri: "s3://a", digest: "md5:aa", role: training}]
      8:13-17 schema: \`name\` and \`version\` do not go with \`uri\`
        A dataset and what it was used for: {name, version} of this registry, or {uri, digest} of an outside one.
    datasets: [{role: training}]
      8:12-28 schema: \`name\` and \`version\` are missing in item 1 of \`datasets\`
        Add \`name: …\` and \`version: …\`. A dataset and what it was used for: {name, version} of this registry, or {uri, digest} of an outside one.
    datasets: [{uri: "s3://a", role: Training}]
      8:12-43 schema: \`digest\` is missing in item 1 of \`datasets\`
        Add \`digest: …\`. The outside dataset's digest: algorithm:value, such as sha256:… or DVC's md5:… (md5:….dir for a directory).
      8:34-42 schema: \`role\` is "Training", which is not of the form that it must have
        What it was used for: training, validation, evaluation, …
    signature: {inputs: [{name: x, type: long, dtype: float32}, {name: x}, {name: z, type: Long}]}
      8:32-36 schema: \`type\` does not go with \`dtype\`
        A column {name, type} or a tensor {name, dtype, shape}.
      8:61-70 schema: \`type\` is missing in item 2 of \`inputs\`
        Add \`type: …\`. The column's type, as MLflow calls it.
      8:88-92 schema: \`type\` cannot be "Long"
        Did you mean long? It can be boolean, integer, long, float, double, string, binary, datetime, array, object, map or any. (fix)
    metrics: [auc]
      8:10-15 schema: \`metrics\` is a list, and must be a map
        What was measured. Write lines of \`key: value\` below it.
    metrics: {auc: "0.9", loss: [1], rows: 1_000, note: high, empty: , tiny: 1e-7, none: .nan}
      8:16-21 schema: \`auc\` is the text "0.9", and must be a number
        Write 0.9. (fix)
      8:29-32 schema: \`loss\` is a list, and must be a number
        Write a number.
      8:40-45 schema: \`rows\` is the text "1_000", and must be a number
        Write 1000. (fix)
      8:53-57 schema: \`note\` is the text "high", and must be a number
        Write a number.
      8:66-66 schema: \`empty\` is empty, and must be a number
        Write a number.
      8:74-78 ambiguous-scalar: 1e-7 is the number 1.0e-7 to some YAML readers and text to others
        Write 1.0e-7. (fix)
      8:86-90 number-unsafe: .nan is not a number
        Leave it out where there is no value.
    parameters: [C]
      8:13-16 schema: \`parameters\` is a list, and must be a map
        The settings of the training. Write lines of \`key: value\` below it.
    parameters: {layers: {first: 1}, grid: [[1]], seed: 12345678901234567890}
      8:22-32 schema: \`layers\` is a map, and must be text, a number, true or false, null or a list
        A string, number, boolean or null, or a list of these.
      8:41-44 schema: Item 1 of \`grid\` is a list, and must be text, a number, true or false or null
        Write text, a number, true or false or null.
      8:53-73 number-unsafe: 12345678901234567890 is beyond ±9007199254740991, so most readers take it for 12345678901234567168
        Quote it: "12345678901234567890". (fix)
    code: {commit: 9fceb02, dirty: yes}
      8:16-23 schema: \`commit\` is "9fceb02", which is not of the form that it must have
        A full commit id: 40 hex digits, as git rev-parse prints it.
      8:32-35 schema: \`dirty\` is the text "yes", and must be true or false
        Write true. (fix)
    code: {repository: https://github.com/acme/churn}
      8:1-5 schema: \`commit\` is missing in \`code\`
        Add \`commit: …\`. The full id of the commit that trained it.
      8:20-49 ambiguous-scalar: A text with : inside brackets is refused by some YAML readers, or read as something else
        Quote it: "https://github.com/acme/churn". (fix)
    environment: {}
      8:14-16 schema: \`environment\` is empty
        What it ran in.
    environment: {python: 3.10, requirements: numpy==1.26.4}
      8:23-27 ambiguous-scalar: \`python\` is text, and 3.10 without quotes is the number 3.1
        Quote it: "3.10". (fix)
      8:43-56 schema: \`requirements\` is the text "numpy==1.26.4", and must be a list
        Write ["numpy==1.26.4"]. (fix)
    training: {seed: '42', run: mlflow}
      8:18-22 schema: \`seed\` is the text "42", and must be a whole number
        Write 42. (fix)
      8:29-35 schema: \`run\` is the text "mlflow", and must be a map
        The experiment tracker's run. Its keys: tracker, id and url.
    base: {model: churn, version: "1.2.0", uri: "s3://a"}
      8:8-13 schema: \`model\` and \`version\` do not go with \`uri\`
        What it was fine-tuned or warm-started from: {model, version}, or {uri, digest} for an outside one.
    auhtor: bob
      8:1-7 schema: Unknown key "auhtor"
        Did you mean \`author\`?
    tags: [tabular]
      8:1-5 schema: Unknown key "tags"
        Known keys here: schema, model, version, description, created_at, author, artifacts, signature, parameters, metrics, environment, code, datasets, training and base.
    "
  `);
});

test("a model file", () => {
  const path = "registry/models/churn/model.yaml";
  const lines = [
    "owners: alice, @acme/growth-ml",
    "owners: [alice, alice]",
    'owners: ["@alice", "@alice"]',
    "tags: a, b",
    "versioning: SemVer",
    "versioning: calver",
    "license: 2.0",
    "metrics: {auc: maximize, loss: {goal: minimise}, f1: {goal: up}}",
    "gates: {Production: {}}",
    "gates: {production: {auc: {min: 0.8}}}",
    "gates: {production: {metrics: {auc: 0.85, loss: {}, f1: {mni: 0.8}}}}",
  ];
  expect(said(path, edits(MODEL, lines))).toMatchInlineSnapshot(`
    "
    owners: alice, @acme/growth-ml
      3:9-31 schema: \`owners\` is the text "alice, @acme/growth-ml", and must be a list
        Write ["@alice", "@acme/growth-ml"]. (fix)
    owners: [alice, alice]
      3:10-15 schema: Item 1 of \`owners\` is "alice", which is not of the form that it must have
        Write "@alice". (fix)
      3:17-22 schema: "alice" is in \`owners\` twice
        Delete one of them.
      3:17-22 schema: Item 2 of \`owners\` is "alice", which is not of the form that it must have
        Write "@alice". (fix)
    owners: ["@alice", "@alice"]
      3:20-28 schema: "@alice" is in \`owners\` twice
        Delete one of them.
    tags: a, b
      4:7-11 schema: \`tags\` is the text "a, b", and must be a list
        Write ["a", "b"]. (fix)
    versioning: SemVer
      4:13-19 schema: \`versioning\` cannot be "SemVer"
        Did you mean semver? It can be semver, integer or commit. (fix)
    versioning: calver
      4:13-19 schema: \`versioning\` cannot be "calver"
        It can be semver, integer or commit.
    license: 2.0
      4:10-13 ambiguous-scalar: \`license\` is text, and 2.0 without quotes is the number 2
        Quote it: "2.0". (fix)
    metrics: {auc: maximize, loss: {goal: minimise}, f1: {goal: up}}
      4:16-24 schema: \`auc\` is the text "maximize", and must be a map
        Write {goal: maximize}. (fix)
      4:39-47 schema: \`goal\` cannot be "minimise"
        Did you mean minimize? It can be maximize or minimize.
      4:61-63 schema: \`goal\` cannot be "up"
        It can be maximize or minimize.
    gates: {Production: {}}
      4:9-19 schema: "Production" is not a name
        Names have lower-case letters, digits, - and _; at most 64.
    gates: {production: {auc: {min: 0.8}}}
      4:22-25 schema: Unknown key "auc"
        It belongs under \`metrics\`.
    gates: {production: {metrics: {auc: 0.85, loss: {}, f1: {mni: 0.8}}}}
      4:37-41 schema: \`auc\` is the number 0.85, and must be a map
        Bounds that a metric must keep. Its keys: min, max and max_regression.
      4:49-51 schema: \`loss\` is empty
        Bounds that a metric must keep.
      4:58-61 schema: Unknown key "mni"
        Did you mean \`min\`?
    "
  `);
});

test("the registry's settings", () => {
  const path = "registry/registry.yaml";
  const lines = [
    "name: Acme Models",
    "stages: [staging, production]",
    "stages: {staging: {}}",
    "stages: [{name: production, soak: 24h}]",
    "stages: [{name: production, gates: {soak: 24, approvals: -1, require: [code, code, tests], formats: unsafe}}]",
    "stages: [{name: production, gates: {soak: 24 hours, approvals: two, require: code, formats: []}}]",
    "stages: [{name: production, gates: {signature: compatibel, freeze: [{from: 2026-12-20}]}}]",
    "artifacts: s3",
    "artifacts: {store: s3}",
    "artifacts: {store: {type: gcs, bucket: models}}",
    "artifacts: {store: {bucket: models}}",
    "artifacts: {store: {type: s3}}",
    "artifacts: {store: {type: file, path: store, bucket: models}}",
    "store: github-releases",
  ];
  expect(said(path, edits(SETTINGS, lines))).toMatchInlineSnapshot(`
    "
    name: Acme Models
      2:7-18 schema: \`name\` is "Acme Models", which is not of the form that it must have
        Names have lower-case letters, digits, - and _; at most 64.
    stages: [staging, production]
      3:10-17 schema: Item 1 of \`stages\` is the text "staging", and must be a map
        Write {name: staging}. (fix)
      3:19-29 schema: Item 2 of \`stages\` is the text "production", and must be a map
        Write {name: production}. (fix)
    stages: {staging: {}}
      3:9-22 schema: \`stages\` is a map, and must be a list
        Stages in lifecycle order; a model holds one version in each. A stage without gates serves as an alias. Each item begins with a dash: \`- …\`.
    stages: [{name: production, soak: 24h}]
      3:29-33 schema: Unknown key "soak"
        It belongs under \`gates\`.
    stages: [{name: production, gates: {soak: 24, approvals: -1, require: [code, code, tests], formats: unsafe}}]
      3:43-45 schema: \`soak\` is the number 24, and must be text
        Minutes, hours or days: 90m, 24h, 7d.
      3:58-60 schema: \`approvals\` is below 0
        Approving reviews by owners, on the head commit.
      3:78-82 schema: "code" is in \`require\` twice
        Delete one of them.
      3:84-89 schema: Item 3 of \`require\` cannot be "tests"
        It can be signature, datasets, environment, code, metrics or parameters.
      3:101-107 schema: \`formats\` is the text "unsafe", and must be safe, a list or a map
        safe: no format that runs code when loaded. [safe, joblib] allows joblib for every model, {allow: {churn: [joblib]}} for one model, in registry.yaml only.
    stages: [{name: production, gates: {soak: 24 hours, approvals: two, require: code, formats: []}}]
      3:43-51 schema: \`soak\` is "24 hours", which is not of the form that it must have
        Write "24h". (fix)
      3:64-67 schema: \`approvals\` is the text "two", and must be a whole number
        Approving reviews by owners, on the head commit.
      3:78-82 schema: \`require\` is the text "code", and must be a list
        Write ["code"]. (fix)
      3:93-95 schema: \`formats\` is empty
        safe: no format that runs code when loaded. [safe, joblib] allows joblib for every model, {allow: {churn: [joblib]}} for one model, in registry.yaml only.
    stages: [{name: production, gates: {signature: compatibel, freeze: [{from: 2026-12-20}]}}]
      3:48-58 schema: \`signature\` cannot be "compatibel"
        It must be compatible.
      3:69-87 schema: \`to\` and \`reason\` are missing in item 1 of \`freeze\`
        Add \`to: …\` and \`reason: …\`. A window in which nothing is promoted to the stage.
      3:76-86 schema: \`from\` is "2026-12-20", which is not of the form that it must have
        In UTC, RFC 3339: "2026-06-30T14:03:11Z".
    artifacts: s3
      4:12-14 schema: \`artifacts\` is the text "s3", and must be a map
        Where artifacts are stored. Its keys: store.
    artifacts: {store: s3}
      4:20-22 schema: \`store\` is the text "s3", and must be github-releases or a map
        github-releases, or {type: file, path: …}, or {type: s3, bucket: …}.
    artifacts: {store: {type: gcs, bucket: models}}
      4:20-47 schema: \`type\` cannot be "gcs"
        It can be file or s3.
    artifacts: {store: {bucket: models}}
      4:20-36 schema: \`type\` is missing in \`store\`
        It can be file or s3.
    artifacts: {store: {type: s3}}
      4:13-18 schema: \`bucket\` is missing in \`store\`
        Add \`bucket: …\`. The bucket's name.
    artifacts: {store: {type: file, path: store, bucket: models}}
      4:46-52 schema: Unknown key "bucket"
        Known keys here: type and path.
    store: github-releases
      5:1-6 schema: Unknown key "store"
        It belongs under \`artifacts\`.
    "
  `);
});
