import type { OptionSpecs } from "./command.ts";

/** The options that say where what is known of a version comes from. */
export const SOURCE_OPTIONS = {
  artifact: { type: "list", value: "PATH", help: "A file, or a folder with everything in it" },
  "from-mlflow": { type: "text", value: "MODEL", help: "A run's id, models:/NAME/VERSION, or a path in mlruns" },
  "tracking-uri": {
    type: "text",
    value: "URI",
    help: "Where MLflow keeps its records; MLFLOW_TRACKING_URI unless given",
  },
  "from-dvc": { type: "text", value: "PATH", help: "A DVC project (.), dvc.yaml:STAGE, or a .dvc file" },
  metrics: { type: "text", value: "FILE", help: "Metrics: JSON, YAML, TOML or CSV (last row)" },
  params: { type: "text", value: "FILE", help: "Parameters: JSON, YAML, TOML or CSV" },
  signature: { type: "text", value: "FILE", help: "Inputs and outputs: JSON or YAML" },
  dataset: { type: "list", value: "DATASET", help: "NAME@VERSION:ROLE, or URI#DIGEST:ROLE" },
  environment: { type: "text", value: "FILE", help: "requirements.txt, pyproject.toml, conda.yaml, package.json, …" },
  freeze: { type: "text", value: "PYTHON", help: "Or ask this Python: python, .venv/bin/python", completes: "file" },
  command: { type: "text", value: "COMMAND", help: "The command that trained it" },
  description: { type: "text", value: "TEXT", help: "What is new in this version" },
  author: { type: "text", value: "NAME", help: "Who made it; from the tracker or git unless given" },
  base: {
    type: "text",
    value: "MODEL@VERSION",
    help: "What it was fine-tuned or warm-started from",
    completes: "reference",
  },
} as const satisfies OptionSpecs;
