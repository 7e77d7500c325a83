import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeGitHub } from "../../servers/github/index.ts";
import { REGISTRY } from "../../e2e/remote/world.ts";
import { type Answer, record, replay } from "../replay.ts";
import { readMlflow } from "../../../adapters/trackers/mlflow/read-mlflow.ts";
import type { Target } from "../target.ts";
import { runCommand } from "./command-line.ts";

const HERE = ["-C", "github:acme/models"];
const COMMANDS = [
  ["show", ...HERE],
  ["show", "churn", ...HERE],
  ["resolve", "churn@production", ...HERE],
  ["history", "churn", "production", ...HERE],
];

/** Looks at a registry on GitHub, with each command; all of them end as they do without faults. */
async function look(address: string, folder: string): Promise<void> {
  const environment = { GITHUB_API_URL: address, GITHUB_TOKEN: "token" };
  for (const words of COMMANDS) await runCommand(words, { folder, environment });
}

async function recordGitHub(): Promise<readonly Answer[]> {
  const github = await startFakeGitHub({ now: () => new Date("2026-11-24T12:00:00Z") });
  const repository = await github.createRepository({ owner: "acme", name: "models" });
  await github.commit(repository, { files: REGISTRY });
  const token = github.addToken({ login: "github-actions[bot]", kind: "actions" });
  const folder = await mkdtemp(join(tmpdir(), "modelyard-fuzz-"));
  const answers = await record(github.apiUrl, token, (address) => look(address, folder));
  await rm(folder, { recursive: true });
  await github.close();
  return answers;
}

const RUN = "67aa8f60a3984b1fb6eac7887260b264";
const MODEL = "m-a314428d4f464c4e823f59fdcaa3d592";
const API = "/api/2.0/mlflow";
const FILES = "/api/2.0/mlflow-artifacts/artifacts";

/** A tracking server with one run, its model, and the model's files behind the server's artifact proxy. */
const mlflowAnswers: Readonly<Record<string, unknown>> = {
  [`GET ${API}/runs/get?run_id=${RUN}`]: {
    run: {
      info: {
        run_id: RUN,
        experiment_id: "1",
        status: "FINISHED",
        start_time: 1795469012003,
        end_time: "1795469030357",
        artifact_uri: "mlflow-artifacts:/1/run/artifacts",
      },
      data: {
        metrics: [
          { key: "loss", value: 0.25 },
          { key: "bad", value: "NaN" },
        ],
        params: [{ key: "C", value: "0.5" }],
        tags: [{ key: "mlflow.user", value: "alice" }],
      },
      inputs: {
        dataset_inputs: [
          {
            tags: [{ key: "mlflow.data.context", value: "eval" }],
            dataset: { name: "iris", digest: "8f9eb48c", source: '{"uri": "s3://acme/iris.csv"}' },
          },
        ],
      },
      outputs: { model_outputs: [{ model_id: MODEL, step: 0 }] },
    },
  },
  [`GET ${API}/logged-models/${MODEL}`]: {
    model: {
      info: {
        model_id: MODEL,
        name: "model",
        creation_timestamp_ms: 1795469012964,
        artifact_uri: "mlflow-artifacts:/1/models/x/artifacts",
        status: "LOGGED_MODEL_READY",
        source_run_id: RUN,
      },
      data: { params: [], metrics: [] },
    },
  },
  [`GET ${FILES}?path=1%2Fmodels%2Fx%2Fartifacts`]: {
    files: [
      { path: "MLmodel", is_dir: false },
      { path: "data", is_dir: true },
    ],
  },
  [`GET ${FILES}?path=1%2Fmodels%2Fx%2Fartifacts%2Fdata`]: { files: [{ path: "weights.txt", is_dir: false }] },
  [`GET ${FILES}/1/models/x/artifacts/MLmodel`]: `flavors: {sklearn: {}}\nmodel_id: ${MODEL}\nrun_id: ${RUN}\n`,
  [`GET ${FILES}/1/models/x/artifacts/data/weights.txt`]: "weights",
};

const written: readonly Answer[] = Object.entries(mlflowAnswers).map(([request, content]) => ({
  request,
  status: 200,
  type: typeof content === "string" ? "application/octet-stream" : "application/json",
  body: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
}));

interface Conversation {
  readonly name: string;
  readonly words: readonly string[];
  answers(): Promise<readonly Answer[]>;
  ask(address: string, folder: string): Promise<void>;
}

/** A server whose answers are right but for one. */
function answersTarget(conversation: Conversation): Target {
  const { name, words } = conversation;
  let recorded: Promise<readonly Answer[]> | undefined;
  const known = () => (recorded ??= conversation.answers());
  return {
    name,
    words,
    seeds: async () => new Map((await known()).map(({ request, body }, at) => [`${at} ${request.slice(0, 60)}`, body])),
    async run({ seed, bytes }, folder) {
      const damaged = Number.parseInt(seed, 10);
      const serving = await replay(
        (await known()).map((answer, at) => (at === damaged ? Object.assign({}, answer, { body: bytes }) : answer)),
      );
      try {
        await conversation.ask(serving.address, folder);
      } finally {
        serving.close();
      }
    },
  };
}

export const githubAnswersTarget = answersTarget({
  name: "github-answers",
  words: [
    '"sha":',
    '"tree":[',
    '"truncated":true',
    '"type":"symlink"',
    '"encoding":"none"',
    '"errors":[{}]',
    '"data":null',
  ],
  answers: recordGitHub,
  ask: look,
});

export const mlflowAnswersTarget = answersTarget({
  name: "mlflow-answers",
  words: [
    '"is_dir":true',
    '"path":"../../x"',
    '"path":"/etc/x"',
    '"next_page_token":"x"',
    '"artifact_uri":"file:///etc"',
    "dbfs:/",
  ],
  answers: () => Promise.resolve(written),
  ask: async (trackingUri, folder) => {
    await readMlflow({ reference: RUN, trackingUri, folder, downloads: folder, attempts: 1 });
  },
});
