/** Files of a registry by path, as JSON, which is YAML too, but for stage files. */
export type SampleFiles = Readonly<Record<string, string>>;

const SHA256 = "0".repeat(64);

/** A file's text from its keys. */
const write = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;

export const settingsFile = (content: object = {}): SampleFiles => ({
  "registry/registry.yaml": write({
    schema: "registry/1",
    name: "sample",
    stages: [{ name: "staging" }, { name: "production", gates: { approvals: 1 } }],
    artifacts: { store: "github-releases" },
    ...content,
  }),
});

export const modelFile = (model: string, content: object = {}): SampleFiles => ({
  [`registry/models/${model}/model.yaml`]: write({ schema: "model/1", name: model, owners: ["@alice"], ...content }),
});

export const versionFile = (model: string, version: string, content: object = {}): SampleFiles => ({
  [`registry/models/${model}/versions/${version}.yaml`]: write({
    schema: "model-version/1",
    model,
    version,
    created_at: "2026-06-30T14:03:11Z",
    author: "alice",
    artifacts: [{ path: "model.safetensors", size: 2184, sha256: SHA256 }],
    ...content,
  }),
});

/** A stage file's text in its one form. */
export const stageText = (model: string, stage: string, version: string | null): string =>
  `schema: stage/1\nmodel: ${JSON.stringify(model)}\nstage: ${JSON.stringify(stage)}\nversion: ${JSON.stringify(version)}\n`;

export const stageFile = (model: string, stage: string, version: string | null): SampleFiles => ({
  [`registry/models/${model}/stages/${stage}.yaml`]: stageText(model, stage, version),
});

export const statusFile = (model: string, version: string, status: string, reason = "A reason."): SampleFiles => ({
  [`registry/models/${model}/status/${version}.yaml`]: write({ schema: "status/1", model, version, status, reason }),
});

export const datasetFile = (dataset: string, content: object = {}): SampleFiles => ({
  [`registry/datasets/${dataset}/dataset.yaml`]: write({ schema: "dataset/1", name: dataset, ...content }),
});

export const datasetVersionFile = (dataset: string, version: string, content: object = {}): SampleFiles => ({
  [`registry/datasets/${dataset}/versions/${version}.yaml`]: write({
    schema: "dataset-version/1",
    dataset,
    version,
    created_at: "2026-06-28T09:00:00Z",
    author: "data-eng",
    digest: "md5:a304afb96060aad90176268345e10355",
    ...content,
  }),
});
